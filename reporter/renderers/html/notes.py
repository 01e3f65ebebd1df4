"""The data notes of the page: notes by group, missing values by metric and reason, and definitions of the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import Absence, Note, NoteKind, Report, Role, Row, Section
from reporter.renderers import formats
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.cells import fill_html

_MOST_LISTED, _MOST_NAMED = 200, 4
# Headings of the groups of data notes. The definitions of metrics follow at the end of the page.
_GROUPS = {
    NoteKind.AS_OF: mark_translatable("As of"),
    NoteKind.RESTATED: mark_translatable("Changes to earlier figures"),
    NoteKind.MISSING: mark_translatable("Missing data"),
    NoteKind.PROVISIONAL: mark_translatable("Provisional"),
    NoteKind.STORIES: mark_translatable("Stories"),
    NoteKind.FILTER: mark_translatable("What is counted"),
    NoteKind.DATA: mark_translatable("About the data"),
}
# The serious reasons first: values that should have been collected and were not.
_SERIOUS = ("failed", "gone", "not_collected", "expired_story", "not_available")
# A value that never exists is not a gap: one note per metric says so, and JSON and the workbook list it.
_NEVER = "not_supported"

_STALE = mark_translatable(
    "A dagger (†) marks values that could not be updated at the last reading. "
    "The report shows the last values collected."
)
_LOWERED = mark_translatable("A double dagger (‡) marks values that Meta has lowered since an earlier reading.")

Facts = dict[tuple[str, str], tuple[str, str]]  # (account, media id) -> caption and address


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of one metric that are missing for one reason; `media` names at most two hundred of the `count`.

    `accounts` names whose they are, "" where the report has one account.
    """

    metric: str
    accounts: str
    reason: str
    count: int
    media: tuple[Markup, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Data notes under one heading."""

    title: str
    notes: tuple[Note, ...]


def gaps(report: Report) -> tuple[Gap, ...]:
    """Return the missing values that could have existed, by metric and reason, the serious reasons first."""
    groups: dict[tuple[str, str], list[Absence]] = {}
    for absence in report.absences:
        if absence.reason != _NEVER:
            groups.setdefault((absence.reason, absence.metric), []).append(absence)
    facts = _facts(report, [absence for absences in groups.values() for absence in absences[:_MOST_LISTED]])
    ordered = sorted(groups, key=lambda group: (_seriousness(group[0]), group[1]))
    return tuple(
        _gap(groups[group], facts, several=len(report.accounts) > 1, translator=Translator(report.locale))
        for group in ordered
    )


def _gap(absences: list[Absence], facts: Facts, *, several: bool, translator: Translator) -> Gap:
    """Return the values of one metric missing for one reason; `several`: the report has more than one account."""
    first = absences[0]
    details = dict.fromkeys(absence.detail for absence in absences if absence.detail)
    return Gap(
        metric=first.label or first.metric,
        accounts=_short_list([absence.account for absence in absences], translator=translator) if several else "",
        reason=reason_words(first.reason, translator=translator),
        count=len(absences),
        media=tuple(
            _item(absence, facts, translator=translator) for absence in absences[:_MOST_LISTED] if absence.media_id
        ),
        details=tuple(details)[:3],
    )


def note_groups(report: Report) -> tuple[NoteGroup, ...]:
    """Return the data notes by kind, in the order of kinds, without the definitions of metrics.

    A note that applies to several accounts or metrics appears once and names them.
    """
    subjects: dict[tuple[NoteKind, str], list[str]] = {}
    for note in report.notes:
        subjects.setdefault((note.kind, note.text), []).append(note.subject)
    translator = Translator(report.locale)
    notes = [Note(kind, text, _short_list(names, translator=translator)) for (kind, text), names in subjects.items()]
    notes_by_kind = ((kind, tuple(note for note in notes if note.kind is kind)) for kind in _GROUPS)
    return tuple(
        NoteGroup(Translator(report.locale).say(_GROUPS[kind]), group) for kind, group in notes_by_kind if group
    )


def mark_explanations(report: Report) -> tuple[str, ...]:
    """Return the meanings of the signs after numbers, of those that the report shows."""
    translator = Translator(report.locale)
    every_mark = [cell.marks for section in report.sections for row in _rows(section) for cell in row.cells]
    return (
        *([translator.say(_STALE)] if any(marks.stale for marks in every_mark) else []),
        *([translator.say(_LOWERED)] if any(marks.lowered for marks in every_mark) else []),
    )


def _rows(section: Section) -> tuple[Row, ...]:
    return (*section.rows, section.totals) if section.totals else section.rows


def definitions(report: Report) -> dict[str, str]:
    """Return the definition of each number by its label: the report's notes take precedence over the columns' help."""
    notes_by_label = {note.subject: note.text for note in report.notes if note.kind is NoteKind.METRIC and note.subject}
    columns = [column for section in report.sections for column in section.columns if column.role is Role.VALUE]
    return {**{column.label: column.help for column in columns if column.help}, **notes_by_label}


def _short_list(names: Iterable[str], *, translator: Translator) -> str:
    """Return names as a list, shortened if it is long: acme, beta, gamma and 37 more."""
    all_names = [name for name in dict.fromkeys(names) if name]
    if len(all_names) <= _MOST_NAMED:
        return ", ".join(all_names)
    first_names, rest = all_names[: _MOST_NAMED - 1], len(all_names) - _MOST_NAMED + 1
    return f"{', '.join(first_names)} {translator.say('and {count} more', count=translator.number(rest))}"


def _facts(report: Report, absences: Iterable[Absence]) -> Facts:
    """Return the caption and address of the media items that are listed."""
    items = {(absence.account, absence.media_id) for absence in absences}
    places = {column.name: place for place, column in enumerate(report.media.columns)}
    names = ("account", "media_id", "caption", "permalink")
    if not items or not places.keys() >= set(names):
        return {}
    facts: Facts = {}
    for row in report.media.rows:
        account, media_id, caption, link = (str(row.cells[places[name]].value or "") for name in names)
        if (account, media_id) in items:
            facts[account, media_id] = caption, link
    return facts


def _item(absence: Absence, facts: Facts, *, translator: Translator) -> Markup:
    caption, url = facts.get((absence.account, absence.media_id), ("", ""))
    short = formats.cut(formats.flat(caption), 60)
    link = html_cells.address(url)
    name = fill_html("<bdi>{}</bdi>", short or translator.say("post {id}", id=formats.flat(absence.media_id)))
    return fill_html('<a href="{}" rel="noopener noreferrer">{}</a>', link, name) if link else name


def _seriousness(reason: str) -> int:
    return _SERIOUS.index(reason) if reason in _SERIOUS else len(_SERIOUS)
