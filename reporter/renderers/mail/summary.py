"""The content of a report's email as short plain text; the template and the plain-text version only lay it out.

Nothing here is HTML. Every word is on one line and has no signs that turn the writing direction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import Alert, Cell, Column, Format, Note, NoteKind, Report, Row, Section
from reporter.renderers import comparisons, formats
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.data import Panel, Point, Series, panels
from reporter.renderers.counts import partial_basis
from reporter.renderers.formats import cut, flat
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.changes import Changes, ComparisonText
from reporter.renderers.html.notes import gaps

_MOST_ALERTS, _MOST_HIGHLIGHTS, _MOST_MEDIA, _MOST_NOTES = 5, 3, 3, 5
_SQUARE, _MOST_FIGURES = 4, 6  # two in a row, so that none is alone in its row
_CAPTION = 120  # signs
_SIGNS = "+-\u2212\u200e\u200f"  # of numbers, as locales write them
_HEADINGS = {
    "kpis": mark_translatable("Key figures"),
    "trend": mark_translatable("Trend"),
    "top": mark_translatable("Top posts"),
}
# Most characters of a name, and of a sentence whose length is unknown.
MOST_NAME, MOST_SENTENCE = 100, 400
PROVISIONAL = "*"
_MOST_PLACES, _MOST_SERIES = 31, 3


@dataclass(frozen=True, slots=True)
class MailFigure:
    """A number with its label, its change, why it is missing or what it is based on, and the earlier number.

    `way` is "up", "down", "unchanged" or "", a style. `by` is "▲ 12% up" and `then` "9–15 Nov: 41,210", "" where not
    compared.
    """

    label: str
    value: str
    way: str = ""
    by: str = ""
    remark: str = ""
    then: str = ""
    more: tuple[str, ...] = ()  # what must be read next to the change, and of the number itself

    @property
    def beside(self) -> tuple[str, ...]:
        """What follows the number, in the order it is read."""
        return tuple(filter(None, (self.by, self.remark, self.then, *self.more)))


@dataclass(frozen=True, slots=True)
class Item:
    """One media item of the ranking; `link` leads to Instagram or is ""."""

    place: str
    caption: str
    facts: str
    figure: MailFigure | None
    link: str


@dataclass(frozen=True, slots=True)
class Block:
    """A section's heading, and the sentence at its end about what is omitted or what a sign means."""

    title: str
    subtitle: str
    rest: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole email in reading order; parts that the report does not have are empty."""

    alerts: tuple[str, ...]
    who: str
    title: str
    facts: tuple[tuple[str, str], ...]
    preview: str
    highlights: tuple[str, ...]
    key: Block | None
    figures: tuple[MailFigure, ...]
    trend: Block | None
    course: tuple[str, ...]  # the chart's numbers in words
    ranking: Block | None
    media: tuple[Item, ...]
    texts: tuple[Section, ...]  # of a report without figures: the reasons, in Markdown
    files: tuple[str, ...]
    notes: tuple[str, ...]
    why: str
    footer: str


def summarise(report: Report, *, attached: Sequence[str], stored: Sequence[str]) -> Summary:
    """Return the content of the email; arguments as for `mail.body.render_mail`."""
    translator = Translator(report.locale)
    remainder = _Remainder(attached=bool(attached), translator=translator)
    highlights = tuple(cut(flat(highlight), MOST_SENTENCE) for highlight in report.highlights[:_MOST_HIGHLIGHTS])
    key, ranking, trend = _first_section("kpis", report), _first_section("top", report), trend_of(report)
    all_figures = _figures(key, report)
    figures = all_figures[: _MOST_FIGURES if len(all_figures) >= _MOST_FIGURES else _SQUARE]
    ranked_media = ranking.rows if ranking else ()
    return Summary(
        alerts=remainder.limit([_alert(alert, translator=translator) for alert in report.alerts], _MOST_ALERTS),
        who=cut(flat(report.client or report.account), MOST_NAME) or translator.say("Instagram insights"),
        title=cut(flat(report.title), MOST_NAME),
        facts=tuple(_facts(report)),
        preview=next(iter(highlights), " · ".join(map(_preview_text, figures[:3]))),
        highlights=highlights,
        key=_block(key, remainder.note(len(all_figures) - len(figures)), translator=translator),
        figures=figures,
        trend=_block(trend, _hollow_words(trend, report), translator=translator),
        course=_chart_numbers(trend, report),
        ranking=_block(ranking, remainder.note(len(ranked_media) - _MOST_MEDIA), translator=translator),
        media=tuple(_media(ranking, report)),
        texts=report.sections if comparisons.is_bare(report) else (),
        files=tuple(_files(attached, stored, translator=translator)),
        notes=remainder.limit([*_notes(report)], _MOST_NOTES),
        why=flat(
            translator.say("You receive this email because you are a recipient of “{title}”.", title=report.title)
        ),
        footer=cut(flat(report.theme.footer), MOST_SENTENCE),
    )


def trend_of(report: Report) -> Section | None:
    """Return the section that the mail's chart draws: the first trend with anything to draw."""
    return next((section for section in report.sections if section.kind == "trend" and panels(section, report)), None)


