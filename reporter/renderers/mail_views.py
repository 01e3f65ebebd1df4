"""What a mail says of a report, as plain text and already cut short: the template and the plain mail only lay it out.

Nothing here is HTML. Every word is on one line and has no signs that turn the writing direction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from reporter.renderers import charts
from reporter.renderers import comparisons
from reporter.renderers import formats
from reporter.renderers import html_cells
from reporter.renderers.chart_data import Panel
from reporter.renderers.chart_data import Point
from reporter.renderers.chart_data import Series
from reporter.renderers.chart_data import panels
from reporter.renderers.formats import cut
from reporter.renderers.formats import flat
from reporter.renderers.html_changes import Changes
from reporter.renderers.html_changes import stands_on
from reporter.renderers.html_views import gaps
from reporter.renderers.reasons import reason_words
from reporter.report import Alert
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Note
from reporter.report import NoteKind
from reporter.report import Report
from reporter.report import Row
from reporter.report import Section

_MOST_ALERTS, _MOST_HIGHLIGHTS, _MOST_FIGURES, _MOST_MEDIA, _MOST_NOTES = 5, 3, 8, 3, 5
_MOST_PLACES, _MOST_SERIES = 31, 3
# Signs: a name, a caption, a sentence that nobody can vouch for the length of.
_NAME, _CAPTION, _SENTENCE = 100, 120, 400
_PROVISIONAL = "*"
_HEADINGS = {"kpis": "Key figures", "trend": "Trend", "top": "Top media"}
_HOLLOW = "Hollow: provisional, with media younger than 48 hours in it."


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label, its change, why it is missing or what it stands on, and the number before.

    `way` is "up", "down", "unchanged" or ""; `by` is "▲ +12% up" and `then` "9–15 Nov: 41,210", "" where not compared.
    """

    label: str
    value: str
    way: str
    by: str
    remark: str
    then: str

    @property
    def beside(self) -> tuple[str, ...]:
        """What follows the number, in the order it is read."""
        return tuple(filter(None, (self.by, self.remark, self.then)))


@dataclass(frozen=True, slots=True)
class Item:
    """One media item of the ranking; `link` leads to Instagram or is ""."""

    place: str
    caption: str
    facts: str
    figure: Figure | None
    link: str


@dataclass(frozen=True, slots=True)
class Block:
    """A section's heading, and what is said at its end: what is not shown here, what a sign means."""

    title: str
    subtitle: str
    rest: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole mail in the order it is read; what the report lacks is empty."""

    alerts: tuple[str, ...]
    who: str
    title: str
    facts: tuple[tuple[str, str], ...]
    preview: str
    highlights: tuple[str, ...]
    key: Block | None
    figures: tuple[Figure, ...]
    trend: Block | None
    course: tuple[str, ...]  # the chart's numbers in words
    ranking: Block | None
    media: tuple[Item, ...]
    files: tuple[str, ...]
    notes: tuple[str, ...]
    why: str
    footer: str


def summarise(report: Report, *, attached: Sequence[str], stored: Sequence[str], why: str) -> Summary:
    """Return what the mail says; arguments as for `mail.render_mail`."""
    rest = _Rest("in the attachment" if attached else "in the report", report.locale)
    highlights = tuple(cut(flat(one), _SENTENCE) for one in report.highlights[:_MOST_HIGHLIGHTS])
    key, ranking, trend = _first("kpis", report), _first("top", report), trend_of(report)
    figures = tuple(_figures(key, report)) if key else ()
    shown = figures[:_MOST_FIGURES]
    return Summary(
        alerts=rest.after([_alert(one) for one in report.alerts], _MOST_ALERTS),
        who=cut(flat(report.client or report.account), _NAME) or "Instagram insights",
        title=cut(flat(report.title), _NAME),
        facts=tuple(_facts(report)),
        preview=next(iter(highlights), " · ".join(map(_short, shown[:3]))),
        highlights=highlights,
        key=_block(key, rest.of(len(figures) - len(shown))) if key else None,
        figures=shown,
        trend=_block(trend, _HOLLOW if charts.hollow(trend, report) else "") if trend else None,
        course=_course(trend, report) if trend else (),
        ranking=_block(ranking, rest.of(len(ranking.rows) - _MOST_MEDIA)) if ranking else None,
        media=tuple(_media(ranking, report)) if ranking else (),
        files=tuple(_files(attached, stored)),
        notes=rest.after([*_notes(report)], _MOST_NOTES),
        why=flat(why),
        footer=cut(flat(report.theme.footer), _SENTENCE),
    )


def trend_of(report: Report) -> Section | None:
    """Return the section that the mail's chart draws: the first trend with anything to draw."""
    return next((one for one in report.sections if one.kind == "trend" and panels(one, report)), None)


def _first(kind: str, report: Report) -> Section | None:
    return next((one for one in report.sections if one.kind == kind and one.rows), None)


class _Rest:
    """Says where the rest of a list that was cut is to be found."""

    def __init__(self, where: str, locale: str) -> None:
        self._where, self._locale = where, locale

    def of(self, count: int) -> str:
        return f"and {formats.text(count, Format.NUMBER, self._locale)} more {self._where}" if count > 0 else ""

    def after(self, found: Sequence[str], most: int) -> tuple[str, ...]:
        return (*found[:most], *filter(None, [self.of(len(found) - most)]))


def _alert(alert: Alert) -> str:
    account = f" ({cut(flat(alert.account), _NAME)})" if alert.account else ""
    return f"Alert: {cut(flat(alert.message or alert.name), _SENTENCE)}{account}"


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Period", flat(report.period.words or report.period.name)
    if report.compare:
        yield "Compared with", flat(comparisons.compared_words(report))
    if basis := comparisons.basis_words(report):
        yield "Counted", flat(basis)
    yield "As of", f"{formats.text(report.as_of, Format.DATETIME, report.locale)} ({flat(report.timezone)})"


