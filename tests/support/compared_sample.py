"""The samples' reports once more, compared with the week before: columns and cells as the analysis would add them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reporter.core.report import Cell, Column, Format, Report, Role, Row, Section, Span, Value
from tests.support import html_sample, tables_sample

SPAN = Span(
    "2026-W46",
    datetime(2026, 11, 9, tzinfo=html_sample.BERLIN),
    datetime(2026, 11, 16, tzinfo=html_sample.BERLIN),
    "Mon 9 – Sun 15 Nov 2026",
    "previous_period",
)
_SHARES = {Format.PERCENT: 100.0, Format.PERCENT_POINTS: 1.0}

Before = Sequence[Value | Cell]


def compared(section: Section, **before: Before) -> Section:
    """Return the section with the comparison of each named figure: a number a row, and one of the totals last."""
    for name, values in before.items():
        section = _compared(section, name, values)
    return section


def _compared(section: Section, name: str, values: Before) -> Section:
    place = next(index for index, one in enumerate(section.columns) if one.name == name)
    column = section.columns[place]
    roles = [Role.PREVIOUS] if section.kind == "trend" else [Role.PREVIOUS, Role.CHANGE]
    roles += [Role.POINTS] if section.kind != "trend" and column.format in _SHARES else []
    rows = (*section.rows, *([section.totals] if section.totals else []))
    widened = [_row(row, place, then, roles=roles, column=column) for row, then in zip(rows, values, strict=True)]
    chart = section.chart
    drawn = chart is not None and name in chart.y and section.kind != "heatmap"
    return replace(
        section,
        columns=(*section.columns[: place + 1], *(_column(column, role) for role in roles),
                 *section.columns[place + 1 :]),
        rows=tuple(widened[: len(section.rows)]),
        totals=widened[-1] if section.totals else None,
        chart=replace(chart, previous=(*chart.previous, f"previous_{name}")) if chart and drawn else chart,
    )  # fmt: skip


def _column(column: Column, role: Role) -> Column:
    word = {Role.PREVIOUS: "earlier", Role.CHANGE: "change", Role.POINTS: "points"}[role]
    kind = {Role.PREVIOUS: column.format, Role.CHANGE: Format.CHANGE, Role.POINTS: Format.POINTS}[role]
    return Column(f"{role.value}_{column.name}", f"{column.label}, {word}", kind, "Against 2026-W46", role, column.name)


def _row(row: Row, place: int, then: Value | Cell, *, roles: list[Role], column: Column) -> Row:
    earlier = then if isinstance(then, Cell) else Cell(then, "" if then is not None else "no_media")
    now = row.cells[place]
    cells = {Role.PREVIOUS: earlier, Role.CHANGE: _change(now, earlier, column), Role.POINTS: Cell()}
    if Role.POINTS in roles:
        cells[Role.POINTS] = _points(now, earlier, column)
    own = (*row.cells[: place + 1], *(cells[role] for role in roles), *row.cells[place + 1 :])
    return replace(row, cells=own)


def _change(now: Cell, then: Cell, column: Column) -> Cell:
    if not isinstance(now.value, int | float) or not isinstance(then.value, int | float):
        return Cell(None, now.missing or then.missing)
    if column.format is Format.NUMBER and then.value < 30:
        return Cell(None, "small_base")
    return Cell(now.value / then.value - 1, weak=now.weak or then.weak)


def _points(now: Cell, then: Cell, column: Column) -> Cell:
    if not isinstance(now.value, int | float) or not isinstance(then.value, int | float):
        return Cell(None, now.missing or then.missing)
    return Cell((now.value - then.value) * _SHARES[column.format], weak=now.weak or then.weak)


def page() -> Report:
    """Return the page's sample, compared; its rankings and lists show what media gained."""
    media = compared(html_sample.media(), views=[*([70_000, 90_000, None, 12] * 4)[:13], 280_000])
    return replace(
        html_sample.sample(),
        sections=(
            compared(
                html_sample.kpis(),
                views=[Cell(368_100, n=12, of=14)],
                reach=[104_320],
                engagement_rate=[0.0472],
                ig_reels_avg_watch_time=[6_543],
                reels_skip_rate=[Cell(48.4)],
            ),
            _small(),
            compared(
                html_sample.trend(),
                views=[28_000, 51_000, 33_000, 30_000, 47_500, None, 61_000, 250_500],
                reach=[11_000, 16_500, 12_000, 13_000, 20_265, None, 19_000, 91_765],
            ),
            compared(_alone(), views=[28_000, 51_000, 33_000, 30_000, 47_500, 50_000, 91_000]),
            compared(html_sample.top(), views=[70_000, 90_000, None, 12, *[70_000] * 6],
                     engagement_rate=[0.08, 0.02, None, *[0.05] * 7]),
            compared(
                html_sample.by_product_type(),
                views=[190_000, 150_345, Cell(None, "no_media"), 368_100],
                engagement_rate=[0.066, 0.0051, Cell(None, "no_media"), 0.0472],
                ig_reels_avg_watch_time=[7_001, None, None, 7_001],
                reels_skip_rate=[50.0, None, None, 50.0],
            ),
            compared(html_sample.by_weekday(), views=[12_000, 14_000, 28, 36_000, 31_000, None, 61_000]),
            compared(html_sample.breakdown(), navigation=[1_100, 990, 28, 12, 2_130]),
            compared(html_sample.heatmap(), engagement_rate=[0.04] * 168),
            media,
            html_sample.words(),
        ),
        media=media,
        compare=SPAN,
    )  # fmt: skip


def _alone() -> Section:
    """A trend of one metric."""
    trend = html_sample.trend()
    assert trend.chart is not None
    return replace(
        trend,
        name="trend-alone",
        title="Views by day",
        columns=trend.columns[:3],
        rows=tuple(replace(row, cells=row.cells[:3]) for row in trend.rows),
        totals=None,
        chart=replace(trend.chart, y=("views",), marks=(), title="Views by day"),
    )


def _small() -> Section:
    """Key figures whose change cannot be given, or is none."""
    columns = (
        html_sample.VIEWS,
        Column("saved", "Saves", Format.NUMBER),
        Column("shares", "Shares", Format.NUMBER),
        Column("comments", "Comments", Format.NUMBER),
    )
    cells = (Cell(40), Cell(None, "failed"), Cell(500), Cell(500, weak=True, n=2, of=2))
    section = Section("kpis", "kpis-2", "Stories", columns=columns, rows=(Row(cells),))
    return compared(section, views=[12], saved=[85], shares=[500], comments=[100])


def workbook() -> Report:
    """Return the table renderers' sample, compared."""
    media = compared(tables_sample.media(), views=[20_000, None])
    return replace(
        tables_sample.report(
            compared(
                tables_sample.kpis(), views=[36_810], reach=[31_002], engagement_rate=[0.0472],
                ig_reels_avg_watch_time=[8_001], reels_skip_rate=[44.0],
            ),
            compared(tables_sample.trend(), views=[5_000, 6_500, 4_000, None, 9_000, 8_000, 7_100]),
            compared(tables_sample.table(), views=[28_000, 9_000, None, 36_810],
                     engagement_rate=[0.066, 0.035, None, 0.0472]),
            compared(tables_sample.breakdown(), count=[700, 180, 12, 892]),
            compared(tables_sample.heatmap(), engagement_rate=[0.05, 0.04, 0.03]),
            media,
        ),
        media=media,
        compare=SPAN,
    )  # fmt: skip
