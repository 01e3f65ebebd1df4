from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_decimal, format_percent, get_minus_sign_symbol
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.report import Format, Span, Value
from reporter.renderers import formats

LOCALES = ("en_GB", "en_IN", "de_DE", "de_CH", "fr_FR", "tr_TR", "sv_SE", "ja_JP", "hi_IN", "ar_EG", "fa_IR")


@pytest.mark.parametrize(
    ("value", "kind", "locale", "shown"),
    [
        (None, Format.NUMBER, "en_GB", "–"),
        (0, Format.NUMBER, "en_GB", "0"),
        (-0.2, Format.NUMBER, "en_GB", "0"),
        (1_234_567, Format.NUMBER, "en_GB", "1,234,567"),
        (1_234_567, Format.NUMBER, "de_DE", "1.234.567"),
        (1_234_567, Format.NUMBER, "en_IN", "12,34,567"),
        (9.5, Format.DECIMAL, "en_GB", "9.50"),
        (1_234.56, Format.DECIMAL, "de_DE", "1.234,6"),
        (0.048, Format.PERCENT, "en_GB", "4.8%"),
        (0.0048, Format.PERCENT, "en_GB", "0.48%"),
        (0.0, Format.PERCENT, "en_GB", "0.0%"),
        (0.048, Format.PERCENT, "de_DE", "4,8\xa0%"),
        (0.048, Format.PERCENT, "tr_TR", "%4,8"),
        (48.4, Format.PERCENT_POINTS, "de_DE", "48,4\xa0%"),
        (6_543, Format.DURATION, "en_GB", "6.5\xa0s"),
        (6_543, Format.DURATION, "fr_FR", "6,5\xa0s"),
        (59_949, Format.DURATION, "en_GB", "59.9\xa0s"),
        (59_960, Format.DURATION, "en_GB", "1:00"),
        (61_000, Format.DURATION, "en_GB", "1:01"),
        (3_723_000, Format.DURATION, "en_GB", "1:02:03"),
        (17841400000000001, Format.ID, "en_GB", "17841400000000001"),
        (date(2026, 11, 16), Format.DATE, "en_GB", "Mon, 16 Nov 2026"),
        (date(2026, 11, 16), Format.DATE, "de_DE", "Mo., 16. Nov. 2026"),
        (date(2026, 11, 16), Format.WEEK, "en_GB", "16–22 Nov 2026"),
        (date(2026, 12, 28), Format.WEEK, "de_DE", "28. Dez. 2026\u2009–\u20093. Jan. 2027"),
        (date(2026, 10, 1), Format.MONTH, "en_GB", "Oct 2026"),
        (date(2026, 10, 1), Format.MONTH, "pt_BR", "out. de 2026"),
        (datetime(2026, 11, 16, 8, 5), Format.DATETIME, "en_GB", "Mon, 16 Nov 2026, 08:05"),  # noqa: DTZ001 - shown as is
        ("nul \x00 \ud800", Format.TEXT, "en_GB", "nul � �"),
        (5, Format.NUMBER, "xx_YY", "5"),
        (0.12, Format.CHANGE, "en_GB", "+12%"),
        (-0.034, Format.CHANGE, "en_GB", "-3.4%"),
        (0.0996, Format.CHANGE, "en_GB", "+10%"),
        (12.3456, Format.CHANGE, "de_DE", "+1.235\xa0%"),
        (-0.034, Format.CHANGE, "sv_SE", "−3,4\xa0%"),
        (0.12, Format.CHANGE, "tr_TR", "+%12"),
        (0, Format.CHANGE, "en_GB", "0.0%"),
        (-0.0004, Format.CHANGE, "en_GB", "0.0%"),
        (None, Format.CHANGE, "en_GB", "–"),
        (0.4, Format.POINTS, "en_GB", "+0.4\xa0pp"),
        (-1.25, Format.POINTS, "de_DE", "-1,3\xa0PP"),
        (0.03, Format.POINTS, "en_GB", "+0.03\xa0pp"),
        (0.0, Format.POINTS, "en_GB", "0.0\xa0pp"),
    ],
)
def test_values_read_as_people_write_them(value: Value, kind: Format, locale: str, shown: str) -> None:
    assert formats.text(value, kind, locale) == shown


@pytest.mark.parametrize(
    ("value", "kind", "locale", "shown"),
    [
        (9_999, Format.NUMBER, "en_GB", "9,999"),
        (10_000, Format.NUMBER, "en_GB", "10K"),
        (41_234, Format.NUMBER, "en_GB", "41.2K"),
        (1_250_000, Format.NUMBER, "de_DE", "1,3\xa0Mio."),
        (41_234, Format.NUMBER, "de_DE", "41.234"),
        (0.0512, Format.PERCENT, "en_GB", "5.1%"),
        (date(2026, 11, 16), Format.DATE, "en_GB", "Mon 16 Nov"),
        (date(2026, 11, 16), Format.WEEK, "en_GB", "16–22 Nov"),
        (date(2026, 10, 1), Format.MONTH, "en_GB", "Oct 2026"),
    ],
)
def test_short_forms(value: Value, kind: Format, locale: str, shown: str) -> None:
    assert formats.text(value, kind, locale, compact=True) == shown