def _hollow_words(trend: Section | None, report: Report) -> str:
    """Return the meaning of hollow markers, "" if the chart has none."""
    if trend is None or not charts.hollow(trend, report):
        return ""
    return Translator(report.locale).say(
        "Hollow markers show provisional figures, which include values collected less than 48 hours after publication."
    )


def _chart_numbers(trend: Section | None, report: Report) -> tuple[str, ...]:
    """Return the chart's numbers, a line a series; of a long course only its highest and lowest."""
    if trend is None or trend.chart is None:
        return ()
    short = (panel for panel in panels(trend, report) if len(panel.places) <= _MOST_PLACES)
    lines = [_series_text(panel, series) for panel in short for series in panel.series]
    alt = cut(flat(trend.chart.alt), MOST_SENTENCE)
    return tuple(filter(None, (alt, *lines[:_MOST_SERIES])))


class _Remainder:
    """Says where the rest of a list that was cut is to be found."""

    def __init__(self, *, attached: bool, translator: Translator) -> None:
        self._attached = attached
        self._translator = translator

    def note(self, count: int) -> str:
        if count <= 0:
            return ""
        words = self._translator.number(count)
        if self._attached:
            return self._translator.say("and {count} more in the attachment", count=words)
        return self._translator.say("and {count} more in the report", count=words)

    def limit(self, items: Sequence[str], most: int) -> tuple[str, ...]:
        return (*items[:most], *filter(None, [self.note(len(items) - most)]))


def _first_section(kind: str, report: Report) -> Section | None:
    return next((section for section in report.sections if section.kind == kind and section.rows), None)


def _alert(alert: Alert, *, translator: Translator) -> str:
    account = f" ({cut(flat(alert.account), MOST_NAME)})" if alert.account else ""
    return translator.say("Alert: {message}", message=cut(flat(alert.message or alert.name), MOST_SENTENCE)) + account


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    translator = Translator(report.locale)
    yield translator.say("Period"), flat(report.period.words or report.period.name)
    if report.compare:
        yield translator.say("Compared with"), flat(comparisons.compared_words(report))
    if basis := comparisons.basis_words(report):
        yield translator.say("Basis"), flat(basis)
    when = formats.text(report.as_of, Format.DATETIME, report.locale)
    yield translator.say("As of"), f"{when} ({flat(report.timezone)})"


def _block(section: Section | None, rest: str, *, translator: Translator) -> Block | None:
    if section is None:
        return None
    return Block(
        cut(flat(section.title), MOST_NAME) or translator.say(_HEADINGS[section.kind]),
        cut(flat(section.subtitle), MOST_SENTENCE),
        rest,
    )


def _figures(key: Section | None, report: Report) -> tuple[MailFigure, ...]:
    if key is None:
        return ()
    places = comparisons.figure_places(key.columns)
    return tuple(_figure(key, key.rows[0], place, report=report) for place in places)


def _figure(section: Section, row: Row, place: int, *, report: Report) -> MailFigure:
    cell, column = row.cells[place], section.columns[place]
    value = formats.words(cell, column, report.locale, compact=True)
    figure = MailFigure(
        label=cut(flat(column.label), MOST_NAME),
        value=cut(flat(value), MOST_NAME) + (PROVISIONAL if cell.provisional and cell.value is not None else ""),
        remark=_remark(cell, translator=Translator(report.locale)),
        more=_sentences(cell.marks.remarks),
    )
    comparison = Changes(section, report).comparison(row.cells, place)
    if comparison is None:
        return figure
    plain = not comparison.weak and (comparison.by or cell.value is None)
    return replace(
        figure,
        way="" if comparison.weak else comparison.way,
        by=_change_text(comparison) if comparison.by else "",
        # A mail has no tooltips: where the change alone misleads, their text stands beside the number.
        then=flat(comparison.then if plain else comparison.title),
        more=(*_sentences(comparison.remarks), *figure.more),
    )


