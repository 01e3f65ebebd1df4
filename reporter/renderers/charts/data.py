"""What a chart draws, read from its section's rows: the places on the x axis and the series of points. No geometry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporter.core.i18n import Translator
from reporter.core.reasons import reason_words
from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Report, Row, Section, Value
from reporter.renderers import comparisons, formats
from reporter.renderers.charts.styles import Style, earlier_styles, styles
from reporter.renderers.colours import PRODUCT_TYPE_COLOURS
from reporter.renderers.comparisons import ComparisonColumns

_DATED = frozenset({"day", "week", "month"})
_SPARSE = 1 / 6  # share of places with nothing to count, from which lines are only crumbs

# The key of a series, its name, the column of its figures, its rows.
_Figures = tuple[str, str, int, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Category:
    """A value of the x column, with its text in a sentence and on an axis, `short` for one with little room."""

    value: Value
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class Point:
    """One figure at a place; `value` is None if it is missing, `words` is what readers see.

    `partial`: the place is only part of a week or month. `empty`: there was nothing to measure.
    """

    place: int
    value: float | None
    words: str
    provisional: bool
    partial: bool = False
    empty: bool = False

    @property
    def hollow(self) -> bool:
        """Return whether the marker is hollow: the figure may still grow, or its period is incomplete."""
        return self.provisional or self.partial


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one name and look, one for each place."""

    name: str
    style: Style
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn on one pair of axes: series of one format.

    `earlier`: the same series over the compared period, one each, or none at all.
    """

    title: str
    format: Format
    places: tuple[Category, ...]
    series: tuple[Series, ...]
    earlier: tuple[Series, ...] = ()

    @property
    def values(self) -> list[float]:
        """Every figure of the panel that is not missing, the earlier ones too: all must fit the scale."""
        return _values((*self.series, *self.earlier))

    @property
    def sparse(self) -> bool:
        """Whether these are sums that so many places have nothing of that a line would be crumbs."""
        most = len(self.places) * _SPARSE
        drawn_series = [series for series in (*self.series, *self.earlier) if _values((series,))]
        empty = [sum(point.empty for point in series.points) for series in drawn_series]
        return self.format is Format.NUMBER and any(count > most for count in empty)


def panels(section: Section, report: Report) -> tuple[Panel, ...]:
    """Return the panels of the section's chart; metrics of different formats or sizes have separate axes."""
    chart = section.chart
    if chart is None:
        return ()
    all_panels = [_panel(section, chart, group, report=report) for group in _groups(section, chart)]
    return tuple(panel for panel in all_panels if _values(panel.series))


def column_of(section: Section, name: str) -> int:
    """Return the index of a column. Raises KeyError if the section has no column of that name."""
    for place, column in enumerate(section.columns):
        if column.name == name:
            return place
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class HeatmapRows:
    """The rows of a heatmap section: the columns of its three values, and the figures by row and column of the grid."""

    across: int
    down: int
    value: int
    cells: dict[tuple[Value, Value], Cell]


def heatmap_rows(section: Section) -> HeatmapRows:
    """Return the figures of a heatmap section. Raises KeyError if its chart names a column that it does not have."""
    chart = section.chart
    assert chart is not None, "a heatmap has a chart that names its rows and columns"
    across, down, value = (column_of(section, name) for name in (chart.x, chart.series, chart.y[0]))
    cells = {(row.cells[down].value, row.cells[across].value): row.cells[value] for row in section.rows}
    return HeatmapRows(across, down, value, cells)


def _values(all_series: tuple[Series, ...]) -> list[float]:
    return [point.value for series in all_series for point in series.points if point.value is not None]


def _groups(section: Section, chart: Chart) -> list[list[str]]:
    """Return the y columns that can share an axis: of one format, and none too small to be read next to another."""
    groups: list[list[str]] = []
    for name in chart.y:
        candidates = (group for group in groups if _share_axis(section, group[0], name))
        group = next(candidates, None)
        if group is None or chart.series:
            groups.append([name])
        else:
            group.append(name)
    return groups


def _share_axis(section: Section, *names: str) -> bool:
    first, second = (column_of(section, name) for name in names)
    sizes = sorted((_largest(section.rows, first), _largest(section.rows, second)))
    return section.columns[first].format is section.columns[second].format and sizes[1] <= 20 * sizes[0]


def _largest(rows: tuple[Row, ...], column: int) -> float:
    return max((abs(cell_number(row.cells[column]) or 0) for row in rows), default=0)


