"""How cells look: one styled cell object for each look, used again and again, which is what makes writing fast.

A pen is only safe to use in a generator given to `sheet.append`: each cell is on disk before the next is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.styles import Border
from openpyxl.styles import Font
from openpyxl.styles import PatternFill
from openpyxl.styles import Side

from reporter.core.colours import PAPER
from reporter.core.colours import TEXT_CONTRAST
from reporter.core.colours import brand_of
from reporter.core.colours import ink_on
from reporter.core.colours import mix
from reporter.core.colours import readable
from reporter.core.report import Format
from reporter.core.report import Theme
from reporter.renderers.excel.codes import TIMES
from reporter.renderers.excel.codes import Digits
from reporter.renderers.excel.codes import digits_of
from reporter.renderers.excel.codes import number_format
from reporter.renderers.excel.stored import Stored

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
    quiet: bool = False  # missing, weak or secondary: grey
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
        return "<Pen>"  # openpyxl asks for each cell, and its own answer is long in the making

    def fix(self) -> None:
        """Keep the style as it is now."""
        self.style_id = super().style_id
        self.has_style = True


class CellWriter:
    """Writes the cells of one sheet in the theme's colour and font."""

    def __init__(self, sheet: Any, theme: Theme) -> None:  # noqa: ANN401 - openpyxl has no types
        self._sheet = sheet
        self._theme = theme
        self._pens: dict[CellStyle, Any] = {}

    def write(self, content: Stored, look: CellStyle, *, link: str = "") -> Any:  # noqa: ANN401 - same
        """Return the cell with this content; text is text, whatever it looks like. "" is no cell at all."""
        if content == "":
            return None
        if isinstance(content, str) and is_risky(content):
            look = look._replace(quoted=True)
        elif digits := digits_of(content, look.format):
            look = look._replace(digits=digits)
        pen = self._pens.get(look) or self._make(look)
        pen._value = content  # noqa: SLF001 - the public way guesses a type: "=1" would become a formula
        pen.data_type = "s" if isinstance(content, str) else "d" if isinstance(content, date) else "n"
        pen.link = link
        return pen

    def row(self, contents: Iterable[tuple[Stored, CellStyle]]) -> None:
        """Append a row of cells."""
        self._sheet.append(self.write(content, look) for content, look in contents)

    def _make(self, look: CellStyle) -> Any:  # noqa: ANN401 - same
        pen = StyledCell(self._sheet, row=1, column=1)
        pen.font = _font(look, self._theme)
        pen.number_format = number_format(look.format, look.digits)
        pen.alignment = _alignment(look)
        pen.quotePrefix = look.quoted
        if look.role is CellRole.HEAD:
            pen.fill = PatternFill("solid", fgColor=colour(brand_of(self._theme.brand)))
        if look.role is CellRole.TOTAL:
            pen.border = Border(top=Side("thin", color=RULE))
        pen.fix()
        self._pens[look] = pen
        return pen


def is_risky(written: str) -> bool:
    """Whether this text would be a formula if it were typed."""
    return written[:1] in _RISKY


def colour(written: str) -> str:
    """Return #rrggbb as openpyxl wants it."""
    return written.lstrip("#").upper()


def tint(brand: str) -> str:
    """Return the brand colour mixed with white until dark text stays readable on it."""
    return colour(mix(brand_of(brand), PAPER, 0.45))


def _font(look: CellStyle, theme: Theme) -> Font:
    brand = brand_of(theme.brand)
    size = {CellRole.TITLE: 18, CellRole.HEADING: 12}.get(look.role, 10)
    shade = {
        CellRole.HEAD: colour(ink_on(brand)),
        CellRole.TITLE: colour(readable(brand, PAPER, TEXT_CONTRAST)),
        CellRole.WARNING: "B45309",
    }.get(look.role, GREY if look.quiet else INK)
    return Font(
        name=_family(theme.font),
        size=size,
        color=LINK if look.linked else shade,
        bold=look.role is not CellRole.BODY,
        italic=look.provisional,
        underline="single" if look.linked else None,
    )


def _family(fonts: str) -> str:
    first = fonts.split(",", maxsplit=1)[0].strip().strip("'\"")
    return first[:31] if first and first.lower() not in _GENERIC_FONTS else "Calibri"


def _alignment(look: CellStyle) -> Alignment:
    side = "left" if look.format in LEFT or look.format in TIMES else "right"
    indent = 1 if look.aside or look.format is Format.LINK else 0  # a long caption ends where the link begins
    if look.role is CellRole.HEAD:
        return Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
    return Alignment(horizontal=side, vertical="top", wrap_text=look.lines, indent=indent)
