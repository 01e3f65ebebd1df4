"""Random worlds: accounts with media whose true numbers grow, and what was read of them when. Shares no code with
the product; only `write` hands what was read to a history.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from reporter.core.observations import CompletedListing, MediaItem, Missing, Observed, Reason, Snapshot
from reporter.history.open import History
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORY_LIFE = timedelta(hours=24)
ALL, LASTING = ("FEED", "REELS", "STORY"), ("FEED", "REELS")
# which product types have a metric, by Meta's reference
OFFERED: dict[str, tuple[str, ...]] = {
    "views": ALL,
    "reach": ALL,
    "total_interactions": ALL,
    "shares": ALL,
    "likes": LASTING,
    "comments": LASTING,
    "saved": LASTING,
    "follows": ("FEED", "STORY"),
    "profile_visits": ("FEED", "STORY"),
    "profile_activity": ("FEED", "STORY"),
    "navigation": ("STORY",),
    "replies": ("STORY",),
    "ig_reels_avg_watch_time": ("REELS",),
    "ig_reels_video_view_total_time": ("REELS",),
    "reels_skip_rate": ("REELS",),
    "facebook_views": ALL,
}
SPLITS = {
    "navigation": ("tap_forward", "tap_back", "tap_exit", "swipe_forward"),
    "profile_activity": ("bio_link_clicked", "email", "call"),
}
LOWERABLE = ("reach", "profile_visits", "follows", "saved")
TAGS = ("launch", "giveaway", "spring", "team")

Number = int | float
Value = Number | str  # a number, or the name of the reason why there is none


@dataclass(frozen=True)
class Item:
    """One media item as it truly is. `missing`: metrics that never have a number. `quiet`: those that stop having one.

    `lowered`: metrics that fall to a share of themselves at a time. `gone`: when it was deleted.
    """

    media_id: str
    product_type: str
    media_type: str
    published: datetime
    caption: str
    people: float
    tempo: float
    shares: dict[str, float]
    missing: dict[str, str] = field(default_factory=dict)
    quiet: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    lowered: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    gone: datetime | None = None

    @property
    def is_story(self) -> bool:
        return self.product_type == "STORY"

    @property
    def over(self) -> datetime | None:
        """When it can be read no more."""
        return self.published + STORY_LIFE if self.is_story else None

    def count(self, metric: str, at: datetime) -> int:
        """A count's true number at a time."""
        hours = max(0.0, (at - self.published) / HOUR)
        grown = self.people * self.shares.get(metric, 1.0) * (1 - math.exp(-((hours / self.tempo) ** 0.8)))
        when, share = self.lowered.get(metric, (None, 1.0))
        return int(grown * share) if when and at >= when else int(grown)

    def read(self, at: datetime) -> dict[str, Value]:
        """What the API answers for every metric that the product type has."""
        found: dict[str, Value] = {}
        for metric in (name for name, types in OFFERED.items() if self.product_type in types):
            quiet = self.quiet.get(metric)
            if metric in self.missing:
                found[metric] = self.missing[metric]
            elif quiet and at >= quiet[0]:
                found[metric] = quiet[1]
            else:
                found[metric] = self._number(metric, at)
        return found

    def _number(self, metric: str, at: datetime) -> Number:
        plays = self.count("plays", at)
        total = plays * int(2000 + 5000 * self.shares["held"])
        if metric == "ig_reels_video_view_total_time":
            return total
        if metric == "ig_reels_avg_watch_time":
            return total // plays if plays else 0
        if metric == "reels_skip_rate":
            return round(20 + 50 * self.shares["held"] + 5 / (1 + (at - self.published) / DAY), 1) if plays else 0
        return self.count(metric, at)

    def split(self, metric: str, number: Number) -> dict[str, Number]:
        """A number by the values of its breakdown; what has none is left out, and some is told of nobody."""
        parts: dict[str, Number] = {}
        rest = int(number) - (3 if self.shares["held"] < 0.1 and number > 10 else 0)
        for place, name in enumerate(SPLITS[metric]):
            part = rest if place == len(SPLITS[metric]) - 1 else int(rest * self.shares["held"])
            rest -= part
            if part:
                parts[name] = part
        return parts


@dataclass(frozen=True)
class Look:
    """What was read of a media item at a time, through one account."""

    at: datetime
    values: dict[str, Value]


@dataclass(frozen=True)
class Listing:
    """A list that was read to its end at a time: it held what was published in [since, until)."""

    at: datetime
    since: datetime
    until: datetime

    def holds(self, published: datetime) -> bool:
        return self.since <= published < self.until


@dataclass
class Account:
    """An account with what was read of it. `looks`: by media id. `listed`: the media items of its lists."""

    alias: str
    items: dict[str, Item] = field(default_factory=dict)
    media: list[Listing] = field(default_factory=list)
    stories: list[Listing] = field(default_factory=list)
    looks: dict[str, list[Look]] = field(default_factory=dict)

    def visit(self, at: datetime, since: datetime, until: datetime, *, stories: bool, failing: Random | None) -> None:
        """Read a list and what stands on it."""
        (self.stories if stories else self.media).append(Listing(at, since, until))
        for item in self.items.values():
            on_list = item.published <= at and since <= item.published < until
            there = at < item.over if item.over else item.gone is None or at < item.gone
            if item.is_story == stories and on_list and there:
                looks = self.looks.setdefault(item.media_id, [])
                values = item.read(at)
                if failing and looks and failing.random() < 0.02 and _grew(item, looks[-1].values, values):
                    values = {name: "failed" if isinstance(one, int | float) else one for name, one in values.items()}
                looks.append(Look(at, values))


