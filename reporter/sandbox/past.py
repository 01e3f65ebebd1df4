"""The past of the sandbox accounts: the history that scheduled jobs would have collected until now.

They read active stories every 3 hours for 14 weeks. For 9 weeks they read media of the last 7 days every 6 hours, and
once a night all media that Instagram keeps numbers of.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from reporter.catalog.models import ProductType
from reporter.core.observations import STORY_LIFE, Backlog, CompletedListing, Listed, MediaItem
from reporter.sandbox.insights import RETENTION
from reporter.sandbox.nodes import permalink
from reporter.sandbox.readings import readings
from reporter.sandbox.world import ACCOUNTS, Media, published_media

_LENGTH = timedelta(weeks=9, days=1)  # to the start of the eighth week before this one, whatever the weekday
_STORIES_LENGTH = timedelta(weeks=14)  # to the start of the second month before this one, whatever the day
_BEFORE_NOW = timedelta(minutes=7)  # so that no reading is exactly 12 hours from a midnight
_STORIES_EVERY, _MEDIA_EVERY = timedelta(hours=3), timedelta(hours=6)
_YOUNG = timedelta(days=7)
_AHEAD, _STORIES_BACK = timedelta(days=1), timedelta(days=2)


def past(brand: str, account: str, now: datetime) -> Backlog:
    """Return the past of the account that a brand simulates; it ends a few minutes before now."""
    times = _ReadingTimes(now.replace(microsecond=0) - _BEFORE_NOW)
    listed = [
        Listed(_item(media, account), reading_times[0], reading_times[-1], readings(media, reading_times))
        for media in _published(brand, times)
        if (reading_times := times.of(media))
    ]
    return Backlog(listed, list(times.visits()) if listed else [])


class _ReadingTimes:
    """The times at which the lists were read, oldest first; `whole`: when the whole list of media was."""

    def __init__(self, last: datetime) -> None:
        self.stories = _every(_STORIES_EVERY, _STORIES_LENGTH, last)
        self.media = _every(_MEDIA_EVERY, _LENGTH, last)
        self.whole = [time for time in self.media if time == self.media[0] or _is_night(time)]

    def of(self, media: Media) -> Sequence[datetime]:
        """Return the times at which a media item was read."""
        start = media.published
        if media.product_type == ProductType.STORY:
            return self.stories[bisect_left(self.stories, start) : bisect_left(self.stories, start + STORY_LIFE)]
        young = self.media[bisect_left(self.media, start) : bisect_right(self.media, start + _YOUNG)]
        old = self.whole[bisect_right(self.whole, start + _YOUNG) : bisect_right(self.whole, start + RETENTION)]
        return [*young, *old]

    def visits(self) -> Iterator[tuple[datetime, CompletedListing]]:
        """Give the lists that were read to their end, with the time of each."""
        whole = set(self.whole)
        for moment in self.media:
            yield (
                moment,
                CompletedListing("media", moment - (RETENTION if moment in whole else _YOUNG), moment + _AHEAD),
            )
        for moment in self.stories:
            yield moment, CompletedListing("stories", moment - _STORIES_BACK, moment + _AHEAD)


def _every(pause: timedelta, length: timedelta, last: datetime) -> list[datetime]:
    return [last - pause * back for back in range(length // pause, -1, -1)]


def _is_night(moment: datetime) -> bool:
    """Say whether a reading of media is the nearest one to a midnight."""
    since = moment - datetime.combine(moment, time(), UTC)
    return (since + _MEDIA_EVERY / 2) % timedelta(days=1) < _MEDIA_EVERY


def _published(brand: str, times: _ReadingTimes) -> Iterator[Media]:
    """Give what was on a list at any reading, newest first: media, then stories."""
    account = next(account for account in ACCOUNTS if account.alias == brand)
    for stories, read_at, retention in ((False, times.media, RETENTION), (True, times.stories, STORY_LIFE)):
        for media in published_media(account, until=read_at[-1], stories=stories):
            if media.published < read_at[0] - retention:
                break
            yield media


def _item(media: Media, account: str) -> MediaItem:
    return MediaItem(
        account=account,
        media_id=media.id,
        product_type=media.product_type.value,
        media_type=media.media_type,
        published=media.published,
        caption=media.caption,
        permalink=permalink(media),
        username=media.account.username,
    )
