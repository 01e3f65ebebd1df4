"""Which columns of a section belong to a comparison of periods, and the words for the comparison.

Figures are in columns with `Role.VALUE`; the columns of their comparison follow them. Renderers use this module to
tell them apart, never the names of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import Cell, Column, Report, Role, Section, Span
from reporter.renderers import formats

_KINDS = {
    "previous_period": mark_translatable("previous period"),
    "previous_year": mark_translatable("same period one year earlier"),
}
_PARTS = {
    "previous_period": mark_translatable("same part of the previous period"),
    "previous_year": mark_translatable("same part of the period one year earlier"),
}


@dataclass(frozen=True, slots=True)
class ComparisonColumns:
    """Indices of the columns that hold a figure's comparison; None for a column that the section does not have."""

    previous: int | None = None
    change: int | None = None
    points: int | None = None
    compared: int | None = None  # for programs; people read it in the remarks on the change

    @property
    def shown_change(self) -> int | None:
        """The change that readers see: shares are compared in points, since 12% more of 4% is easily taken for 16%."""
        return self.change if self.points is None else self.points


def figure_places(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the indices of the columns that are not part of a comparison."""
    return tuple(place for place, column in enumerate(columns) if column.role is Role.VALUE)


def comparison_columns(columns: Sequence[Column]) -> dict[int, ComparisonColumns]:
    """Return the comparison columns of each compared figure, by the index of the figure's column."""
    names = {columns[place].name: place for place in figure_places(columns)}
    comparisons: dict[int, ComparisonColumns] = {}
    for place, column in enumerate(columns):
        if column.role is not Role.VALUE and column.of in names:
            figure = names[column.of]
            comparisons[figure] = replace(comparisons.get(figure, ComparisonColumns()), **{column.role.value: place})
    return comparisons


def is_bare(report: Report) -> bool:
    """Return whether the report has no figures yet and only text that explains why."""
    return not report.media.rows and all(section.kind == "text" for section in report.sections)


def for_people(report: Report) -> Report:
    """Return the report without the columns that only programs read. People read the compared pair in the remarks."""
    return replace(report, sections=tuple(map(_for_people, report.sections)), media=_for_people(report.media))


def _for_people(section: Section) -> Section:
    places = [place for place, column in enumerate(section.columns) if column.role is not Role.COMPARED]
    if len(places) == len(section.columns):
        return section
    columns = tuple(section.columns[place] for place in places)
    return with_columns(section, columns, lambda cells: tuple(cells[place] for place in places))


def with_columns(
    section: Section, columns: tuple[Column, ...], change: Callable[[tuple[Cell, ...]], tuple[Cell, ...]]
) -> Section:
    """Return the section with other columns; `change` returns the cells of a row, or of the totals, in their order."""
    rows = tuple(replace(row, cells=change(row.cells)) for row in section.rows)
    totals = section.totals and replace(section.totals, cells=change(section.totals.cells))
    return replace(section, columns=columns, rows=rows, totals=totals)


def cell_at(cells: Sequence[Cell], place: int | None) -> Cell | None:
    """Return the cell at a place, or None where there is no such place."""
    return None if place is None else cells[place]


def is_part(cells: Sequence[Cell], place: int, at: ComparisonColumns) -> bool:
    """Return whether only a part of the figure at `place` is compared: its change is not that of the two numbers."""
    compared = cell_at(cells, at.compared)
    return compared is not None and compared.value is not None and compared.value != cells[place].value


def change_remarks(cells: Sequence[Cell], at: ComparisonColumns, *, translator: Translator) -> tuple[str, ...]:
    """Return the remarks on a change: the pair if only a part is compared, a caution if the ages differ."""
    compared = [cells[column] for column in (at.previous, at.change, at.points, at.compared) if column is not None]
    remarks = [remark for cell in compared for remark in cell.marks.remarks]
    change = cell_at(cells, at.change)
    if change is not None and change.value is not None and change.missing and not change.marks.remarks:
        remarks.append(reason_words(change.missing, translator=translator))
    return tuple(dict.fromkeys(remarks))


def earlier_label(translator: Translator) -> str:
    """Return the label of earlier values for a period without a name."""
    return translator.say("earlier")


def period_short(report: Report) -> str:
    """Return the compared period in few words, "9–15 Nov", with its year where that is another one; "" without one."""
    if report.compare is None:
        return ""
    year = report.compare.start.year != report.period.start.year
    return formats.flat(formats.span_words(report.compare, report.locale, year=year))


def period_words(report: Report) -> str:
    """Return the compared period, "Mon 9 – Sun 15 Nov 2026"; "" without one."""
    return "" if report.compare is None else _span_words(report.compare)


def compared_words(report: Report) -> str:
    """Return what the report is compared with, "Mon 9 – Sun 15 Nov 2026, previous period"; "" without one."""
    if report.compare is None:
        return ""
    kind = (_PARTS if report.compare.part else _KINDS).get(report.compare.kind)
    return ", ".join([_span_words(report.compare), *([Translator(report.locale).say(kind)] if kind else [])])


def basis_words(report: Report) -> str:
    """Return the basis of the figures if they are not lifetime totals as of now, else ""."""
    translator = Translator(report.locale)
    if report.at_age:
        return translator.say("each post at the age of {age}", age=translator.age(report.at_age))
    return translator.say("growth during the period") if report.basis == "gained" else ""


def _span_words(span: Span) -> str:
    return span.words or span.name
