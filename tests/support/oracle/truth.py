"""What a report has to say, worked out from the raw world in plain code that shares nothing with the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.oracle.calendar import before, midnight, moment_of, resolve, wall, year_before
from tests.support.oracle.pooling import Figure, Pooled, Row, once, pool
from tests.support.oracle.readings import (
    RATES,
    VIEWS_BEGAN,
    Looks,
    Reading,
    gained,
    gone_at,
    known_at_age,
    known_near,
    known_now,
    slack,
)
from tests.support.oracle.world import DAY, HOUR, OFFERED, STORY_LIFE, Account, Item, Listing, World

MOVES_NOTHING = {"not_supported", "not_on_facebook", "not_enough_viewers"}
RETENTION = timedelta(days=730)
PAST, LEAST_PAST = 7, 3  # periods that small charts are drawn over beside the own one

Read = Callable[[str], Reading]  # a metric's reading


@dataclass(frozen=True)
class Pair:
    """Two figures and what may be said of them."""

    compared: Pooled | None
    previous: Pooled
    change: float | None
    why: str


def figures_of(spec: dict[str, Any]) -> dict[str, Figure]:
    """Every metric and every formula of a spec."""
    formats = RATES | {"ig_reels_video_view_total_time": "duration"}
    metrics = {name: Figure(name, format=formats.get(name, "number")) for name in OFFERED}
    made = spec.get("calculated", {}).items()
    return metrics | {name: Figure(name, entry["formula"], entry.get("format", "decimal")) for name, entry in made}


class Truth:
    """Everything that a report of a spec has to say.

    `own`, `then`: the media of the period and of the compared one. `start` to `end`, `then_start` to `then_end`: their
    stretches. `moment`: when the compared one is looked at. `population`: accounts that can be compared.
    """

    def __init__(self, world: World, spec: dict[str, Any]) -> None:
        self.world, self.spec, self.now = world, spec, world.now
        self._looks: dict[tuple[str, str], Looks] = {}  # by account and media item: what was read is sorted once
        self.zone = ZoneInfo(spec.get("timezone", "UTC"))
        self.period = resolve(spec["period"], self.now, self.zone)
        self.start, self.end = self.period.start, self.period.end
        self.figures = figures_of(spec)
        self.gained, self.age = spec.get("basis") == "gained", _age(spec.get("at_age"))
        self.accounts = [
            account for account in world.accounts if spec["accounts"] == "all" or account.alias in spec["accounts"]
        ]
        self.silent = {account.alias for account in self.accounts if self._is_silent(account)}
        own = self._kept(row for account in self.accounts for row in self._own_rows(account))
        self.own = self._old_enough(own, self.now)
        self.too_young = len(own) - len(self.own)
        self._place_earlier(spec.get("compare", "none"))
        self.then: list[Row] = []
        if self.earlier:
            then = self._kept(row for account in self.accounts for row in self._then_rows(account))
            self.then = self._old_enough(then, self.moment)
        compared = self.accounts if self.earlier else []
        self.population = {one.alias for one in compared if self._is_comparable(one)}
        self.with_stories = {one.alias for one in compared if self._has_stories(one)}
        self.unlike = {one.alias for one in compared if self._is_unlike(one)}

    @property
    def aliases(self) -> list[str]:
        return [account.alias for account in self.accounts]

    def _place_earlier(self, compare: str | dict[str, str]) -> None:
        """Say which stretch is compared with, and as of when."""
        kind = compare if isinstance(compare, str) else compare["period"]
        self.as_known_now = not isinstance(compare, str) and compare.get("as_known") == "now"
        backs = {"previous_period": before, "previous_year": year_before}
        self.earlier = backs[kind](self.period) if kind in backs else None
        if self.earlier is None:
            return
        self.then_start, self.then_end = self.earlier.start, self.earlier.end
        now = wall(self.now, self.zone)
        if self.now < self.end:
            part = now - wall(self.start, self.zone)
            self.then_end = min(moment_of(wall(self.then_start, self.zone) + part, self.zone), self.then_end)
            self.moment = self.then_end
        else:
            self.moment = moment_of(wall(self.then_end, self.zone) + (now - wall(self.end, self.zone)), self.zone)

    # What is known of media

    def _kept(self, rows: Iterable[Row]) -> list[Row]:
        """What the spec's filter leaves."""
        media = self.spec.get("media", {})
        types, tags = media.get("product_types", OFFERED["views"]), media.get("hashtags", {})
        wanted, unwanted = ({f"#{tag}" for tag in tags.get(name, ())} for name in ("any", "none"))
        return [
            row
            for row in rows
            if row.item.product_type in types
            and (not wanted or wanted & set(row.item.caption.split()))
            and not unwanted & set(row.item.caption.split())
        ]

    def _old_enough(self, rows: list[Row], at: datetime) -> list[Row]:
        """What has reached the age at which all are measured, by a moment."""
        age = self.age
        return rows if age is None else [row for row in rows if row.item.published <= at - age]

    def _listed(self, account: Account, start: datetime, end: datetime, *, gone_by: datetime) -> list[Looks]:
        """Media items published in [start, end) that were ever on a list, but for those gone by a time."""
        found = []
        for item in account.items.values():
            looks, gone = account.looks.get(item.media_id, []), gone_at(account, item)
            there = start <= item.published < end and any(look.at <= self.now for look in looks)
            if there and not (gone and gone <= min(gone_by, self.now)):
                known = self._looks.setdefault((account.alias, item.media_id), Looks(item, looks, self.now))
                found.append(known)
        return found

    def _row(self, account: Account, item: Item, read: Read) -> Row:
        local = item.published.astimezone(self.zone)
        return Row(account.alias, item, {metric: read(metric) for metric in OFFERED}, local)

    def _own_rows(self, account: Account) -> list[Row]:
        if self.gained:
            return self._gained_rows(account, self.start, min(self.end, self.now))
        return self._rows(account, self.start, self.end, at=self.now, near=False)

    def _then_rows(self, account: Account) -> list[Row]:
        """The compared period as it stood then; as it is known now where nobody looked then."""
        if self.gained:
            return self._gained_rows(account, self.then_start, self.then_end)
        was_read = self.only_stories or self._was_read_near(account, self.moment, self._then_room)
        near = not self.as_known_now and was_read
        return self._rows(account, self.then_start, self.then_end, at=self.moment, near=near)

    @property
    def now_at(self) -> datetime | None:
        """When the own period is looked at; None where its media are looked at when they have an age."""
        if self.age is not None and not self.gained:
            return None
        return min(self.now, self.end) if self.gained else self.now

    @property
    def then_at(self) -> datetime | None:
        """The same of the compared period."""
        if self.age is not None and not self.gained:
            return None
        return self.then_end if self.gained else self.now if self.as_known_now else self.moment

    @property
    def _then_room(self) -> timedelta:
        return slack(self.then_start, self.then_end)

    def _rows(self, account: Account, start: datetime, end: datetime, *, at: datetime, near: bool) -> list[Row]:
        """Media of a stretch as known now, or `near` a moment, or at an age that they have by then."""
        rows = []
        for known in self._listed(account, start, end, gone_by=at if near else self.now):
            if self.age is not None:
                rows.append(self._row(account, known.item, partial(known_at_age, known=known, age=self.age)))
            elif near:
                read = partial(known_near, known=known, moment=at, room=slack(start, end))
                rows.append(self._row(account, known.item, read))
            else:
                rows.append(self._row(account, known.item, partial(known_now, known=known)))
        return rows

    def _gained_rows(self, account: Account, start: datetime, end: datetime) -> list[Row]:
        return [
            self._row(account, known.item, partial(gained, known=known, start=start, end=end))
            for known in self._listed(account, end - RETENTION, end, gone_by=end)
            if not (known.item.over and known.item.over <= start)
        ]

    # What is known of accounts

    def _visits(self, account: Account) -> list[Listing]:
        return [item for item in account.media if item.at <= self.now]

    def _was_read_near(self, account: Account, moment: datetime, room: timedelta) -> bool:
        return any(abs(one.at - moment) <= room for one in self._visits(account))

    def _covered(self, lists: Sequence[Listing], start: datetime, end: datetime, *, gap: timedelta) -> bool:
        """Whether lists that were read to their end hold all of a stretch of time, but for a gap before now."""
        after, reached = min(end, self.now - gap), start
        for one in sorted(lists, key=lambda one: one.since):
            if one.since <= reached:
                reached = max(reached, min(one.until, one.at))
        return reached >= after

    def _is_silent(self, account: Account) -> bool:
        """Whether history holds no list of the account for the period."""
        lists = self._story_looks(account) if self.only_stories else self._visits(account)
        return not any(max(one.since, self.start) < min(one.until, one.at, self.end) for one in lists)

    def _story_looks(self, account: Account) -> list[Listing]:
        """Each reading of the list of stories holds those of the last day."""
        return [Listing(story.at, story.at - STORY_LIFE, story.at) for story in account.stories if story.at <= self.now]

    def _is_comparable(self, account: Account) -> bool:
        """Whether the account is known over both periods."""
        if account.alias in self.silent:
            return False
        if self.gained:
            ends = (self.then_start, self.then_end)
            return self._has_ends(account) and all(self._was_read_near(account, at, self._then_room) for at in ends)
        if self.only_stories:
            return self._has_stories(account)
        own = self._covered(self._visits(account), self.start, self.end, gap=self._gap)
        return own and self._covered(self._visits(account), self.then_start, self.then_end, gap=timedelta())

    @property
    def _gap(self) -> timedelta:
        """What a period that still runs may lack at its end."""
        return HOUR if self.now < self.end else timedelta()

    def _has_stories(self, account: Account) -> bool:
        """Whether the account's stories were watched in both periods: no day long did nobody look."""
        looks = self._story_looks(account)
        own = self._covered(looks, self.start, self.end, gap=self._gap)
        return own and self._covered(looks, self.then_start, self.then_end, gap=timedelta())

    @property
    def only_stories(self) -> bool:
        return bool(self.spec.get("media", {}).get("product_types") == ["STORY"])

    def _is_unlike(self, account: Account) -> bool:
        """Whether the account's earlier media are older than its own ones were."""
        if self.gained or self.age is not None or self.only_stories:
            return False
        return self.as_known_now or not self._was_read_near(account, self.moment, self._then_room)

    # What small charts are drawn over

    def course(self, figure: Figure) -> list[float | None] | None:
        """The figure in the periods up to the own one, of accounts that are known all along; None where too few are."""
        accounts = [
            account for account in self.accounts if account.alias not in self.silent and self._is_known_now(account)
        ]
        parts, stories = self._past(accounts)
        if not accounts or len(parts) < LEAST_PAST:
            return None
        types = set(OFFERED["views"]) - (set() if stories else {"STORY"})
        aliases = {account.alias for account in accounts}
        found = []
        sides = [
            (self._past_rows(accounts, start, end, at=at), end if self.gained else at)
            for start, end, at in reversed(parts)
        ]
        for rows, at in [*sides, (self.own, self.now_at or self.now)]:
            drawn = [row for row in rows if row.alias in aliases and row.item.product_type in types]
            found.append(pool(once(drawn, None if self.age and not self.gained else at), figure).value)
        return found

    def _past_rows(self, accounts: Sequence[Account], start: datetime, end: datetime, *, at: datetime) -> list[Row]:
        if self.gained:
            return self._kept(row for account in accounts for row in self._gained_rows(account, start, end))
        rows = (row for account in accounts for row in self._rows(account, start, end, at=at, near=True))
        return self._old_enough(self._kept(rows), at)

    def _is_known_now(self, account: Account) -> bool:
        if self.gained:
            return self._has_ends(account)
        lists = self._story_looks(account) if self.only_stories else self._visits(account)
        return self._covered(lists, self.start, self.end, gap=self._gap)

    def _past(self, accounts: Sequence[Account]) -> tuple[list[tuple[datetime, datetime, datetime]], bool]:
        """The periods before the own one that are known of all the accounts, nearest first; whether with stories."""
        periods, now = [before(self.period)], wall(self.now, self.zone)
        while len(periods) < PAST:
            periods.append(before(periods[-1]))
        parts = []
        for one in periods:
            at = moment_of(wall(one.end, self.zone) + (now - wall(self.end, self.zone)), self.zone)
            end = one.end
            if self.now < self.end:
                shown = wall(one.start, self.zone) + (now - wall(self.start, self.zone))
                at = end = min(moment_of(shown, self.zone), end)
            parts.append((one.start, end, at))
        told = [list(takewhile(partial(self._is_whole, accounts, stories=one), parts)) for one in (True, False)]
        asked = "STORY" in self.spec.get("media", {}).get("product_types", ["STORY"])
        watched = all(
            self._covered(self._story_looks(account), self.start, self.end, gap=self._gap) for account in accounts
        )
        if not asked:
            return told[1], True
        if self.only_stories:
            return told[0] if watched else [], True
        if watched and (len(told[0]) > LEAST_PAST or len(told[1]) <= LEAST_PAST):
            return told[0], True
        return told[1], False

    def _is_whole(
        self, accounts: Sequence[Account], part: tuple[datetime, datetime, datetime], *, stories: bool
    ) -> bool:
        start, end, at = part
        room, none = slack(start, end), timedelta()
        for account in accounts:
            if stories and not self._covered(self._story_looks(account), start, end, gap=none):
                return False
            if self.gained:
                known = all(self._was_read_near(account, edge, room) for edge in (start, end))
            elif self.only_stories:
                known = self._covered(self._story_looks(account), start, end, gap=none)
            else:
                known = self._covered(self._visits(account), start, end, gap=none) and self._was_read_near(
                    account, at, room
                )
            if not known:
                return False
        return True

    # What may be said

    def alike(self, rows: Iterable[Row]) -> list[Row]:
        """What may be compared of a side's media, without the numbers that were read too late for it."""
        return [
            self._in_time(row)
            for row in rows
            if row.alias in self.population and not (row.item.is_story and row.alias not in self.with_stories)
        ]

    def _in_time(self, row: Row) -> Row:
        own = self.start <= row.item.published < self.end
        late = self._is_late if self.age is not None and not self.gained else self._is_old if own else None
        if late is None or self.gained:
            return row
        readings = {
            name: Reading(reason="not_collected") if one.at and late(row, one.at) else one
            for name, one in row.readings.items()
        }
        return replace(row, readings=readings)

    def _is_late(self, row: Row, at: datetime) -> bool:
        """Whether a number was read so long after an age that it says nothing of it."""
        assert self.age is not None
        return at > row.item.published + self.age + max(self.age / 2, DAY)

    def _is_old(self, row: Row, at: datetime) -> bool:
        """Whether a number of the own side was read long before its account's last list; a story's last one stays."""
        account = self.world.account(row.alias)
        lists = (
            [story for story in account.stories if story.at <= self.now] if self.only_stories else self._visits(account)
        )
        last = max((one.at for one in lists), default=self.now)
        over = row.item.over and row.item.over <= last
        return not over and last - at > slack(self.start, self.end)

    def pair(self, figure: Figure, picks: Callable[[Row], bool], *, account: str = "") -> Pair:
        """Two figures of a group of media, of one account or of all, and what may be said of them."""
        whole = [[row for row in side if picks(row)] for side in (self.own, self.then)]
        parts = [self.alike(side) for side in whole]
        if not account:
            at = self.now_at, self.then_at
            whole, parts = ([once(side, when) for side, when in zip(two, at, strict=True)] for two in (whole, parts))
        if self.is_unknown(whole, parts, {account} if account else set(self.aliases)):
            return Pair(None, pool(whole[1], figure), None, "not_known")
        pooled = [pool(side, figure) for side in parts]
        change, why = self.judged(figure, parts, pooled, [self.share_had(figure, side) for side in parts])
        return Pair(pooled[0], pooled[1], change, why)

    def step(self, first: date, after: date) -> list[Row]:
        """What the own period's days [first, after) are about: published then, or what they gained."""
        if not self.gained:
            return once((row for row in self.own if first <= row.local.date() < after), self.now_at)
        start, end = (midnight(day, self.zone) for day in (first, after))
        rows = self._step_gained(self.own, start, min(end, self.end, self.now))
        return once(rows, min(end, self.end, self.now))

    def step_then(self, first: date, after: date) -> list[Row]:
        """The same of the compared period's days."""
        if not self.gained:
            return once((row for row in self.comparable_then() if first <= row.local.date() < after), self.then_at)
        start, end = (midnight(day, self.zone) for day in (first, after))
        return once(self._step_gained(self.comparable_then(), start, min(end, self.then_end)), min(end, self.then_end))

    def _step_gained(self, whole: Sequence[Row], start: datetime, end: datetime) -> list[Row]:
        known = {(row.alias, row.item.media_id) for row in whole}
        rows = (row for account in self.accounts for row in self._gained_rows(account, start, end))
        return [row for row in rows if (row.alias, row.item.media_id) in known]

    def comparable_then(self) -> list[Row]:
        """The earlier media that lines of time are drawn over."""
        parts = [self.alike(side) for side in (self.own, self.then)]
        return self.then if not any(map(len, parts)) else parts[1]

    def is_unknown(self, whole: Sequence[Sequence[Row]], parts: Sequence[Sequence[Row]], scope: Iterable[str]) -> bool:
        """Whether nothing is left to compare."""
        return not self.population & set(scope) or (any(map(len, whole)) and not any(map(len, parts)))

    def judged(
        self, figure: Figure, sides: Sequence[Sequence[Row]], pooled: Sequence[Pooled], had: Sequence[float]
    ) -> tuple[float | None, str]:
        """The change, or why there is none: the first reason that holds. `had`: how much of either side is known."""
        now, past = pooled
        unlike = bool({row.alias for row in sides[1]} & self.unlike)
        first, last = now.value or 0, past.value or 0
        checks = (
            (min(had) < 0.95, "incomplete"),
            (now.value is None or past.value is None, now.missing or past.missing),
            (unlike and not self.as_known_now, "unlike_age"),
            ("views" in figure.needs and self.then_start < VIEWS_BEGAN < self.end, "break"),
            (figure.format == "number" and last < 30, "small_base"),
            (now.lowered or past.lowered, "lowered"),
            (last <= 0, "undefined"),
        )
        why = next((reason for holds, reason in checks if holds), "")
        if why:
            return None, why
        return first / last - 1, "unlike_age" if unlike else ""

    def count_able(self, figure: Figure, rows: Sequence[Row]) -> int:
        """How many media items could have the figure."""
        return sum(not MOVES_NOTHING & {row.readings[name].reason for name in figure.needs} for row in rows)

    def share_had(self, figure: Figure, rows: Sequence[Row]) -> float:
        """The share of the media items that could have the figure and have it."""
        counted = self.count_able(figure, rows)
        covered = sum(all(row.readings[name].value is not None for name in figure.needs) for row in rows)
        return covered / counted if counted else 1.0

    # What conditions know

    @property
    def wanted(self) -> list[str]:
        """The API metrics that the spec asks."""
        shown = (*self.spec["metrics"], *self.spec["calculated"], *self.spec.get("breakdowns", ()))
        parts = (self.figures[name].needs if self.figures[name].formula else (name,) for name in shown)
        return list(dict.fromkeys(part for some in parts for part in some))

    def count_lowered(self, rows: Iterable[Row]) -> int:
        """How many media items have a number that Meta lowered, or that grew by nothing that is known because of it."""
        names = [part for name in self.wanted for part in self.figures[name].needs]
        return len(
            {
                row.item.media_id
                for row in rows
                if any(row.readings[name].lowered or row.readings[name].reason == "lowered" for name in names)
            }
        )

    def share_known(self, aliases: Iterable[str]) -> float:
        """The share of the numbers asked for that are there; of silent accounts none is."""
        asked = observed = 0
        for alias in aliases:
            own, then = self._count_numbers(self.own, alias), self._count_numbers(self.then, alias)
            silent = alias in self.silent
            asked += (own[1] or then[1] or len(self.wanted)) if silent else own[1]
            observed += 0 if silent else own[0]
        return observed / asked if asked else 1.0

    def _count_numbers(self, rows: Sequence[Row], alias: str) -> tuple[int, int]:
        """How many of the numbers of an account are known, of how many that there could be."""
        readings = [row.readings[name] for row in rows if row.alias == alias for name in self.wanted]
        known = sum(reading.value is not None for reading in readings)
        return known, sum(reading.reason != "not_supported" for reading in readings)

    def is_too_early(self) -> bool:
        """Whether the report has no number yet, so that it is one screen that says from when on there are."""
        if self.gained:
            return bool(self.own) and not any(self._has_ends(account) for account in self.accounts)
        return self.age is not None and not self.own and self.too_young > 0

    def _has_ends(self, account: Account) -> bool:
        """Whether an account was read near both ends of the own period."""
        room, ends = slack(self.start, self.end), (self.start, min(self.end, self.now))
        return all(self._was_read_near(account, at, room) for at in ends)


def _age(written: str | None) -> timedelta | None:
    return None if written is None else int(written[:-1]) * (HOUR if written.endswith("h") else DAY)
