"""Why a value is missing, as text for readers. The names are those of `observations.Reason` and `report.Cell`."""

from __future__ import annotations

from reporter.core.i18n import Translator, mark_translatable

REASONS: dict[str, str] = {
    "not_supported": mark_translatable("not available for this type of post"),
    "not_available": mark_translatable("Instagram returned no value"),
    "not_enough_viewers": mark_translatable("too few viewers for Instagram to report a value"),
    "before_business_account": mark_translatable("published before the account became a professional account"),
    "not_on_facebook": mark_translatable("not shared to Facebook"),
    "gone": mark_translatable("deleted or no longer accessible"),
    "expired_story": mark_translatable("the story expired before it was read"),
    "not_collected": mark_translatable("not collected at that time"),
    "refused": mark_translatable("Instagram rejects this metric for this post, or for similar posts"),
    "lowered": mark_translatable("Meta lowered this value"),
    "failed": mark_translatable("could not be fetched"),
    "no_media": mark_translatable("no posts"),
    "not_yet": mark_translatable("not published yet"),
    "stories_only": mark_translatable("shown for stories only"),
    "undefined": mark_translatable("cannot be calculated"),
    "unlike_age": mark_translatable("the earlier posts were measured at a different age"),
    "not_known": mark_translatable("no account has complete data for both periods"),
    "incomplete": mark_translatable("too many values are missing for a fair comparison"),
    "small_base": mark_translatable("the earlier value is below 30, too low for a meaningful percentage"),
    "break": mark_translatable("the definition of the metric changed between the two periods"),
    "unequal": mark_translatable("the two date ranges differ in length"),
}


def reason_words(reason: str, *, translator: Translator) -> str:
    """Return the text of a reason; an unknown reason is returned as it is named."""
    known = REASONS.get(reason)
    return translator.say(known) if known else reason.replace("_", " ") or translator.say("no value")