def _sentences(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(cut(flat(text), MOST_SENTENCE) for text in texts)


def _change_text(comparison: ComparisonText) -> str:
    """Return arrow, number and word. The word replaces the sign: in an email no arrow is hidden from screen readers."""
    size = "" if comparison.way == "unchanged" else comparison.by.lstrip(_SIGNS)
    return " ".join(filter(None, (comparison.arrow, size, comparison.word)))


def _preview_text(figure: MailFigure) -> str:
    return f"{figure.label} {figure.value} {figure.by}".rstrip()


def _remark(cell: Cell, *, translator: Translator) -> str:
    if cell.value is None:
        return reason_words(cell.missing, translator=translator)
    caution = translator.say("too few posts to draw conclusions") if cell.weak else ""
    return "; ".join(filter(None, (partial_basis(cell, translator=translator), caution)))


def _media(ranking: Section | None, report: Report) -> Iterator[Item]:
    if ranking is None:
        return
    names = [column.name for column in ranking.columns]
    rank_place = names.index(ranking.rank) if ranking.rank in names else None
    for place, row in enumerate(ranking.rows[:_MOST_MEDIA], 1):
        cells = dict(zip(names, zip(row.cells, ranking.columns, strict=True), strict=True))
        yield Item(
            place=formats.text(place, Format.NUMBER, report.locale),
            caption=cut(flat(str(_value(cells, "caption") or "")), _CAPTION)
            or Translator(report.locale).say("no caption"),
            facts=" · ".join(_item_facts(cells, report)) + (PROVISIONAL if row.provisional else ""),
            figure=None if rank_place is None else _figure(ranking, row, rank_place, report=report),
            link=html_cells.address(str(_value(cells, "permalink") or "")),
        )


def _item_facts(cells: dict[str, tuple[Cell, Column]], report: Report) -> Iterator[str]:
    names = ("product_type", "published", *(["account"] if len(report.accounts) > 1 else []))
    for name in names:
        if _value(cells, name) is not None:
            cell, column = cells[name]
            yield cut(flat(formats.words(cell, column, report.locale, compact=True)), MOST_NAME)


def _value(cells: dict[str, tuple[Cell, Column]], name: str) -> object:
    return cells[name][0].value if name in cells else None


def _files(attached: Sequence[str], stored: Sequence[str], *, translator: Translator) -> Iterator[str]:
    if attached:
        yield translator.say("Attached: {files}", files=", ".join(map(flat, attached)))
    if stored:
        yield translator.say("Files too large to attach, stored at: {files}", files=", ".join(map(flat, stored)))


def _notes(report: Report) -> Iterator[str]:
    """Yield the notes that limit the numbers: changes to earlier reports first, then what concerns all numbers."""
    notes = {kind: [note for note in report.notes if note.kind is kind] for kind in NoteKind}
    yield from map(_note_words, notes[NoteKind.RESTATED])
    yield from _missing_values(report)
    for note in notes[NoteKind.PROVISIONAL]:
        yield f"{PROVISIONAL} {_note_words(note)}"
    yield from _section_errors(report)
    # The counts above include what a metric lacks, but not what an account or the whole report lacks.
    for note in notes[NoteKind.MISSING]:
        if not note.subject or note.subject in report.accounts:
            yield _note_words(note)


def _missing_values(report: Report) -> Iterator[str]:
    """Yield one sentence that counts the missing values by reason, none if the report has none."""
    translator = Translator(report.locale)
    counts: Counter[str] = Counter()
    for gap in gaps(report):
        counts[gap.reason] += gap.count
    if counts:
        words = ", ".join(f"{translator.number(count)} ({reason})" for reason, count in counts.items())
        yield translator.say(
            "Missing values: {counts}. They are excluded from sums and never counted as zero.", counts=words
        )


def _section_errors(report: Report) -> Iterator[str]:
    for section in report.sections:
        if section.error:
            title, error = cut(flat(section.title), MOST_NAME), cut(flat(section.error), MOST_SENTENCE)
            yield Translator(report.locale).say(
                "“{section}” could not be created: {reason}", section=title, reason=error
            )


def _note_words(note: Note) -> str:
    subject = f"{cut(flat(note.subject), MOST_NAME)}: " if note.subject else ""
    return subject + cut(flat(note.text), MOST_SENTENCE)


def _series_text(panel: Panel, series: Series) -> str:
    pairs = zip(panel.places, series.points, strict=True)
    numbers = "; ".join(_unbreakable(f"{place.words} {_point_text(point)}") for place, point in pairs)
    return f"{cut(series.name, MOST_NAME)}: {numbers}"


def _point_text(point: Point) -> str:
    if point.value is None:
        return f"{formats.MISSING} ({point.words})"
    return point.words + (PROVISIONAL if point.provisional else "")


def _unbreakable(words: str) -> str:
    """Return words between which no line may end: a day and its number."""
    return words.replace(" ", "\xa0")
