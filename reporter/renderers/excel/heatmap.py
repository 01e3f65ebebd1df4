"""A heatmap's rows laid out as a grid: one row a series, one column a value of x. Moves cells, computes none."""

from __future__ import annotations

from collections.abc import Iterator
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
    heatmap = heatmap_rows(section)
    across, kind = section.columns[heatmap.across], section.columns[heatmap.value].format
    heads = _ordered(tuple(dict.fromkeys(row.cells[heatmap.across].value for row in section.rows)))
    names = dict.fromkeys(row.cells[heatmap.down].value for row in section.rows)
    rows = [[heatmap.cells.get((name, head), Cell(missing="no_media")) for head in heads] for name in names]
    return replace(
        section,
        kind="heatmap",
        columns=(
            section.columns[heatmap.down],
            *(Column(str(head), words(Cell(head), across, locale), kind) for head in heads),
        ),
        rows=tuple(Row((Cell(name), *row)) for name, row in zip(names, rows, strict=True)),
        totals=None,
        chart=None,
        rank="",
        notes=(*section.notes, *_notes(rows, translator=Translator(locale))),
    )


def _notes(rows: list[list[Cell]], *, translator: Translator) -> Iterator[str]:
    cells = [cell for row in rows for cell in row]
    if any(cell.weak for cell in cells):
        yield translator.say(_NOTE)
    if any(cell.value is None for cell in cells):
        yield translator.say(_EMPTY)


def _ordered(heads: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return hours and other digits in their order, anything else (weekdays) as it came."""
    if all(str(head)[:1].isdigit() for head in heads):
        return tuple(sorted(heads, key=lambda head: (len(str(head)), str(head))))
    return heads
