from __future__ import annotations

from datetime import date, timedelta

import pytest

from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Row, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.axes import scale_of
from reporter.renderers.charts.layout import NARROW, WIDE
from tests.support import html_sample
from tests.support.chart_samples import texts

REPORT = html_sample.sample()


@pytest.mark.parametrize(
    ("values", "kind", "ticks"),
    [
        ([84_645.0], Format.NUMBER, (0, 25_000, 50_000, 75_000, 100_000)),
        ([3.0], Format.NUMBER, (0, 1, 2, 3)),
        ([0.0], Format.NUMBER, (0, 1)),
        ([0.083], Format.PERCENT, (0, 0.025, 0.05, 0.075, 0.1)),
        ([200_000.0], Format.DURATION, (0, 60_000, 120_000, 180_000, 240_000)),
    ],
)
def test_ticks_are_round_at_most_five_and_begin_at_zero(
    values: list[float], kind: Format, ticks: tuple[float, ...]
) -> None:
    scale = scale_of(values, kind)
    assert scale.ticks == ticks
    assert scale.low == 0
    assert scale.high >= max(values)


def test_weeks_are_called_by_their_first_day_where_their_days_have_no_room() -> None:
    first = date(2026, 9, 28)
    found = Section(
        kind="trend",
        name="trend",
        title="Views by week",
        columns=(Column("week", "Week", Format.WEEK), html_sample.VIEWS),
        rows=tuple(Row((Cell(first + timedelta(weeks=at)), Cell(100 + at))) for at in range(8)),
        chart=Chart(ChartKind.LINE, "week", ("views",)),
    )
    assert "16–22 Nov" in texts(charts.svg(found, REPORT, width=WIDE))
    assert {"28 Sept", "12 Oct", "9 Nov"} <= {*texts(charts.svg(found, REPORT, width=NARROW))}
