"""What the page shows beside tables: cards of media items, what is missing, notes in groups, meanings, colours."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from reporter.language import later
from reporter.language import say
from reporter.renderers import colours
from reporter.renderers import formats
from reporter.renderers import html_cells
from reporter.renderers.html_changes import Changes
from reporter.renderers.html_tables import caption
from reporter.renderers.html_tables import kind
from reporter.renderers.reasons import reason_words
from reporter.report import Absence
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Note
from reporter.report import NoteKind
from reporter.report import Report
from reporter.report import Role
from reporter.report import Row
from reporter.report import Section
from reporter.report import Theme

_MOST_LISTED = 200
_MOST_FIGURES = 3
_FONT = re.compile(r"[A-Za-z0-9 ,'-]{1,200}")
# Groups of data notes as they are headed; what each metric means has its own place at the end.
_GROUPS = {
    NoteKind.AS_OF: later("As of"),
    NoteKind.MISSING: later("What is missing"),
    NoteKind.PROVISIONAL: later("Still moving"),
    NoteKind.STORIES: later("Stories"),
    NoteKind.FILTER: later("What is counted"),
    NoteKind.DATA: later("About the data"),
}
# The serious reasons first: what should have been had and was not. Last, what never exists.
_SERIOUS = ("failed", "gone", "not_collected", "expired_story", "not_available")


@dataclass(frozen=True, slots=True)
class Figure:
    """A labelled value; `html` is the cell as it is shown, `change` how it compares, "" where it does not."""

    label: str
    html: Markup
    change: Markup


@dataclass(frozen=True, slots=True)
class Card:
    """One media item of a ranking. `picture` is a data URI or ""; `link` leads to Instagram or is "".

    `film` says whether it is a video.
    """

    place: int
    picture: str
    kind: Markup
    film: bool
    published: Markup
    account: Markup
    caption: Markup
    link: str
    main: Figure | None
    figures: tuple[Figure, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Measures of one account and metric that are missing for one reason. `media` names at most two hundred of them."""

    account: str
    metric: str
    reason: str
    count: int
    media: tuple[Markup, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Data notes under one heading."""

    title: str
    notes: tuple[Note, ...]


def cards(section: Section, report: Report) -> tuple[Card, ...]:
    """Return the media items of a ranking as cards; facts that the section lacks stay away."""
    changes = Changes(section, report)
    return tuple(
        _card(section, row, place, locale=report.locale, changes=changes) for place, row in enumerate(section.rows, 1)
    )


def gaps(report: Report) -> tuple[Gap, ...]:
    """Return what is missing, counted by account, metric and reason, the serious reasons first."""
    counts = Counter((one.account, one.metric, one.reason) for one in report.absences)
    labels, items = _labels(report), _items(report)
    order = sorted(counts, key=lambda key: (_seriousness(key[2]), key[0], key[1]))
    own: dict[tuple[str, str, str], list[Absence]] = {key: [] for key in order}
    for one in report.absences:
        own[one.account, one.metric, one.reason].append(one)
    return tuple(
        Gap(
            account=account,
            metric=labels.get(metric, metric),
            reason=reason_words(reason),
            count=counts[account, metric, reason],
            media=tuple(_item(one, items) for one in own[account, metric, reason][:_MOST_LISTED] if one.media_id),
            details=tuple(dict.fromkeys(one.detail for one in own[account, metric, reason] if one.detail))[:3],
        )
        for account, metric, reason in order
    )


def note_groups(report: Report) -> tuple[NoteGroup, ...]:
    """Return the data notes by kind, in the order of kinds; what metrics mean is not among them."""
    grouped = ((kind_, tuple(note for note in report.notes if note.kind is kind_)) for kind_ in _GROUPS)
    return tuple(NoteGroup(say(_GROUPS[kind_]), notes) for kind_, notes in grouped if notes)


def definitions(report: Report) -> dict[str, str]:
    """Return how each number is made, by its label: the report's own notes, then the columns' help."""
    noted = {note.subject: note.text for note in report.notes if note.kind is NoteKind.METRIC and note.subject}
    columns = [column for section in report.sections for column in section.columns if column.role is Role.VALUE]
    return {**{column.label: column.help for column in columns if column.help}, **noted}


def look(theme: Theme) -> Markup:
    """Return the theme as style rules: custom properties for light and dark, and its fonts. Safe inside <style>."""
    light, dark = colours.variables(theme.brand)
    named = fonts(theme)
    rules = f":root{{{_properties(light)}}}body{{{f'font-family:{named};' if named else ''}}}"
    # S704: colours are made of hexadecimal digits, the font of what the pattern allows.
    return Markup(f"{rules}@media screen and (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}")  # noqa: S704


def fonts(theme: Theme) -> Markup:
    """Return the theme's own fonts as a list for a style rule, "" where it has none. Safe inside <style>."""
    # S704: made of what the pattern allows.
    return Markup(f"{theme.font},system-ui,sans-serif" if _FONT.fullmatch(theme.font) else "")  # noqa: S704


def _card(section: Section, row: Row, place: int, *, locale: str, changes: Changes) -> Card:
    cells = {column.name: (cell, column) for column, cell in zip(section.columns, row.cells, strict=True)}

    def shown(name: str) -> Markup:
        cell, column = cells.get(name, (Cell(), Column(name, name, section.columns[0].format)))
        if name == "product_type":
            return kind(cell, column, locale)
        return html_cells.show(cell, column, locale, compact=name == "published")

    figures = {
        column.name: Figure(column.label, html_cells.show(row.cells[at], column, locale), changes.small(row.cells, at))
        for at, column in enumerate(section.columns)
        if column.role is Role.VALUE and (html_cells.is_number(column) or column.name == section.rank)
        if row.cells[at] != Cell()  # a fact that others have and this one has not
    }
    main = figures.pop(section.rank, None)
    return Card(
        place=place,
        picture=html_cells.picture(row.thumbnail),
        kind=shown("product_type"),
        film=_text(cells, "media_type") == "VIDEO",
        published=shown("published"),
        account=shown("account"),
        caption=caption(_text(cells, "caption")),
        link=html_cells.address(_text(cells, "permalink")),
        main=main,
        figures=tuple(figures.values())[:_MOST_FIGURES],
        provisional=row.provisional,
    )


def _text(cells: dict[str, tuple[Cell, Column]], name: str) -> str:
    return str(cells[name][0].value or "") if name in cells else ""


def _labels(report: Report) -> dict[str, str]:
    sections = (report.media, *report.sections)
    return {column.name: column.label for section in reversed(sections) for column in section.columns}


def _items(report: Report) -> dict[tuple[str, str], dict[str, str]]:
    """Return the facts of every listed media item by account and id."""
    names = [column.name for column in report.media.columns]
    rows = (dict(zip(names, row.cells, strict=True)) for row in report.media.rows)
    facts = ({name: str(cell.value or "") for name, cell in row.items()} for row in rows)
    return {(one.get("account", ""), one.get("media_id", "")): one for one in facts}


def _item(absence: Absence, items: dict[tuple[str, str], dict[str, str]]) -> Markup:
    known = items.get((absence.account, absence.media_id), {})
    short = formats.cut(formats.flat(known.get("caption", "")), 60)
    link = html_cells.address(known.get("permalink", ""))
    named = Markup("<bdi>{}</bdi>").format(short or say("media item {id}", id=formats.flat(absence.media_id)))
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, named) if link else named


def _seriousness(reason: str) -> int:
    if reason in _SERIOUS:
        return _SERIOUS.index(reason)
    return len(_SERIOUS) + (reason == "not_supported")


def _properties(named: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in named.items())
