"""The comparison of a figure with the compared period, as HTML: on a key figure's card, and below figures in tables.

Never by colour alone: there is an arrow, the sign, a word for screen readers, and only then a colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import Cell, Column, Report, Section
from reporter.renderers import comparisons, formats
from reporter.renderers.counts import partial_basis
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.cells import fill_html

_WAYS = {1: ("up", "▲"), -1: ("down", "▼"), 0: ("unchanged", "=")}
_WORDS = {"up": mark_translatable("up"), "down": mark_translatable("down"), "unchanged": mark_translatable("unchanged")}

# Reasons why there is nothing to compare with: the media item is newer, or the periods differ in length.
_NOT_COMPARABLE = frozenset({"not_yet", "unequal"})


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One card: the figure's column and cell, its comparison as HTML ("" if there is none), and its remarks."""

    column: Column
    cell: Cell
    change: Markup
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonText:
    """A comparison as text: `by` is "+12%", or "" if no change is given; `earlier` is the earlier number.

    `way` is "up", "down", "unchanged" or "", and `word` the same for readers.
    `then` is the number before with its period, "9–15 Nov: 41,210"; "" where only a part of the figure is compared and
    the pair is in `remarks`: no percentage stands beside two numbers that do not give it. `title` is the tooltip.
    """

    way: str
    word: str
    arrow: str
    by: str
    earlier: str
    then: str
    title: str
    weak: bool
    remarks: tuple[str, ...]


