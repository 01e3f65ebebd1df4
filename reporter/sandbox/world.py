"""Who exists and what they published: a function of account and week, for any week. Counts and answers nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reporter.catalog.models import ProductType
from reporter.core.observations import STORY_LIFE
from reporter.sandbox.accounts import SandboxAccount, Voice
from reporter.sandbox.brands import BRANDS
from reporter.sandbox.draws import between, choose, draw, weighted_index
from reporter.sandbox.ids import ObjectKey, media_id, read_media_id

ACCOUNTS: tuple[SandboxAccount, ...] = BRANDS
_FIRST_MONDAY = date(2018, 1, 1)
_REELS_ONLY_SINCE = date(2022, 7, 1)  # from then on Instagram publishes every video as a reel
_TOKEN = "sandbox-token-of-"  # noqa: S105 - opens nothing but the sandbox


@dataclass(frozen=True, slots=True)
class Media:
    """One published object. `published` is UTC; `weekday` (Monday 0) and `hour` are the account's own."""

    account: SandboxAccount
    key: ObjectKey
    id: str
    product_type: ProductType
    media_type: str
    published: datetime
    weekday: int
    hour: int
    caption: str
    on_facebook: bool
    has_link: bool  # a story's link sticker
    seconds: float  # a video's length
    children: int  # of an album


def token(alias: str) -> str:
    """Return the built-in token of an account. Not shaped like a real one, so that nobody mistakes it."""
    return _TOKEN + alias


def renewed_token(old_token: str) -> str:
    """Return the token that follows a token when it is refreshed."""
    stem, _, count = old_token.partition("~")
    return f"{stem}~{int(count or 0) + 1}"


def account_of(access_token: str) -> SandboxAccount | None:
    """Return the account that a token, or one renewed from it, belongs to."""
    stem, mark, count = access_token.partition("~")
    if mark and not (count.isascii() and count.isdigit()):
        return None
    return next((account for account in ACCOUNTS if token(account.alias) == stem), None)


def published_media(account: SandboxAccount, *, until: datetime, stories: bool = False) -> Iterator[Media]:
    """Give an account's media (or stories) up to a time, newest first, making no week before it is asked for."""
    last = (until.date() - _FIRST_MONDAY).days // 7 + 1
    first = (account.opened - _FIRST_MONDAY).days // 7
    for number in range(last, first - 1, -1):
        for media in media_of_week(ACCOUNTS.index(account), number, story=stories):
            if media.published <= until:
                yield media


def find_media(node_id: str, now: datetime) -> tuple[Media, int] | None:
    """Return a media item that exists now and which child of it is meant (0: itself), or None. Stories last a day."""
    key = read_media_id(node_id)
    if key is None or key.account >= len(ACCOUNTS):
        return None
    parent = ObjectKey(key.account, key.story, key.week, key.slot)
    media = next(
        (media for media in media_of_week(key.account, key.week, story=key.story) if media.key == parent), None
    )
    if media is None or media.published > now or key.child > media.children:
        return None
    return None if key.story and media.published <= now - STORY_LIFE else (media, key.child)


def child_id(media: Media, child: int) -> str:
    """Return the id of an album's picture, counted from 1."""
    return media_id(ObjectKey(media.key.account, media.key.story, media.key.week, media.key.slot, child))


def followers(account: SandboxAccount, now: datetime) -> int:
    """Return how many accounts follow at a time."""
    years = (now - datetime(2026, 1, 1, tzinfo=UTC)) / timedelta(days=365)
    return int(account.followers * max(0.3, 1 + account.growth * years))


@lru_cache(maxsize=4096)
def media_of_week(account_index: int, number: int, *, story: bool) -> tuple[Media, ...]:
    """Return what an account publishes in a week counted from 2018, newest first."""
    account = ACCOUNTS[account_index]
    if number < (account.opened - _FIRST_MONDAY).days // 7:
        return ()
    fewest, most = account.rhythm.stories if story else account.rhythm.media
    count = fewest + int(draw(account.alias, "count", story, number) * (most - fewest + 1))
    media = [_media(account, ObjectKey(account_index, story, number, slot)) for slot in range(count)]
    return tuple(sorted(media, key=lambda item: (item.published, item.id), reverse=True))


def _media(account: SandboxAccount, key: ObjectKey) -> Media:
    name = media_id(key)
    weekday = weighted_index(account.rhythm.weekdays, name, "weekday")
    hours = account.rhythm.hours
    hour = list(hours)[weighted_index(list(hours.values()), name, "hour")]
    day = _FIRST_MONDAY + timedelta(days=7 * key.week + weekday)
    minute, second = int(draw(name, "minute") * 60), int(draw(name, "second") * 60)
    local = datetime.combine(day, time(hour, minute, second), tzinfo=ZoneInfo(account.zone))
    product_type, media_type = _types(account, key, day)
    return Media(
        account=account,
        key=key,
        id=name,
        product_type=product_type,
        media_type=media_type,
        published=local.astimezone(UTC),
        weekday=weekday,
        hour=hour,
        caption=_caption(account.voice, product_type, key),
        on_facebook=account.login == "facebook" and draw(name, "facebook") < 0.55,
        has_link=key.story and draw(name, "link") < 0.35,
        seconds=between(7, 48, name, "seconds"),
        children=2 + int(draw(name, "children") * 7) if media_type == "CAROUSEL_ALBUM" else 0,
    )


def _types(account: SandboxAccount, key: ObjectKey, day: date) -> tuple[ProductType, str]:
    chance = draw(media_id(key), "type")
    if key.story:
        return ProductType.STORY, "VIDEO" if chance < 0.45 else "IMAGE"
    if chance < account.rhythm.reels_share:
        return (ProductType.REELS if day >= _REELS_ONLY_SINCE else ProductType.FEED), "VIDEO"
    album = chance < account.rhythm.reels_share + (1 - account.rhythm.reels_share) * 0.45
    return ProductType.FEED, "CAROUSEL_ALBUM" if album else "IMAGE"


def _caption(voice: Voice, product_type: ProductType, key: ObjectKey) -> str:
    """Return a caption, no text twice in a week; "" for the few media items and the many stories without one."""
    name = media_id(key)
    if product_type == ProductType.STORY:
        return choose(voice.stories, name, "words") if draw(name, "caption") < 0.3 else ""
    if draw(name, "caption") < 0.025:
        return ""
    if voice.rare and draw(name, "rare") < 0.14:
        return choose(voice.rare, name, "words")
    texts = voice.reels if product_type == ProductType.REELS else voice.captions
    text = texts[(key.week * 5 + key.slot) % len(texts)]
    words = text.format(item=choose(voice.items, name, "item"), place=choose(voice.places, name, "place"))
    return f"{words[:1].upper()}{words[1:]} {_tags(voice, name)}"


def _tags(voice: Voice, name: str) -> str:
    count = 1 + int(draw(name, "tags") * 3)
    shuffled = sorted(voice.tags[1:], key=lambda tag: draw(name, tag))
    return " ".join(f"#{tag}" for tag in (voice.tags[0], *shuffled[:count]))
