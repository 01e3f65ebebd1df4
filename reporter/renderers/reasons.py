"""Why a value is missing, in words for readers; the names are `observations.Reason` and those of `report.Cell`."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "not_supported": "does not exist for this kind of media",
    "not_available": "Instagram gave no value",
    "not_enough_viewers": "too few viewers for Instagram to show it",
    "before_business_account": "published before the account became a professional account",
    "not_on_facebook": "not shared to Facebook",
    "gone": "deleted, or no longer accessible",
    "expired_story": "the story had expired before it could be read",
    "not_collected": "no snapshot was taken at that time",
    "failed": "could not be fetched",
    "no_media": "no media",
    "not_yet": "was not published yet",
    "undefined": "cannot be computed",
    "small_base": "compared with less than 30, so a percentage would say nothing",
    "break": "the meaning of the metric changed in between",
}


def reason_words(reason: str) -> str:
    """Return the reason as words; an unknown one as it is named."""
    return REASONS.get(reason, reason.replace("_", " ") or "no value")
