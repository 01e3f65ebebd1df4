"""Charts as tests draw and read them: sections of bars, drawings, their texts and positions."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Report, Row, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.layout import WIDE
from tests.support import html_sample
from tests.support.drawing import Drawing

REPORT = html_sample.sample()


def texts(svg: str) -> list[str]:
    return Drawing(svg).texts


def draw_section(section: Section, report: Report = REPORT, *, width: int = WIDE) -> Drawing:
    return Drawing(charts.svg(section, report, width=width))


def chart_of(section: Section) -> Chart:
    assert section.chart is not None
    return section.chart


def near(*values: float) -> Any:  # noqa: ANN401 - pytest.approx has no type of its own
    """Return what values read off a drawing are compared with."""
    return pytest.approx(list(values), rel=1e-4, abs=max(map(abs, values)) * 1e-4)


def bars(kind: ChartKind, names: tuple[str, ...], *figures: int | None) -> Section:
    return Section(
        kind="table",
        name="bars",
        title="Bars",
        columns=(Column("account", "Account", Format.TEXT), html_sample.VIEWS),
        rows=tuple(
            Row((Cell(name), Cell(value, "" if value is not None else "failed")))
            for name, value in zip(names, figures, strict=True)
        ),
        chart=Chart(kind, x="account", y=("views",), alt="Bars"),
    )
