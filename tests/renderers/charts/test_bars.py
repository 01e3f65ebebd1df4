from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Mark, Row, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.layout import NARROW, WIDE
from reporter.renderers.charts.svg import text_width
from tests.support import html_sample
from tests.support.chart_samples import bars, draw_section, near
from tests.support.drawing import NAME

REPORT = html_sample.sample()


def test_sums_of_many_empty_days_are_bars_from_zero() -> None:
    trend = html_sample.trend()
    rows = tuple(
        replace(row, cells=(*row.cells[:2], *(Cell(None, "no_media") for _ in row.cells[2:]))) if at % 2 else row
        for at, row in enumerate(trend.rows)
    )
    seen = draw_section(replace(trend, rows=rows))
    assert seen.lines == []
    views = charts.legend(trend, REPORT).series[0]
    bars = [bar for bar in seen.bars if bar.colour == views.colour]
    assert [bar.high for bar in bars] == near(31_000, 61_200, 84_645)
    assert {round(bar.low) for bar in seen.bars} == {0}
    assert [bar.hollow for bar in bars] == [False, False, True]


def test_bars_that_stand_on_each_other_add_up_and_parts_are_dotted() -> None:
    days = html_sample.DAYS[:2]
    columns = (Column("day", "Day", Format.DATE), Column("kind", "Kind", Format.TEXT), html_sample.VIEWS)
    rows = [Row((Cell(day), Cell(kind), Cell(value))) for day in days for kind, value in (("FEED", 30), ("REELS", 70))]
    part = Mark(days[1], "not over yet", "part")
    chart = Chart(ChartKind.STACKED, x="day", y=("views",), series="kind", marks=(part,))
    seen = draw_section(Section("table", "s", "Stacked", columns=columns, rows=tuple(rows), chart=chart))
    assert [[bar.low, bar.high] for bar in seen.bars] == [near(0, 30), near(30, 100)] * 2
    assert [bar.hollow for bar in seen.bars] == [False, False, True, True]
    dashes = [bar.attrib.get("stroke-dasharray") for bar in seen.elements("rect")]
    assert dashes == [None, None, "1.5 2", "1.5 2"]
    assert [bar.colour[6:11] for bar in seen.bars] == ["feed,", "reels"] * 2


def test_lying_bars_carry_every_figure_and_say_what_is_missing() -> None:
    seen = draw_section(html_sample.breakdown())
    assert {"Next story", "1,240", "Forward", "860", "Exit", "410"} <= set(seen.texts)
    assert {"<b>new</b>", "too few viewers for Instagram to report a value"} <= set(seen.texts)
    widths = [float(bar.attrib["width"]) for bar in seen.elements("rect")]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 860 / 1_240, 410 / 1_240], abs=0.001)


def test_the_figure_of_a_loss_does_not_lie_on_its_bar() -> None:
    seen = draw_section(bars(ChartKind.BARS, ("a loss", "a gain"), -500, 300))
    loss, _ = seen.elements("rect")
    (figure,) = [text for text in seen.elements("text") if text.text == "-500"]
    assert float(figure.attrib["x"]) >= float(loss.attrib["x"]) + float(loss.attrib["width"])


def test_on_a_phone_a_reason_takes_two_lines() -> None:
    seen = draw_section(html_sample.breakdown(), width=NARROW)
    first, second = seen.elements("text")[-2:]
    assert f"{first.text} {second.text}" == "too few viewers for Instagram to report a value"
    assert float(second.attrib["y"]) - float(first.attrib["y"]) == 14


@pytest.mark.parametrize("width", [WIDE, NARROW, charts.MAIL])
def test_names_beside_lying_bars_are_whole_or_cut_with_an_ellipsis(width: int) -> None:
    for name in ("<b>new</b>", "mm", "a name that goes on " * 20):
        seen = draw_section(bars(ChartKind.BARS, (name, "b"), 3, 2), width=width)
        (plot,) = seen.elements("g")[1:]
        left = float(plot.attrib["transform"].removeprefix("translate(").split(",")[0])
        (text, *_) = plot.iter(f"{NAME}text")
        assert text.text is not None
        assert name.startswith(text.text.removesuffix("…").rstrip())
        assert text_width(text.text) <= left + float(text.attrib["x"])
