"""What Excel shows of a cell are the digits of the page: its codes are applied here as Excel applies them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from reporter.core.report import Cell, Format
from reporter.renderers import formats
from reporter.renderers.excel.number_formats import digits_of, number_format
from reporter.renderers.excel.cell_values import Losses, stored

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
        content = stored(Cell(value), kind, zone=ZoneInfo("UTC"), losses=Losses())
        assert isinstance(content, int | float)
        assert f"{content:.14g}" == f"{value:.14g}"
        seen = shown(content, number_format(kind, digits_of(content, kind)))
        assert re.sub("[▲▼] ", "", seen) == formats.text(value, kind, "en_GB").replace("\xa0", " "), kind
        assert ("▲" in seen) - ("▼" in seen) == (
            formats.change_sign(value, kind) if kind in {Format.CHANGE, Format.POINTS} else 0
        )


def test_most_numbers_of_a_kind_have_one_code() -> None:
    assert digits_of(0.12, Format.PERCENT) is None
    assert digits_of(41_210, Format.NUMBER) is None
    assert number_format(Format.PERCENT) == "0.0%"
    assert number_format(Format.PERCENT, digits_of(0.0036, Format.PERCENT)) == "0.00%"
    assert number_format(Format.CHANGE, digits_of(0.0003, Format.CHANGE)) == "0.0%;0.0%"
