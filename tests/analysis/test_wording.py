"""Words for titles, labels and sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from reporter.analysis.wording import (
    localized_period,
    localized_period_short,
    peak,
    readable_name,
    slug,
    unit,
    weekday,
    when,
)
from reporter.core.i18n import Translator
from reporter.core.report import Format, Value
from reporter.spec.periods import resolve

ENGLISH, GERMAN = Translator("en_GB"), Translator("de_DE")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "words"),
    [("SWIPE_UP", "Swipe up"), ("my_pillar", "My pillar"), ("Launch", "Launch"), ("iOS_App", "IOS App"), ("", "")],
)
def test_names_are_written_as_people_write_them(name: str, words: str) -> None:
    assert readable_name(name) == words


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Table", "by_account"), "table-by-account"),
        (("Straße & Café",), "strasse-café"),
        (("--",), ""),
        (("a", "", "b"), "a-b"),
        (("نص", "1"), "نص-1"),
    ],
)
def test_a_slug_is_a_stable_name(parts: tuple[str, ...], name: str) -> None:
    assert slug(*parts) == name


def test_weekdays_and_periods_are_in_the_language_of_the_report() -> None:
    assert [weekday(day, translator=ENGLISH) for day in (1, 7)] == ["Monday", "Sunday"]
    assert weekday(1, translator=GERMAN) == "Montag"
    week = resolve("last_week", now=NOW, zone=ZoneInfo("UTC"))
    month = resolve("last_month", now=NOW, zone=ZoneInfo("UTC"))
    assert localized_period(week, translator=ENGLISH) == "Mon 16 – Sun 22 Nov 2026"
    assert localized_period_short(week, translator=ENGLISH) == "16–22 Nov 2026"
    assert localized_period_short(month, translator=ENGLISH) == "Oct 2026"
    assert "2026" in localized_period(week, translator=GERMAN)
    assert "Nov" not in localized_period_short(month, translator=GERMAN)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (date(2026, 11, 16), Format.DATE, "16 Nov 2026"),
        (date(2026, 11, 16), Format.WEEK, "16–22 Nov 2026"),
        (date(2026, 11, 1), Format.MONTH, "Nov 2026"),
        (datetime(2026, 11, 16, 9, tzinfo=UTC), Format.DATETIME, "16 Nov 2026, 09:00"),
        ("Monday", Format.TEXT, "Monday"),
    ],
)
def test_a_place_on_an_axis(value: Value, kind: Format, text: str) -> None:
    assert when(value, kind, translator=ENGLISH) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([None, None, None], "Views: no values."),
        ([5, None, 5], "Views: 5 throughout."),
        ([5, 1_200, 3], "Views: highest 1,200 (b), lowest 3 (c)."),
        ([1, 7, 7], "Views: highest 7 (b), lowest 1 (a)."),
    ],
)
def test_a_chart_says_its_highest_and_lowest_value(values: list[float | None], text: str) -> None:
    shown = peak("Views", ("a", "b", "c"), Format.TEXT, values=values, kind=Format.NUMBER, translator=ENGLISH)
    assert shown == text


def test_the_unit_of_an_axis() -> None:
    kinds = (Format.PERCENT, Format.DURATION, Format.DECIMAL, Format.NUMBER)
    assert [unit(kind, translator=ENGLISH) for kind in kinds] == ["Percent", "Watch time", "Ratio", "Number"]
