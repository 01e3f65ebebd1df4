"""A heatmap's rows laid out as a grid: one row a series, one column a value of x. Moves cells, computes none."""

from __future__ import annotations

from dataclasses import replace

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Cell, ChartKind, Column, Row, Section, Value
from reporter.renderers.charts.data import heatmap_rows
from reporter.renderers.formats import words

_NOTE = mark_translatable("Grey figures are based on fewer than 3 posts, too few to draw conclusions.")
_EMPTY = mark_translatable("Empty cells: no posts, or no value.")


def is_grid(section: Section) -> bool:
    """Whether the section's chart is a heatmap over two of its columns."""
    return section.chart is not None and section.chart.kind is ChartKind.HEATMAP and bool(section.rows)


def grid(section: Section, locale: str) -> Section:
    """Return the section with a column for each x; a pair that has no row is a missing cell ("no_media")."""
    grid_cells = heatmap_rows(section)
    across, kind = section.columns[grid_cells.across], section.columns[grid_cells.value].format
    heads = _ordered(tuple(dict.fromkeys(row.cells[grid_cells.across].value for row in section.rows)))
    names = dict.fromkeys(row.cells[grid_cells.down].value for row in section.rows)
    rows = [[grid_cells.cells.get((name, head), Cell(missing="no_media")) for head in heads] for name in names]
    notes = list(section.notes)
    if any(cell.weak for cell in grid_cells.cells.values()):
        notes.append(Translator(locale).say(_NOTE))
    if any(cell.value is None for row in rows for cell in row):
        notes.append(Translator(locale).say(_EMPTY))
    return replace(
        section,
        kind="heatmap",
        columns=(
            section.columns[grid_cells.down],
            *(Column(str(head), words(Cell(head), across, locale), kind) for head in heads),
        ),
        rows=tuple(Row((Cell(name), *row)) for name, row in zip(names, rows, strict=True)),
        totals=None,
        chart=None,
        rank="",
        notes=tuple(notes),
    )


def _ordered(heads: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return hours and other digits in their order, anything else (weekdays) as it came."""
    if all(str(head)[:1].isdigit() for head in heads):
        return tuple(sorted(heads, key=lambda head: (len(str(head)), str(head))))
    return heads