def _grew(item: Item, before: dict[str, Value], now: dict[str, Value]) -> bool:
    """Whether a failure in between hides nothing: history keeps equal readings as one row."""
    steady = set(now) - set(item.lowered) - set(item.quiet)
    return any(
        isinstance(one := now[name], int | float) and isinstance(was := before[name], int | float) and one > was
        for name in steady & {"views", "shares", "total_interactions"}
    )


@dataclass
class World:
    """Everything there is, and the time that it is now."""

    seed: int
    now: datetime
    accounts: list[Account]
    login: str = "facebook"

    def account(self, alias: str) -> Account:
        return next(account for account in self.accounts if account.alias == alias)


NOWS = (
    datetime(2026, 11, 23, 7, 0, tzinfo=UTC),  # a Monday
    datetime(2026, 11, 25, 15, 30, tzinfo=UTC),  # a Wednesday
    datetime(2026, 11, 2, 8, 10, tzinfo=UTC),  # clocks moved in Europe a week before, in New York yesterday
    datetime(2026, 10, 29, 21, 45, tzinfo=UTC),
    datetime(2026, 3, 10, 6, 20, tzinfo=UTC),  # New York's clocks moved; a year before, views were impressions
    datetime(2026, 12, 1, 5, 0, tzinfo=UTC),
)
ALIASES = ("acme", "beta", "gamma", "delta")
HABITS = ("steady", "steady", "steady", "steady", "stopped", "silent", "young", "short", "gappy")
SHARED_HABITS = ("steady", "steady", "stopped", "silent", "young")


def make_world(seed: int) -> World:
    """Return the world of a seed."""
    chance = Random(seed)  # noqa: S311 - no secret
    now = NOWS[seed % len(NOWS)] + timedelta(minutes=chance.randrange(0, 50))
    spans = [(now - timedelta(days=chance.choice((24, 36, 64))), now)]
    if chance.random() < 0.3:
        spans.insert(0, (now - timedelta(days=364 + 18), now - timedelta(days=364 - 10)))
    world = World(seed, now, [Account(alias) for alias in ALIASES[: chance.choice((1, 2, 2, 3, 3, 4))]])
    for place, account in enumerate(world.accounts):
        for start, end in spans:
            _publish(account, start - 3 * DAY, end, chance=chance, place=place)
    shared = len(world.accounts) > 1 and chance.random() < 0.3
    if shared:
        _share_items(world, chance)
    clock = chance.randrange(1000) if shared else None
    for account in world.accounts:
        for start, end in spans:
            _collect(account, start, end, chance=chance, clock=clock)
    return world


def _publish(account: Account, start: datetime, end: datetime, *, chance: Random, place: int) -> None:
    days = (end - start) / DAY
    a_week = chance.choice((1, 2, 4, 7)), chance.choice((0, 0, 3, 6))
    for stories, each in ((False, a_week[0]), (True, a_week[1])):
        for _ in range(round(days / 7 * each)):
            published = (start + timedelta(minutes=chance.randrange(int(days * 24 * 60)))).replace(microsecond=0)
            kind = "STORY" if stories else chance.choice(LASTING)
            number = 17 * 10**15 + place * 10**9 + len(account.items) + 1
            item = _item(str(number), kind, published, chance=chance)
            account.items[item.media_id] = item


def _item(media_id: str, kind: str, published: datetime, *, chance: Random) -> Item:
    people = chance.choice((20, 300, 900, 2500, 9000)) * chance.uniform(0.5, 1.5)
    shares = {name: chance.uniform(0.001, 0.06) for name in OFFERED} | {
        "views": chance.uniform(0.98, 1.9),
        "reach": 1.0,
        "plays": chance.uniform(0.9, 1.1),
        "total_interactions": chance.uniform(0.01, 0.2),
        "navigation": chance.uniform(0.8, 1.0),
        "facebook_views": chance.uniform(0.05, 0.3),
        "held": chance.random(),
    }
    missing: dict[str, str] = {}
    quiet: dict[str, tuple[datetime, str]] = {}
    lowered: dict[str, tuple[datetime, float]] = {}
    if chance.random() < 0.4:
        missing["facebook_views"] = "not_on_facebook"
    if kind == "STORY" and chance.random() < 0.08:
        missing = {name: "not_enough_viewers" for name, types in OFFERED.items() if "STORY" in types}
    offered = [name for name, types in OFFERED.items() if kind in types]
    if kind != "STORY" and chance.random() < 0.03:
        missing[chance.choice(offered)] = chance.choice(("refused", "not_available", "failed"))
    if kind != "STORY" and chance.random() < 0.03:
        when = published + timedelta(days=chance.randrange(2, 12))
        quiet[chance.choice(offered)] = (when, chance.choice(("not_available", "refused", "failed")))
    lowerable = [one for one in LOWERABLE if one in offered]
    if kind != "STORY" and chance.random() < 0.06:
        when = published + timedelta(days=chance.randrange(2, 20))
        lowered[chance.choice(lowerable)] = (when, chance.choice((0.97, 0.85, 0.3)))
    tags = " ".join(f"#{one}" for one in TAGS if chance.random() < 0.25)
    return Item(
        media_id=media_id,
        product_type=kind,
        media_type="VIDEO" if kind == "REELS" else chance.choice(("IMAGE", "CAROUSEL_ALBUM", "VIDEO")),
        published=published,
        caption=f"Caption {media_id[-4:]} {tags}".strip(),
        people=people,
        tempo={"FEED": 16.0, "REELS": 44.0, "STORY": 7.0}[kind] * chance.uniform(0.6, 2),
        shares=shares,
        missing=missing,
        quiet=quiet,
        lowered=lowered,
        gone=published + timedelta(days=chance.randrange(1, 25))
        if kind != "STORY" and chance.random() < 0.03
        else None,
    )


