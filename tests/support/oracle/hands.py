"""Worlds by hand: media with numbers that are set, lists that are read when the case says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.core.report import Cell, Report, Row, Section
from tests.support.oracle.world import DAY, HOUR, Account, Item, Value, World

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)  # a Monday
WEEK = datetime(2026, 11, 16, tzinfo=UTC)  # the beginning of the week before
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told(Item):
    """A media item whose answers are set: from each time on what it says then."""

    told: tuple[tuple[datetime, Mapping[str, Value]], ...] = ()

    def read(self, at: datetime) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for since, values in self.told:
            found |= values if at >= since else {}
        return found


@dataclass
class Hand:
    """A world that a case builds up."""

    now: datetime = NOW
    accounts: dict[str, Account] = field(default_factory=dict)

    def account(self, alias: str) -> Account:
        return self.accounts.setdefault(alias, Account(alias))

    def media(
        self, alias: str, published: datetime, *changes: tuple[datetime, Mapping[str, Value]], **facts: str
    ) -> Told:
        """Publish a media item. `changes`: what it says from a time on."""
        number = 18 * 10**15 + sum(len(account.items) for account in self.accounts.values())
        item = Told(
            media_id=facts.pop("media_id", str(number)),
            product_type=facts.pop("product_type", "FEED"),
            media_type=facts.pop("media_type", "IMAGE"),
            published=published,
            caption=facts.pop("caption", f"Number {number % 1000}"),
            people=0,
            tempo=1,
            shares={"held": 0.5},
            told=changes,
        )
        self.account(alias).items[item.media_id] = item
        return item

    def each_day(self, alias: str, first: datetime, count: int, **numbers: Value) -> list[Told]:
        """Publish one a day at 10:00, each with the same numbers from its first reading on."""
        days = (first + timedelta(days=day, hours=10) for day in range(count))
        return [self.media(alias, day, (LONG_AGO, numbers)) for day in days]

    def look(self, alias: str, times: Iterable[datetime], *, since: datetime = LONG_AGO, stories: bool = False) -> None:
        """Read a list, and all that stands on it, at each of the times."""
        for at in times:
            start = at - DAY if stories else since
            self.account(alias).visit(at, start, at + HOUR, stories=stories, failing=None)

    def world(self) -> World:
        return World(0, self.now, list(self.accounts.values()))


def mornings(first: datetime, last: datetime) -> list[datetime]:
    """Every day at seven, from the one day to the other."""
    days = (last.date() - first.date()).days
    return [first.replace(hour=7, minute=0) + day * DAY for day in range(days + 1)]


def section(report: Report, kind: str) -> Section:
    return next(one for one in report.sections if one.kind == kind)


def cells(of: Section, row: Row) -> dict[str, Cell]:
    return {column.name: cell for column, cell in zip(of.columns, row.cells, strict=True)}


def kpis(report: Report) -> dict[str, Cell]:
    return cells(section(report, "kpis"), section(report, "kpis").rows[0])


def rows(report: Report, kind: str = "table") -> dict[Any, dict[str, Cell]]:
    """The rows of a section, by what stands in their first column."""
    of = section(report, kind)
    found = [cells(of, row) for row in of.rows]
    return {one[of.columns[0].name].value: one for one in found}
