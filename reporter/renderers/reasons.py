"""Why a value is missing, as text for readers. The names are those of `observations.Reason` and `report.Cell`."""

from __future__ import annotations

from reporter.core.i18n import later
from reporter.core.i18n import say

REASONS: dict[str, str] = {
    "not_supported": later("not available for this type of post"),
    "not_available": later("Instagram returned no value"),
    "not_enough_viewers": later("too few viewers for Instagram to report a value"),
    "before_business_account": later("published before the account became a professional account"),
    "not_on_facebook": later("not shared to Facebook"),
    "gone": later("deleted or no longer accessible"),
    "expired_story": later("the story expired before it was read"),
    "not_collected": later("not collected at that time"),
    "refused": later("Instagram rejects this metric for this post, or for others of its kind"),
    "lowered": later("Meta lowered this value"),
    "failed": later("could not be fetched"),
    "no_media": later("no posts"),
    "not_yet": later("not published yet"),
    "stories_only": later("shown for stories only"),
    "undefined": later("cannot be calculated"),
    "unlike_age": later("the earlier posts were measured at a different age"),
    "not_known": later("no account has complete data for both periods"),
    "incomplete": later("too many values are missing for a fair comparison"),
    "small_base": later("the earlier value is below 30, too low for a meaningful percentage"),
    "break": later("the definition of the metric changed in between"),
    "unequal": later("the two date ranges differ in length"),
}


def reason_words(reason: str) -> str:
    """Return the text of a reason; an unknown reason is returned as it is named."""
    known = REASONS.get(reason)
    return say(known) if known else reason.replace("_", " ") or say("no value")
