"""Eight weeks, hour by hour: growth adds up to the lifetime totals, equal ages change the picture, stories are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from reporter.core.report import Cell, NoteKind, Report, Section
from reporter.history.open import open_history
from reporter.sandbox.world import published_media
from reporter.spec.model import Range
from tests.support.history_server import new_database
from tests.support.simulated_weeks import BRAND, START, World, hours, world

WEEKS = 8
OUTAGE = range(4 * 168 + 51, 4 * 168 + 57)  # of the fifth week's Wednesday: nobody looks from 03:00 to 09:00


DATABASES = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("sqlite")),
    pytest.param("postgresql", marks=[pytest.mark.xdist_group("postgresql"), pytest.mark.postgresql]),
]


@pytest.fixture(scope="module", params=DATABASES)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the world after eight weeks of `collect` every hour."""
    folder = tmp_path_factory.mktemp("weeks")
    url = "sqlite:///history.sqlite3"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgresql"))
    with open_history(url, folder) as history, world(folder, history) as one:
        one.collect()
        for number, _ in enumerate(hours(one, WEEKS * 168), 1):
            if number not in OUTAGE:
                one.collect(stories=number % 6 != 0)  # stories every hour, media every sixth
        yield one


@contextmanager
def standing_at(one: World, moment: datetime) -> Iterator[None]:
    """Set the world's clock back (or on) for a while."""
    before, one.now = one.now, moment
    yield
    one.now = before


def section(report: Report, kind: str) -> Section:
    return next(one for one in report.sections if one.kind == kind)


def figure(report: Report, name: str, kind: str = "kpis") -> Cell:
    found = section(report, kind)
    return found.rows[0].cells[[column.name for column in found.columns].index(name)]


def by_media(report: Report, name: str) -> dict[str, int | None]:
    names = [column.name for column in report.media.columns]
    place, own = names.index("media_id"), names.index(name)
    return {str(row.cells[place].value): row.cells[own].value for row in report.media.rows}  # type: ignore[misc]


def week(number: int) -> Range:
    first = (START + timedelta(weeks=number)).date()
    return Range.model_validate({"from": first.isoformat(), "to": (first + timedelta(days=6)).isoformat()})


def test_what_the_weeks_gained_adds_up_to_the_lifetime_totals(lived: World) -> None:
    gained: dict[str, int] = {}
    for number in range(WEEKS):
        report = lived.report(basis="gained", period=week(number))
        for media, views in by_media(report, "views").items():
            gained[media] = gained.get(media, 0) + (views or 0)
    last = (START + timedelta(weeks=WEEKS, days=-1)).date().isoformat()
    totals = lived.report(period=Range.model_validate({"from": START.date().isoformat(), "to": last}))
    lifetime = by_media(totals, "views")
    assert len(lifetime) > 20
    known = {media: views for media, views in lifetime.items() if views is not None}
    assert {media: gained[media] for media in known} == known


def test_a_week_gains_what_its_days_gain(lived: World) -> None:
    report = lived.report(basis="gained", sections=({"kind": "kpis"}, {"kind": "trend", "by": "day"}), period=week(6))
    trend = section(report, "trend")
    place = [column.name for column in trend.columns].index("views")
    days = [row.cells[place].value for row in trend.rows]
    assert len(days) == 7
    own = {media: views for media, views in by_media(report, "views").items() if views}
    young = sum(own.values())
    assert figure(report, "views").value == young
    # media looked at only once a week have no growth of a single day; all others have
    assert sum(day for day in days if isinstance(day, int)) <= young
    assert sum(day for day in days if isinstance(day, int)) > 0.9 * young


def test_at_equal_ages_a_week_does_not_lose_by_being_young(lived: World) -> None:
    naively = fairly = 1.0
    for number in range(1, WEEKS - 1):
        keys: dict[str, Any] = {
            "compare": "previous_period",
            "period": week(number),
            "media": {"product_types": ("REELS", "FEED")},
        }
        with standing_at(lived, START + timedelta(weeks=number + 1, hours=12)):
            naive, fair = lived.report(**keys), lived.report(at_age="12h", **keys)
        for name in ("views", "previous_views"):
            assert figure(naive, name).value > figure(fair, name).value  # type: ignore[operator]  # media went on growing
        naively *= 1 + figure(naive, "change_views").value  # type: ignore[operator]
        fairly *= 1 + figure(fair, "change_views").value  # type: ignore[operator]
    # of single weeks one may grow faster than another; over six of them the earlier one's head start shows
    assert naively < fairly
    first, last = (half_a_day_old(lived, number) for number in (0, WEEKS - 2))
    assert fairly == pytest.approx(last / first)


def half_a_day_old(lived: World, number: int) -> int:
    """Return the views that a week's media had at half a day."""
    keys: dict[str, Any] = {"period": week(number), "media": {"product_types": ("REELS", "FEED")}}
    value = figure(lived.report(at_age="12h", **keys), "views").value
    assert isinstance(value, int)
    return value


def test_stories_of_the_whole_week_are_in_the_report(lived: World) -> None:
    report = lived.report(media={"product_types": ("STORY",)}, period=week(7))
    start, end = START + timedelta(weeks=7), START + timedelta(weeks=8)
    stories = [media for media in published_media(BRAND, until=end, stories=True) if media.published >= start]
    assert len(stories) > 3
    assert {story.id for story in stories} == set(by_media(report, "views"))
    told = [note.text for note in report.notes if note.kind is NoteKind.STORIES]
    ended = [story for story in stories if story.published + timedelta(hours=24) <= lived.now]
    assert any(f"of {len(ended)} stor" in text or f"of {len(stories)} stor" in text for text in told), told
    ages = [
        row.cells[[column.name for column in report.media.columns].index("age_hours")].value
        for row in report.media.rows
    ]
    assert all(22 < age < 24 for age in ages if isinstance(age, float) and age > 20)


def test_stories_missed_in_an_outage_are_told(lived: World) -> None:
    start = START + timedelta(weeks=4)
    ended = [
        media
        for media in published_media(BRAND, until=start + timedelta(weeks=1), stories=True)
        if media.published >= start
        and (media.published + timedelta(hours=24) - START) / timedelta(hours=1) - OUTAGE.start > -1
        and media.published + timedelta(hours=24) < START + timedelta(hours=OUTAGE.stop)
    ]
    report = lived.report(
        media={"product_types": ("STORY",)}, period=week(4), alerts={"gaps": {"when": "story_gaps > 0"}}
    )
    missed = [one for one in ended if START + timedelta(hours=OUTAGE.start - 1) < one.published + timedelta(hours=20)]
    told = " ".join(note.text for note in report.notes if note.kind is NoteKind.STORIES)
    assert ("expired during an outage" in told) is bool(missed)
    assert bool(report.alerts) is bool(missed)


def test_the_same_report_comes_from_history_alone(lived: World) -> None:
    online = lived.report(offline=False, period="last_week")
    offline = lived.report(offline=True, period="last_week")
    assert offline == online


def test_a_report_of_the_past_is_what_was_known_then(lived: World) -> None:
    then = START + timedelta(weeks=3, hours=12)
    with standing_at(lived, then):
        early = lived.report(offline=False, period=week(2))  # nobody is asked: history goes on after that time
    assert early.as_of.astimezone(START.tzinfo) == then
    later = by_media(lived.report(period=week(2)), "views")
    grew = [(views, later[media]) for media, views in by_media(early, "views").items() if views is not None]
    assert all(before <= after for before, after in grew if after is not None)
    assert any(before < after for before, after in grew if after is not None)
