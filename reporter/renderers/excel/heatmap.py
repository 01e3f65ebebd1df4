"""A heatmap's rows laid out as a grid: one row a series, one column a value of x. Moves cells, computes none."""

from __future__ import annotations

from dataclasses import replace

from reporter.core.i18n import mark_translatable, say
from reporter.core.report import Cell, ChartKind, Column, Row, Section, Value
from reporter.renderers.formats import words

_NOTE = mark_translatable("Grey figures are based on fewer than 3 posts, too few to draw conclusions.")
_EMPTY = mark_translatable("Empty cells: no posts, or no value.")


def is_grid(section: Section) -> bool:
    """Whether the section's chart is a heatmap over two of its columns."""
    return section.chart is not None and section.chart.kind is ChartKind.HEATMAP and bool(section.rows)


def grid(section: Section, locale: str) -> Section:
    """Return the section with a column for each x; a pair that has no row is a missing cell ("no_media")."""
    assert section.chart is not None  # is_grid was asked
    at = {column.name: index for index, column in enumerate(section.columns)}
    across, down, figure = at[section.chart.x], at[section.chart.series], at[section.chart.y[0]]
    cells = {(row.cells[down].value, row.cells[across].value): row.cells[figure] for row in section.rows}
    heads = _ordered(tuple(dict.fromkeys(row.cells[across].value for row in section.rows)))
    sides = dict.fromkeys(row.cells[down].value for row in section.rows)
    kind = section.columns[figure].format
    empty = any(cells.get((side, head), Cell()).value is None for side in sides for head in heads)
    return replace(
        section,
        kind="heatmap",
        columns=(
            section.columns[down],
            *(Column(str(head), words(Cell(head), section.columns[across], locale), kind) for head in heads),
        ),
        rows=tuple(
            Row((Cell(side), *(cells.get((side, head), Cell(missing="no_media")) for head in heads))) for side in sides
        ),
        totals=None,
        chart=None,
        rank="",
        notes=(
            *section.notes,
            *([say(_NOTE)] if any(cell.weak for cell in cells.values()) else []),
            *([say(_EMPTY)] if empty else []),
        ),
    )


def _ordered(heads: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return hours and other digits in their order, anything else (weekdays) as it came."""
    if all(str(head)[:1].isdigit() for head in heads):
        return tuple(sorted(heads, key=lambda head: (len(str(head)), str(head))))
    return heads
