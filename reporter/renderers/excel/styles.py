"""The styles of cells. One cell object for each style is reused for every cell, which makes writing fast.

A cell is only safe to use in a generator given to `sheet.append`: each cell is on disk before the next is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from reporter.core.contrast import PAPER, TEXT_CONTRAST, brand_of, ink_on, mix, readable
from reporter.core.i18n import Translator
from reporter.core.report import Format, Report, Theme
from reporter.renderers.excel.cell_values import Stored
from reporter.renderers.excel.number_formats import TIMES, Digits, digits_of, number_format

LEFT = frozenset({Format.TEXT, Format.ID, Format.LINK})
GREY, RULE, INK, LINK = "6B7280", "9CA3AF", "1F2937", "0B57D0"
_RISKY = frozenset("=+-@\t\r\n")
_GENERIC_FONTS = frozenset({"system-ui", "sans-serif", "serif", "monospace", "ui-sans-serif", "-apple-system"})


class CellRole(StrEnum):
    """What a cell is for."""

    BODY = "body"
    TOTAL = "total"
    HEAD = "head"
    TITLE = "title"
    HEADING = "heading"
    STRONG = "strong"
    WARNING = "warning"


class CellStyle(NamedTuple):
    """All that decides a cell's style."""

    format: Format = Format.TEXT
    role: CellRole = CellRole.BODY
    muted: bool = False  # missing, weak or secondary: grey
    provisional: bool = False  # italic
    linked: bool = False
    aside: bool = False  # text that follows figures keeps a distance from them
    lines: bool = False  # several lines, of which a row shows the first
    quoted: bool = False  # text that would be a formula if it were typed
    digits: Digits | None = None  # of a number that is shown otherwise than most of its kind


class StyledCell(Cell):  # type: ignore[misc]  # openpyxl has no types
    """A cell that is written many times: its style is looked up once, its content taken without guessing a type."""

    __slots__ = ("has_style", "link", "style_id")

    def __repr__(self) -> str:
        return "<StyledCell>"  # openpyxl calls it for each cell, and its own method is slow

    def fix(self) -> None:
        """Keep the style as it is now."""
        self.style_id = super().style_id
        self.has_style = True


class CellWriter:
    """Writes the cells of one sheet in the colour and font of the theme, with the number formats of the locale."""

    def __init__(self, sheet: Any, report: Report) -> None:  # noqa: ANN401 - openpyxl has no types
        self._sheet = sheet
        self._theme = report.theme
        self._translator = Translator(report.locale)
        self._cells: dict[CellStyle, Any] = {}

    def write(self, content: Stored, style: CellStyle, *, link: str = "") -> Any:  # noqa: ANN401 - same
        """Return the cell with this content; text is text, whatever it looks like. "" is no cell at all."""
        if content == "":
            return None
        if isinstance(content, str) and is_risky(content):
            style = style._replace(quoted=True)
        elif digits := digits_of(content, style.format):
            style = style._replace(digits=digits)
        cell = self._cells.get(style) or self._make(style)
        cell._value = content  # noqa: SLF001 - the public way guesses a type: "=1" would become a formula
        cell.data_type = "s" if isinstance(content, str) else "d" if isinstance(content, date) else "n"
        cell.link = link
        return cell

    def row(self, contents: Iterable[tuple[Stored, CellStyle]]) -> None:
        """Append a row of cells."""
        self._sheet.append(self.write(content, style) for content, style in contents)

    def _make(self, style: CellStyle) -> Any:  # noqa: ANN401 - same
        cell = StyledCell(self._sheet, row=1, column=1)
        cell.font = _font(style, self._theme)
        cell.number_format = number_format(style.format, style.digits, translator=self._translator)
        cell.alignment = _alignment(style)
        cell.quotePrefix = style.quoted
        if style.role is CellRole.HEAD:
            cell.fill = PatternFill("solid", fgColor=colour(brand_of(self._theme.brand)))
        if style.role is CellRole.TOTAL:
            cell.border = Border(top=Side("thin", color=RULE))
        cell.fix()
        self._cells[style] = cell
        return cell


def is_risky(text: str) -> bool:
    """Return whether the text would become a formula if it were typed."""
    return text[:1] in _RISKY


def colour(value: str) -> str:
    """Return #rrggbb as openpyxl wants it."""
    return value.lstrip("#").upper()


def tint(brand: str) -> str:
    """Return the brand colour mixed with white until dark text stays readable on it."""
    return colour(mix(brand_of(brand), PAPER, 0.45))


def _font(style: CellStyle, theme: Theme) -> Font:
    brand = brand_of(theme.brand)
    size = {CellRole.TITLE: 18, CellRole.HEADING: 12}.get(style.role, 10)
    shade = {
        CellRole.HEAD: colour(ink_on(brand)),
        CellRole.TITLE: colour(readable(brand, PAPER, TEXT_CONTRAST)),
        CellRole.WARNING: "B45309",
    }.get(style.role, GREY if style.muted else INK)
    return Font(
        name=_family(theme.font),
        size=size,
        color=LINK if style.linked else shade,
        bold=style.role is not CellRole.BODY,
        italic=style.provisional,
        underline="single" if style.linked else None,
    )


def _family(fonts: str) -> str:
    first = fonts.split(",", maxsplit=1)[0].strip().strip("'\"")
    return first[:31] if first and first.lower() not in _GENERIC_FONTS else "Calibri"


def _alignment(style: CellStyle) -> Alignment:
    side = "left" if style.format in LEFT or style.format in TIMES else "right"
    indent = 1 if style.aside or style.format is Format.LINK else 0  # a long caption ends where the link begins
    if style.role is CellRole.HEAD:
        return Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
    return Alignment(horizontal=side, vertical="top", wrap_text=style.lines, indent=indent)