def _panel(section: Section, chart: Chart, group: list[str], *, report: Report) -> Panel:
    locale = report.locale
    x, columns = column_of(section, chart.x), [column_of(section, name) for name in group]
    values = tuple(dict.fromkeys(row.cells[x].value for row in section.rows))
    axis = _Axis(section, chart, values, x, locale)
    figures = _by_value(section, chart.series, columns[0]) if chart.series else _by_column(section, columns)
    looks = styles([key for key, _, _, _ in figures], report)
    dated = chart.kind is ChartKind.LINE or chart.x in _DATED
    return Panel(
        title=" · ".join(section.columns[column].label for column in columns),
        format=section.columns[columns[0]].format,
        places=tuple(_place(value, section.columns[x], locale) for value in values),
        series=tuple(
            Series(_series_name(name, section, chart, locale=locale), look, axis.points(y, rows, dated=dated))
            for (_, name, y, rows), look in zip(figures, looks, strict=True)
        ),
        earlier=_earlier(columns, axis, looks, translator=Translator(report.locale)),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """The values of a chart's x axis, the column that holds them, and the locale of the figures over them."""

    section: Section
    chart: Chart
    values: tuple[Value, ...]
    x: int
    locale: str

    def points(self, y: int, rows: tuple[Row, ...], *, dated: bool) -> tuple[Point, ...]:
        """Return the figures that a column has at each value, in the rows of one series."""
        by_value = {row.cells[self.x].value: row for row in rows}
        partial = {mark.x for mark in self.chart.marks if mark.kind == "part"}
        return tuple(
            self._point(place, _cell(by_value.get(value), y, dated=dated), y, partial=value in partial)
            for place, value in enumerate(self.values)
        )

    def _point(self, place: int, cell: Cell, y: int, *, partial: bool) -> Point:
        value, kind = cell_number(cell), self.section.columns[y].format
        if value is None:
            return Point(
                place,
                None,
                reason_words(cell.missing, translator=Translator(self.locale)),
                provisional=False,
                empty=cell.missing == "no_media",
            )
        words = formats.text(cell.value, kind, self.locale, compact=True)
        return Point(place, value, words, cell.provisional, partial)


def _earlier(
    columns: list[int], axis: _Axis, looks: tuple[Style, ...], *, translator: Translator
) -> tuple[Series, ...]:
    """Return the compared period's series, one for each figure that is drawn; () if none of them has a value.

    They are grey. If there are several, each has its own name.
    """
    if axis.chart.series or axis.chart.kind is ChartKind.STACKED:
        return ()
    pairs = zip(columns, earlier_styles(looks), strict=True)
    series = tuple(
        _earlier_series(column, axis, look, alone=len(columns) == 1, translator=translator) for column, look in pairs
    )
    return series if _values(series) else ()


def _earlier_series(figure: int, axis: _Axis, look: Style, *, alone: bool, translator: Translator) -> Series:
    columns = axis.section.columns
    previous = comparisons.comparison_columns(columns).get(figure, ComparisonColumns()).previous
    if previous is None:
        return Series(
            formats.flat(comparisons.earlier_label(translator=translator)), look, axis.points(figure, (), dated=False)
        )
    rows = axis.section.rows if columns[previous].name in axis.chart.previous else ()
    name = comparisons.earlier_label(translator=translator) if alone else columns[previous].label
    return Series(formats.flat(name), look, axis.points(previous, rows, dated=False))


def _place(value: Value, column: Column, locale: str) -> Category:
    words = place_words(value, column, locale)
    if column.format is Format.WEEK and isinstance(value, date):
        return Category(value, words, formats.flat(formats.day_words(value, locale)))
    return Category(value, words, words)


def place_words(value: Value, column: Column, locale: str) -> str:
    """Return a value of an axis as text: dates without their year, nothing that turns the writing direction."""
    return formats.flat(formats.words(Cell(value), column, locale, compact=column.format is not Format.NUMBER))


def _series_name(name: str, section: Section, chart: Chart, *, locale: str) -> str:
    """Return a series' name for readers: a label, or a value of the column that distinguishes the series."""
    if not chart.series:
        return formats.flat(name)
    return formats.flat(formats.words(Cell(name), section.columns[column_of(section, chart.series)], locale))


def _by_column(section: Section, columns: list[int]) -> list[_Figures]:
    return [(section.columns[column].name, section.columns[column].label, column, section.rows) for column in columns]


def _by_value(section: Section, name: str, y: int) -> list[_Figures]:
    by = column_of(section, name)
    rows_by_value: dict[str, list[Row]] = {}
    for row in section.rows:
        rows_by_value.setdefault(str(row.cells[by].value or formats.MISSING), []).append(row)
    return [(value, value, y, tuple(rows)) for value, rows in rows_by_value.items()]


def _cell(row: Row | None, column: int, *, dated: bool) -> Cell:
    """Return a row's cell, or a missing one if there is no row.

    Only dated figures are marked as provisional: nearly every other figure includes some recent media.
    """
    if row is None:
        return Cell(missing="no_media")
    cell = row.cells[column]
    return cell._replace(provisional=dated and (row.provisional or cell.provisional))


def cell_number(cell: Cell) -> float | None:
    """Return a cell's value as a number, or None when it holds none."""
    return float(cell.value) if isinstance(cell.value, int | float) else None


def product_type(name: str) -> str:
    """Return the product type that a label means, or ""."""
    upper = name.strip().upper()
    return {"STORIES": "STORY", "REEL": "REELS"}.get(upper, upper if upper in PRODUCT_TYPE_COLOURS else "")
