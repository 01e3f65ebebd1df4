"""What was seen of media items: values only, passed from the executor (later: history) to the analysis.

A measure is `Observed` or `Missing`, never zero for unknown. Nothing here fetches, stores or computes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

STORY_LIFE = timedelta(hours=24)  # from then on a story can be read no more


class Reason(StrEnum):
    """Why a measure is missing; the closed list of the product."""

    NOT_SUPPORTED = "not_supported"
    NOT_AVAILABLE = "not_available"
    NOT_ENOUGH_VIEWERS = "not_enough_viewers"
    BEFORE_BUSINESS_ACCOUNT = "before_business_account"
    NOT_ON_FACEBOOK = "not_on_facebook"
    GONE = "gone"
    EXPIRED_STORY = "expired_story"
    NOT_COLLECTED = "not_collected"
    REFUSED = "refused"
    LOWERED = "lowered"
    FAILED = "failed"


# Reasons that make a run incomplete (exit 3): something that should have been had was not.
INCOMPLETE_REASONS = frozenset({Reason.GONE, Reason.FAILED})


@dataclass(frozen=True, slots=True)
class Observed:
    """A number as the API gave it: counts and milliseconds as int, rates (0-100) as float.

    `breakdown` maps a breakdown's value as the API spelled it to its number; None where no breakdown was asked.
    """

    value: int | float
    breakdown: Mapping[str, int | float] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """No number, and why. `detail` is one plain sentence for the data notes, without ids, URLs or tokens."""

    reason: Reason
    detail: str = ""


MetricValue = Observed | Missing


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One published object as listed. `published` is UTC; `thumbnail` is a PNG or JPEG that came with the listing.

    `picture_url`: where its picture is to be had for some days. It is signed, so it is kept nowhere and never shown.
    """

    account: str
    media_id: str
    product_type: str
    media_type: str
    published: datetime
    caption: str = ""
    permalink: str = ""
    username: str = ""
    thumbnail: bytes = b""
    picture_url: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Measures of one media item, by metric name, as read at `seen` (UTC).

    `oldest`: when the oldest of its numbers was read, where they were not all read together; in growth the opening
    reading. `times`: when each number was read that was not read at `seen`. `stale`: metrics of which the last reading
    gave no number, so that an older one is shown. `highest`: the highest number ever read of a metric that has fallen
    since, and when.
    """

    media: MediaItem
    seen: datetime
    measures: Mapping[str, MetricValue] = field(default_factory=dict)
    oldest: datetime | None = None
    times: Mapping[str, datetime] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    highest: Mapping[str, tuple[int | float, datetime]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompletedListing:
    """A list ("media" or "stories") that was read to its end: all that was published in [since, until) was on it."""

    listed: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """An account's own numbers; None is unknown."""

    followers: int | None
    media_count: int | None


@dataclass(frozen=True, slots=True)
class Growth:
    """What a media item read at the two ends of a period.

    `opening` is None where it was published inside the period: then everything it counts has grown from nothing.
    """

    opening: Snapshot | None
    closing: Snapshot


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of time in which stories were not looked at, and how many of them expired in it."""

    start: datetime
    end: datetime
    stories: int


@dataclass(frozen=True, slots=True)
class StoryWatch:
    """How an account's stories of a period were watched.

    `known`: stories that were ever seen or told of; `caught`: those read after their twentieth hour, or told of by the
    webhook; `outages`: when the others expired. `since`: when stories were first looked at, None if never.
    """

    account: str
    known: int
    caught: int
    outages: tuple[Outage, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What Meta's webhook told of a story that ended: `counts` word for word, by the webhook's own names.

    `sent`: when the message was sent. `raw`: the counts as canonical JSON.
    """

    instagram_id: str
    media_id: str
    sent: datetime
    counts: Mapping[str, object]
    raw: str


class UnchangedReading(NamedTuple):
    """What one question about a media item read alike at every look from the first to the last.

    `metrics` in the order of the alphabet; `measures`: theirs, as plain numbers where there is nothing else.
    """

    metrics: tuple[str, ...]
    first: datetime
    last: datetime
    measures: Sequence[int | float] | Sequence[MetricValue]


class Listed(NamedTuple):
    """A media item, when it was first and last on a list, and what was read of it in between."""

    media: MediaItem
    first: datetime
    last: datetime
    readings: Sequence[UnchangedReading]


@dataclass(frozen=True, slots=True)
class Backlog:
    """All that was read of an account: its media items, and when its lists were read to their end."""

    media: Sequence[Listed]
    visits: Sequence[tuple[datetime, CompletedListing]]
