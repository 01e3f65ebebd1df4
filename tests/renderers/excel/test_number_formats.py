"""Excel's number formats write signs, units and names as the language does."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Format
from reporter.renderers import formats
from reporter.renderers.excel.cell_values import Losses, stored_value
from reporter.renderers.excel.number_formats import axis_format, digits_of, number_format

ENGLISH = Translator("en_GB")
KINDS = (Format.NUMBER, Format.DECIMAL, Format.PERCENT, Format.PERCENT_POINTS, Format.CHANGE, Format.POINTS)


def shown(value: float, code: str) -> str:
    """Return a number as Excel shows it: fifteen digits, half away from zero, a section a sign."""
    sections = code.split(";")
    section = sections[0] if value > 0 or len(sections) == 1 else sections[1 if value < 0 else -1]
    number = Decimal(f"{value:.15g}") * (100 if "%" in re.sub('"[^"]*"', "", section) else 1)
    digits = next(iter(re.findall(r"#,##0(?:\.0+)?|0(?:\.0+)?", section)))
    places = len(digits.partition(".")[2])
    size = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{size:,f}" if "," in digits else f"{size:f}"
    minus = "-" if value < 0 and len(sections) == 1 else ""
    return minus + section.replace(digits, written).replace('"', "")


@pytest.mark.parametrize(
    ("locale", "percent", "points", "day", "axis"),
    [
        ("en_GB", "0.0%", '0.0"%"', "[$-809]d mmm yyyy", '[>=1000000]0.0,,"M";[>=10000]0,"K";#,##0'),
        ("de_DE", '0.0"\xa0"%', '0.0"\xa0%"', '[$-407]d". "mmm yyyy', '[>=1000000]0.0,,"\xa0Mio.";#,##0'),
        ("fr_FR", '0.0"\xa0"%', '0.0"\xa0%"', "[$-40C]d mmm yyyy", '[>=1000000]0.0,,"\xa0M";[>=10000]0,"\xa0k";#,##0'),
        ("en_IN", "0.0%", '0.0"%"', "[$-4009]d mmm yyyy", '[>=10000]0,"K";#,##0'),  # a million has no sign of its own
        ("tr_TR", "%0.0", '"%"0.0', "[$-41F]d mmm yyyy", '[>=1000000]0.0,,"\xa0Mn";[>=10000]0,"\xa0B";#,##0'),
    ],
)
def test_codes_follow_the_language(locale: str, percent: str, points: str, day: str, axis: str) -> None:
    translator = Translator(locale)
    assert number_format(Format.PERCENT, translator=translator) == percent
    assert number_format(Format.PERCENT_POINTS, translator=translator) == points
    assert number_format(Format.DATE, translator=translator) == day
    assert axis_format(Format.NUMBER, translator=translator) == axis


@pytest.mark.parametrize(
    ("locale", "month"),
    [("en_GB", "[$-809]mmm yyyy"), ("pt_BR", '[$-416]mmm "de" yyyy'), ("pl_PL", "[$-415]mmm yyyy")],
)
def test_months_are_named(locale: str, month: str) -> None:
    assert number_format(Format.MONTH, translator=Translator(locale)) == month


@given(st.one_of(st.floats(-20_000, 20_000), st.floats(-1, 1), st.decimals(-3, 3, places=4).map(float)))
@example(12_344.5)
@example(0.00036)
@example(0.0003)
@example(0.285)
@example(-0.145)
@example(-0.2)
@example(9.995)
@example(0.0)
def test_a_workbook_shows_the_digits_of_the_page(value: float) -> None:
    for kind in KINDS:
        content = stored_value(Cell(value), kind, zone=ZoneInfo("UTC"), losses=Losses(), translator=ENGLISH)
        assert isinstance(content, int | float)
        assert f"{content:.14g}" == f"{value:.14g}"
        seen = shown(content, number_format(kind, digits_of(content, kind), translator=ENGLISH))
        assert re.sub("[▲▼] ", "", seen) == formats.text(value, kind, "en_GB").replace("\xa0", " "), kind
        assert ("▲" in seen) - ("▼" in seen) == (
            formats.change_sign(value, kind) if kind in {Format.CHANGE, Format.POINTS} else 0
        )


def test_most_numbers_of_a_kind_have_one_code() -> None:
    assert digits_of(0.12, Format.PERCENT) is None
    assert digits_of(41_210, Format.NUMBER) is None
    assert number_format(Format.PERCENT, translator=ENGLISH) == "0.0%"
    assert number_format(Format.PERCENT, digits_of(0.0036, Format.PERCENT), translator=ENGLISH) == "0.00%"
    assert number_format(Format.CHANGE, digits_of(0.0003, Format.CHANGE), translator=ENGLISH) == "0.0%;0.0%"