class Changes:
    """Formats the comparisons of one section's figures. A figure that is not compared gives an empty result."""

    def __init__(self, section: Section, report: Report) -> None:
        self._columns = section.columns
        self._comparison_columns = comparisons.comparison_columns(section.columns)
        self._locale = report.locale
        self._translator = Translator(report.locale)
        self._short = comparisons.period_short(report) or comparisons.earlier_label(translator=self._translator)
        self._period = comparisons.period_words(report) or comparisons.earlier_label(translator=self._translator)

    def card(self, cells: Sequence[Cell], place: int) -> Markup:
        """Return the comparison as a key figure's card shows it: the change, the earlier value, remarks on both."""
        comparison = self.comparison(cells, place)
        if comparison is None:
            return Markup()
        by = then = Markup()
        if comparison.by:
            by = fill_html('<span class="by">{}</span> ', _change_html(comparison))
        if comparison.then:
            then = fill_html('<span class="then"><bdi>{}</bdi>: <bdi>{}</bdi></span>', self._short, comparison.earlier)
        change = fill_html('<p class="change{}" title="{}">{}{}</p>', _style(comparison), comparison.title, by, then)
        remarks = [fill_html('<p class="from pair">{}</p>', remark) for remark in comparison.remarks]
        return Markup("\n").join([change, *remarks])

    def small(self, cells: Sequence[Cell], place: int, *, whole: bool = True) -> Markup:
        """Return the comparison as shown below a figure: the change, or the earlier value if there is no change.

        Unless `whole`, the figure is that of a stretch of the period, compared with the same stretch of the earlier.
        """
        comparison = self.comparison(cells, place, whole=whole)
        if comparison is None:
            return Markup()
        earlier = fill_html(
            '<span aria-hidden="true">{} {}</span>',
            comparisons.earlier_label(translator=self._translator),
            comparison.earlier,
        )
        change = fill_html(
            '<small class="change{}" title="{}">{}<span class="unseen">; {}</span></small>',
            _style(comparison),
            comparison.title,
            _change_html(comparison) if comparison.by else earlier,
            comparison.title,
        )
        return Markup("\n").join([change, *map(html_cells.remark, comparison.remarks)])

    def comparison(self, cells: Sequence[Cell], place: int, *, whole: bool = True) -> ComparisonText | None:
        """Return the comparison as text, None if the figure is not compared; `whole` as for `small`."""
        at = self._comparison_columns.get(place)
        if at is None:
            return None
        previous = comparisons.cell_at(cells, at.previous) or Cell()
        if previous.missing in _NOT_COMPARABLE or (cells[place].value is None and previous.value is None):
            return None
        way, word, arrow, by = self._change(cells, at.shown_change)
        period = self._period if whole else self._translator.say("the same part of {period}", period=self._period)
        earlier = formats.words(previous, self._columns[place], self._locale)
        part = comparisons.is_part(cells, place, at)
        return ComparisonText(
            way=way,
            word=word,
            arrow=arrow,
            by=by,
            earlier=earlier,
            then="" if part and by else f"{self._short}: {earlier}",
            title="; ".join(self._title(cells, place, period=period)),
            weak=at.shown_change is not None and cells[at.shown_change].weak,
            remarks=comparisons.change_remarks(cells, at, translator=self._translator),
        )

    def _change(self, cells: Sequence[Cell], place: int | None) -> tuple[str, str, str, str]:
        """Return the way, word, arrow and text of the change at `place`, each "" if there is none."""
        change = comparisons.cell_at(cells, place)
        if place is None or change is None or change.value is None:
            return "", "", "", ""
        column = self._columns[place]
        way, arrow = _WAYS[formats.change_sign(change.value, column.format)]
        return way, self._translator.say(_WORDS[way]), arrow, formats.words(change, column, self._locale)

    def _title(self, cells: Sequence[Cell], place: int, *, period: str) -> Iterator[str]:
        """Yield the parts of the tooltip: the earlier number and what it is based on, and why no change is given."""
        at = self._comparison_columns[place]
        previous = comparisons.cell_at(cells, at.previous)
        if previous is not None and previous.value is None:
            reason = reason_words(previous.missing, translator=self._translator)
            yield self._translator.say("{period}: no value, {reason}", period=period, reason=reason)
            return
        if previous is not None:
            earlier = formats.words(previous, self._columns[place], self._locale)
            basis = partial_basis(previous, translator=self._translator)
            yield f"{period}: {earlier} ({basis})" if basis else f"{period}: {earlier}"
        if at.change is None or cells[place].value is None:
            return
        change = cells[at.change]
        if change.value is None:
            yield _no_percentage(change, translator=self._translator)
        elif at.points is not None:
            relative = formats.words(change, self._columns[at.change], self._locale)
            yield self._translator.say("relative change {change}", change=relative)
        if change.weak:
            yield self._translator.say("too few posts to draw conclusions")


def key_figures(section: Section, report: Report) -> tuple[KeyFigure, ...]:
    """Return the cards of a section of key figures, each with the comparison of its figure."""
    changes, cells = Changes(section, report), section.rows[0].cells
    return tuple(
        KeyFigure(section.columns[place], cells[place], changes.card(cells, place), cells[place].marks.remarks)
        for place in comparisons.figure_places(section.columns)
    )


def no_change(figure: KeyFigure, section: Section, *, translator: Translator) -> str:
    """Return in words why a known key figure has no change, "" if it has one."""
    at = comparisons.comparison_columns(section.columns).get(section.columns.index(figure.column))
    if at is None or figure.cell.value is None:
        return ""
    change = comparisons.cell_at(section.rows[0].cells, at.shown_change)
    if change is None or change.value is not None or not change.missing:
        return ""
    return _no_percentage(change, translator=translator)


def _no_percentage(change: Cell, *, translator: Translator) -> str:
    return translator.say("no percentage: {reason}", reason=reason_words(change.missing, translator=translator))


def _change_html(comparison: ComparisonText) -> Markup:
    return fill_html(
        '<span aria-hidden="true">{}</span><span class="unseen">{}</span> {}',
        comparison.arrow,
        comparison.word,
        comparison.by,
    )


def _style(comparison: ComparisonText) -> str:
    return (f" {comparison.way}" if comparison.way else "") + (" weak" if comparison.weak else "")
