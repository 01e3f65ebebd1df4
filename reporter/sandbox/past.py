"""The past of the sandbox's accounts: what history would hold had jobs collected them for some weeks until now.

They looked at live stories every three hours, for fourteen weeks; at media of the last seven days every six, and once
a night at everything that Instagram keeps numbers of, for nine.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import takewhile

from reporter.catalog.models import ProductType
from reporter.core.observations import STORY_LIFE, Backlog, CompletedListing, Listed, MediaItem
from reporter.sandbox.courses import readings
from reporter.sandbox.insights import KEPT
from reporter.sandbox.nodes import permalink
from reporter.sandbox.world import ACCOUNTS, Media, published

_LENGTH = timedelta(weeks=9, days=1)  # to the start of the eighth week before this one, whatever the weekday
_STORIES_LENGTH = timedelta(weeks=14)  # to the start of the second month before this one, whatever the day
_BEFORE_NOW = timedelta(minutes=7)  # so that no look lies exactly half a day from a midnight
_STORIES_EVERY, _MEDIA_EVERY = timedelta(hours=3), timedelta(hours=6)
_YOUNG = timedelta(days=7)
_AHEAD, _STORIES_BACK = timedelta(days=1), timedelta(days=2)


def past(brand: str, account: str, now: datetime) -> Backlog:
    """Return the past of the account that a brand plays, which ends a few minutes before now."""
    looks = _Looks(now.replace(microsecond=0) - _BEFORE_NOW)
    media = [(media_item, looks.of(media_item)) for media_item in _published(brand, looks)]
    found = [
        Listed(_item(media_item, account), own[0], own[-1], readings(media_item, own))
        for media_item, own in media
        if own
    ]
    return Backlog(found, list(looks.visits()) if found else [])


class _Looks:
    """When the lists were looked at, oldest first; `whole`: when at all of the list of media."""

    def __init__(self, last: datetime) -> None:
        self.stories = _every(_STORIES_EVERY, _STORIES_LENGTH, last)
        self.media = _every(_MEDIA_EVERY, _LENGTH, last)
        self.whole = [time for time in self.media if time == self.media[0] or _is_night(time)]

    def of(self, media: Media) -> Sequence[datetime]:
        """Return the looks at which a media item was read."""
        made = media.published
        if media.product_type == ProductType.STORY:
            return self.stories[bisect_left(self.stories, made) : bisect_left(self.stories, made + STORY_LIFE)]
        young = self.media[bisect_left(self.media, made) : bisect_right(self.media, made + _YOUNG)]
        old = self.whole[bisect_right(self.whole, made + _YOUNG) : bisect_right(self.whole, made + KEPT)]
        return [*young, *old]

    def visits(self) -> Iterator[tuple[datetime, CompletedListing]]:
        """Give what each look read to its end."""
        whole = set(self.whole)
        for moment in self.media:
            yield moment, CompletedListing("media", moment - (KEPT if moment in whole else _YOUNG), moment + _AHEAD)
        for moment in self.stories:
            yield moment, CompletedListing("stories", moment - _STORIES_BACK, moment + _AHEAD)


def _every(pause: timedelta, length: timedelta, last: datetime) -> list[datetime]:
    return [last - pause * back for back in range(length // pause, -1, -1)]


def _is_night(moment: datetime) -> bool:
    """Say whether a look at media is the one that is nearest to a midnight."""
    since = moment - datetime.combine(moment, time(), UTC)
    return (since + _MEDIA_EVERY / 2) % timedelta(days=1) < _MEDIA_EVERY


def _published(brand: str, looks: _Looks) -> Iterator[Media]:
    """Give what was on a list at any look, newest first: media, then stories."""
    account = next(account for account in ACCOUNTS if account.alias == brand)
    for stories, times, kept in ((False, looks.media, KEPT), (True, looks.stories, STORY_LIFE)):
        own = published(account, until=times[-1], stories=stories)
        yield from takewhile(partial(_is_since, times[0] - kept), own)


def _is_since(start: datetime, media: Media) -> bool:
    return media.published >= start


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