def _share_items(world: World, chance: Random) -> None:
    """Let the second account list some of the first one's media, as collaborations are."""
    first, second = world.accounts[:2]
    for item in list(first.items.values()):
        if not item.is_story and chance.random() < 0.2:
            second.items[item.media_id] = item


def _collect(account: Account, start: datetime, end: datetime, *, chance: Random, clock: int | None) -> None:
    """Read an account's lists in its habit. `clock`: accounts that share media are read together, without failures."""
    habit = chance.choice(HABITS if clock is None else SHARED_HABITS)
    first, last = start, end
    if habit == "stopped":
        last = end - timedelta(hours=chance.randrange(12, 24 * 12))
    elif habit == "silent":
        last = end - timedelta(days=chance.randrange(10, 40))
    elif habit == "young":
        first = end - timedelta(days=chance.randrange(2, 14))
    window = timedelta(days=chance.choice((5, 9, 16))) if habit == "short" else timedelta(days=800)
    times = Random(chance.randrange(1000) if clock is None else clock)  # noqa: S311 - no secret
    for at in _times(start, end, timedelta(hours=times.choice((12, 24, 24, 24))), chance=times):
        if first <= at <= last and (habit != "gappy" or chance.random() < 0.6):
            account.visit(at, at - window, at + HOUR, stories=False, failing=chance if clock is None else None)
    if any(item.is_story for item in account.items.values()) and chance.random() < 0.85:
        late = chance.random() < 0.3
        watched = first + timedelta(hours=int((last - first) / HOUR * chance.uniform(0.3, 1.0))) if late else first
        for at in _times(watched, last, timedelta(hours=chance.choice((4, 7, 11))), chance=chance):
            account.visit(at, at - STORY_LIFE, at + HOUR, stories=True, failing=None)
    for looks in account.looks.values():
        looks.sort(key=lambda one: one.at)


def _times(first: datetime, last: datetime, step: timedelta, *, chance: Random) -> Iterator[datetime]:
    at = first + timedelta(seconds=chance.randrange(int(step.total_seconds())))
    while at < last - timedelta(minutes=2):
        yield at
        at += step + timedelta(seconds=chance.randrange(-600, 600))
    if first < last and chance.random() < 0.9:
        yield (last - timedelta(minutes=1)).replace(microsecond=0)


def write(world: World, history: History) -> None:
    """Tell a history everything that was read, in the order of time."""
    history.write(lambda connection: _write(world, connection))


def _write(world: World, connection: Connection) -> None:
    events = sorted(
        (listing.at, account.alias, name, place)
        for account in world.accounts
        for name, listings in (("media", account.media), ("stories", account.stories))
        for place, listing in enumerate(listings)
    )
    by_time: dict[tuple[str, datetime, bool], list[Snapshot]] = {}
    for account in world.accounts:
        for media_id, looks in account.looks.items():
            item = account.items[media_id]
            for look in looks:
                own = by_time.setdefault((account.alias, look.at, item.is_story), [])
                own.append(_snapshot(account.alias, item, look))
    for at, alias, name, place in events:
        account = world.account(alias)
        listing = (account.media if name == "media" else account.stories)[place]
        record(connection, by_time.get((alias, at, name == "stories"), []))
        record_listing(connection, alias, CompletedListing(name, listing.since, listing.until), seen=at)


def _snapshot(alias: str, item: Item, look: Look) -> Snapshot:
    media = MediaItem(
        account=alias,
        media_id=item.media_id,
        product_type=item.product_type,
        media_type=item.media_type,
        published=item.published,
        caption=item.caption,
        permalink=f"https://www.instagram.com/p/{item.media_id}/",
    )
    measures: dict[str, Observed | Missing] = {}
    for name, value in look.values.items():
        if isinstance(value, str):
            measures[name] = Missing(Reason(value))
        else:
            measures[name] = Observed(value, item.split(name, value) if name in SPLITS else None)
    return Snapshot(media, look.at, measures)
