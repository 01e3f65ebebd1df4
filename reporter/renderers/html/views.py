"""What the page shows beside tables and notes: cards of media items, and the theme as style rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from reporter.core import colours
from reporter.core.i18n import say
from reporter.core.reasons import reason_words
from reporter.core.report import Cell, Column, Report, Role, Row, Section, Theme
from reporter.renderers import comparisons
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.changes import Changes, KeyFigure
from reporter.renderers.html.tables import caption, kind

_MOST_FIGURES = 3
_FONT = re.compile(r"[A-Za-z0-9 ,'-]{1,200}")


@dataclass(frozen=True, slots=True)
class CardFigure:
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
    main: CardFigure | None
    figures: tuple[CardFigure, ...]
    provisional: bool


def cards(section: Section, report: Report) -> tuple[Card, ...]:
    """Return the media items of a ranking as cards; facts that the section lacks stay away."""
    changes = Changes(section, report)
    return tuple(
        _card(section, row, place, locale=report.locale, changes=changes) for place, row in enumerate(section.rows, 1)
    )


def no_change(figure: KeyFigure, section: Section) -> str:
    """Return why a key figure that is known is given no change, in words; "" where it is given one."""
    at = comparisons.beside(section.columns).get(section.columns.index(figure.column))
    if at is None or figure.cell.value is None:
        return ""
    cells, place = section.rows[0].cells, at.change if at.points is None else at.points
    change = comparisons.cell_at(cells, place)
    if change is None or change.value is not None or not change.missing:
        return ""
    return say("no percentage: {reason}", reason=reason_words(change.missing))


def theme_style(theme: Theme) -> Markup:
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
        return html_cells.show_cell(cell, column, locale, compact=name == "published")

    figures = {
        column.name: CardFigure(
            column.label,
            html_cells.show_cell(row.cells[at], column, locale, compact=True),
            changes.small(row.cells, at),
        )
        for at, column in enumerate(section.columns)
        if column.role is Role.VALUE and (html_cells.is_number(column) or column.name == section.rank)
        if row.cells[at].missing != "stories_only"
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


def _properties(named: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in named.items())