@pytest.mark.parametrize(
    ("first", "kind", "code"),
    [
        (date(2026, 11, 16), Format.WEEK, "2026-W47"),
        (date(2026, 11, 22), Format.WEEK, "2026-W48"),  # a week from Sunday on: its Wednesday is the 25th
        (date(2026, 11, 13), Format.WEEK, "2026-W47"),  # from Friday on
        (date(2026, 12, 28), Format.WEEK, "2026-W53"),
        (date(2026, 11, 1), Format.MONTH, "2026-11"),
        (date(2026, 11, 1), Format.DATE, "2026-11-01"),
    ],
)
def test_programs_get_codes(first: date, kind: Format, code: str) -> None:
    assert formats.code(first, kind) == code


@pytest.mark.parametrize(
    ("value", "kind", "way"),
    [
        (0.0006, Format.CHANGE, 1),
        (0.0004, Format.CHANGE, 0),
        (-0.12, Format.CHANGE, -1),
        (0, Format.POINTS, 0),
        (-0.006, Format.POINTS, -1),
        (0.004, Format.POINTS, 0),
        (None, Format.POINTS, 0),
    ],
)
def test_what_rounds_to_nothing_is_no_change(value: Value, kind: Format, way: int) -> None:
    assert formats.change_sign(value, kind) == way


@settings(deadline=None, max_examples=200)
@given(st.floats(-1e6, 1e6), st.sampled_from([Format.CHANGE, Format.POINTS]))
def test_a_change_is_shown_with_the_sign_that_it_has(value: float, kind: Format) -> None:
    shown = formats.text(value, kind, "en_GB")
    assert formats.change_sign(value, kind) == {"+": 1, "-": -1}.get(shown[0], 0)
    assert any(sign in "123456789" for sign in shown) == bool(formats.change_sign(value, kind))


@pytest.mark.parametrize(
    ("first", "after", "locale", "year", "shown"),
    [
        (date(2026, 11, 9), date(2026, 11, 16), "en_GB", False, "9–15 Nov"),
        (date(2026, 11, 9), date(2026, 11, 16), "de_DE", False, "9.–15. Nov."),
        (date(2025, 12, 1), date(2026, 1, 1), "en_GB", True, "1–31 Dec 2025"),
        (date(2026, 11, 9), date(2026, 11, 10), "en_GB", False, "9 Nov"),
    ],
)
def test_a_period_in_short_ends_with_its_last_day(
    first: date, after: date, locale: str, *, year: bool, shown: str
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start, end = (datetime.combine(day, time(), berlin) for day in (first, after))
    assert formats.span_words(Span("", start, end), locale, year=year) == shown


@settings(deadline=None, max_examples=200)
@given(st.integers(-(10**15), 10**15), st.sampled_from(LOCALES))
def test_whole_numbers_are_grouped_as_babel_groups_them(value: int, locale: str) -> None:
    assert formats.text(value, Format.NUMBER, locale) == format_decimal(value, locale=locale).replace(
        "-", get_minus_sign_symbol(locale)
    )


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 1000), st.sampled_from(LOCALES))
def test_percentages_have_the_sign_where_the_locale_has_it(percent: int, locale: str) -> None:
    whole = format_percent(percent / 100, locale=locale)
    shown = formats.text(percent / 100, Format.PERCENT, locale)
    assert [sign for sign in shown if sign == "%"] == ["%"]
    assert shown.startswith("%") == whole.startswith("%")


def test_text_for_attributes_is_flat_and_cannot_turn_the_writing_direction() -> None:
    assert formats.flat("a\n b\t\u202egpj.exe\u2069") == "a b gpj.exe"


def test_languages() -> None:
    assert (formats.language("en_GB"), formats.direction("en_GB")) == ("en-GB", "ltr")
    assert (formats.language("ar_EG"), formats.direction("ar_EG")) == ("ar-EG", "rtl")


def test_one_moment_is_shown_as_the_clock_of_each_zone_has_it() -> None:
    here = datetime(2026, 11, 23, 8, tzinfo=UTC)
    there = here.astimezone(ZoneInfo("Europe/Berlin"))
    shown = [formats.text(one, Format.DATETIME, "en_GB") for one in (here, there, here)]
    assert [one.rpartition(", ")[2] for one in shown] == ["08:00", "09:00", "08:00"]