def _block(section: Section, rest: str) -> Block:
    return Block(
        cut(flat(section.title), _NAME) or _HEADINGS[section.kind], cut(flat(section.subtitle), _SENTENCE), rest
    )


def _figures(section: Section, report: Report) -> Iterator[Figure]:
    for place in comparisons.own(section.columns):
        yield _figure(section, section.rows[0], place, report=report)


def _figure(section: Section, row: Row, place: int, *, report: Report) -> Figure:
    cell, column = row.cells[place], section.columns[place]
    told = Changes(section, report).told(row.cells, place)
    plain = told is not None and not told.weak and (told.by or cell.value is None)
    value = html_cells.words(cell, column, report.locale, compact=True)
    return Figure(
        label=cut(flat(column.label), _NAME),
        value=cut(flat(value), _NAME) + (_PROVISIONAL if cell.provisional and cell.value is not None else ""),
        way=told.way if told and not told.weak else "",
        by=f"{told.arrow} {told.by} {told.way}" if told and told.by else "",
        remark=_remark(cell, report.locale),
        # Nobody points at a mail: what the page has in a tooltip must be read here where the change alone misleads.
        then="" if told is None else flat(told.then if plain else told.title),
    )


def _short(figure: Figure) -> str:
    return f"{figure.label} {figure.value} {figure.by}".rstrip()


def _remark(cell: Cell, locale: str) -> str:
    if cell.value is None:
        return reason_words(cell.missing)
    few = "too few media to conclude anything" if cell.weak else ""
    return "; ".join(filter(None, (stands_on(cell, locale), few)))


def _course(section: Section, report: Report) -> tuple[str, ...]:
    """Return the chart's numbers, a line a series; of a long course only its highest and lowest."""
    short = (panel for panel in panels(section, report) if len(panel.places) <= _MOST_PLACES)
    lines = [_points(panel, series) for panel in short for series in panel.series]
    said = cut(flat(section.chart.alt), _SENTENCE) if section.chart else ""
    return tuple(filter(None, (said, *lines[:_MOST_SERIES])))


def _points(panel: Panel, series: Series) -> str:
    pairs = zip(panel.places, series.points, strict=True)
    said = "; ".join(_joined(f"{place.words} {_number(point)}") for place, point in pairs)
    return f"{cut(series.name, _NAME)}: {said}"


def _number(point: Point) -> str:
    if point.value is None:
        return f"{formats.MISSING} ({point.words})"
    return point.words + (_PROVISIONAL if point.provisional else "")


def _joined(words: str) -> str:
    """Return words between which no line may end: a day and its number."""
    return words.replace(" ", "\xa0")


def _media(section: Section, report: Report) -> Iterator[Item]:
    names = [column.name for column in section.columns]
    ranked = names.index(section.rank) if section.rank in names else None
    for place, row in enumerate(section.rows[:_MOST_MEDIA], 1):
        cells = dict(zip(names, zip(row.cells, section.columns, strict=True), strict=True))
        yield Item(
            place=formats.text(place, Format.NUMBER, report.locale),
            caption=cut(flat(str(_known(cells, "caption") or "")), _CAPTION) or "no caption",
            facts=" · ".join(_item_facts(cells, report)) + (_PROVISIONAL if row.provisional else ""),
            figure=None if ranked is None else _figure(section, row, ranked, report=report),
            link=html_cells.address(str(_known(cells, "permalink") or "")),
        )


def _item_facts(cells: dict[str, tuple[Cell, Column]], report: Report) -> Iterator[str]:
    shown = ("product_type", "published", *(["account"] if len(report.accounts) > 1 else []))
    for name in shown:
        if _known(cells, name) is not None:
            cell, column = cells[name]
            yield cut(flat(html_cells.words(cell, column, report.locale, compact=True)), _NAME)


def _known(cells: dict[str, tuple[Cell, Column]], name: str) -> object:
    return cells[name][0].value if name in cells else None


def _files(attached: Sequence[str], stored: Sequence[str]) -> Iterator[str]:
    for said, names in (("Attached", attached), ("Too large to attach; kept at", stored)):
        if names:
            yield f"{said}: {', '.join(map(flat, names))}"


def _notes(report: Report) -> Iterator[str]:
    """Yield what makes the numbers less than whole; what holds for all of them comes first."""
    missing: Counter[str] = Counter()
    for gap in gaps(report):
        missing[gap.reason] += gap.count
    if missing:
        counts = (f"{formats.text(count, Format.NUMBER, report.locale)} ({why})" for why, count in missing.items())
        yield f"Missing values: {', '.join(counts)}. They are left out of sums and never counted as zero."
    for note in report.notes:
        if note.kind is NoteKind.PROVISIONAL:
            yield f"{_PROVISIONAL} {_noted(note)}"
    for section in report.sections:
        if section.error:
            yield f"“{cut(flat(section.title), _NAME)}” could not be made: {cut(flat(section.error), _SENTENCE)}"
    # What a metric lacks is in the sum above; what an account or the whole report lacks is not.
    yield from (
        _noted(note)
        for note in report.notes
        if note.kind is NoteKind.MISSING and (not note.subject or note.subject in report.accounts)
    )


def _noted(note: Note) -> str:
    subject = f"{cut(flat(note.subject), _NAME)}: " if note.subject else ""
    return subject + cut(flat(note.text), _SENTENCE)
