"""Single values as HTML: a cell with its reason, count and marks, a link, a picture, a sparkline. Escapes all."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import LiteralString
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from reporter.core.i18n import Translator
from reporter.core.reasons import reason_words
from reporter.core.report import PLAIN, Cell, Column, Format
from reporter.renderers import formats
from reporter.renderers.counts import short_count

STALE, LOWERED = "†", "‡"
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_HOSTS = frozenset({"instagram.com", "www.instagram.com"})
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_WHEN = frozenset({Format.DATE, Format.WEEK, Format.MONTH, Format.DATETIME})
_LEFT = frozenset({Format.TEXT, Format.ID, Format.LINK, *_WHEN})
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 120, 32, 4


def fill_html(form: LiteralString, *values: object) -> Markup:
    """Return HTML with values filled into its {} placeholders, each escaped unless it is HTML already.

    `Markup.format` does the same in four times the time, and a page has a hundred thousand such places.
    """
    safe = [content if type(content) is Markup else escape(content) for content in values]
    return Markup(form.format(*safe))  # noqa: S704 - nothing is filled in that is not escaped


def is_number(column: Column) -> bool:
    """Return whether a column's values are aligned on the right."""
    return column.format not in _LEFT


def show_cell(cell: Cell, column: Column, locale: str, *, compact: bool = False) -> Markup:
    """Return a cell's value as HTML: why it is missing, how many posts it is based on, whether it may still change."""
    translator = Translator(locale)
    html = value(cell, column, locale, compact=compact)
    if cell.value is not None:
        if cell.provisional:
            html += provisional(cell.provisional, translator=translator)
        if cell.marks is not PLAIN:
            html += mark_sign(cell, translator=translator)
        if cell.n is not None:
            html += count(cell, translator=translator)
    if not cell.marks.remarks or (cell.value is not None and mark_signs(cell)):
        return html
    return Markup("").join([html, *map(remark, cell.marks.remarks)])


def value(cell: Cell, column: Column, locale: str, *, compact: bool = False) -> Markup:
    """Return nothing but a cell's value as HTML; a shortened one has the full figure in its tooltip."""
    if cell.value is None:
        return missing(cell.missing, translator=Translator(locale)) if cell.missing else Markup()
    if column.format is Format.LINK:
        return link(str(cell.value))
    full = formats.words(cell, column, locale)
    short = formats.words(cell, column, locale, compact=True) if compact else full
    if full != short:
        return fill_html('<span title="{}">{}</span>', full, short)
    if column.format in _WHEN:
        return fill_html('<span class="when">{}</span>', short)
    return fill_html("<bdi>{}</bdi>", short) if column.format in _LEFT else escape(short)


def missing(reason: str, *, translator: Translator) -> Markup:
    """Return an en dash with the reason for the missing value, as a tooltip and for screen readers."""
    words = reason_words(reason, translator=translator)
    return fill_html(
        '<span class="missing" title="{}"><span aria-hidden="true">–</span><span class="unseen">{}</span></span>',
        words,
        translator.say("no value: {reason}", reason=words),
    )


def provisional(holds: bool, *, translator: Translator) -> Markup:  # noqa: FBT001 - a filter's subject
    """Return the mark of a figure with numbers that were read less than 48 hours after publication."""
    if not holds:
        return Markup()
    return fill_html(
        '<span class="provisional" title="{}"><span aria-hidden="true">*</span><span class="unseen"> {}</span></span>',
        translator.say("provisional: includes values collected less than 48 hours after publication"),
        translator.say("provisional"),
    )


def mark_signs(cell: Cell) -> str:
    """Return the signs of a number that is not what the last reading gave: older than the others, lowered by Meta."""
    return (STALE if cell.marks.stale else "") + (LOWERED if cell.marks.lowered else "")


def mark_sign(cell: Cell, *, translator: Translator) -> Markup:
    """Return these signs with their meaning, as a tooltip and for screen readers."""
    marks = mark_signs(cell)
    if not marks:
        return Markup()
    meaning = "; ".join(cell.marks.remarks) or "; ".join(
        [
            *([translator.say("not updated at the last reading")] if cell.marks.stale else []),
            *([translator.say("lowered by Meta")] if cell.marks.lowered else []),
        ]
    )
    return fill_html(
        '<span class="sign" title="{}"><span aria-hidden="true">{}</span><span class="unseen"> ({})</span></span>',
        meaning,
        marks,
        meaning,
    )


def remark(sentence: str) -> Markup:
    """Return a sentence that is shown below a figure or a name."""
    return fill_html('<small class="remark"><bdi>{}</bdi></small>', sentence)


def count(cell: Cell, *, translator: Translator) -> Markup:
    """Return "12 of 14" for a figure that is based on fewer posts than are listed, or on too few."""
    short, title = short_count(cell, translator=translator)
    return fill_html('<small class="count" title="{}">{}</small>', title, short) if short else Markup()


def address(text: str) -> str:
    """Return the address if it leads to Instagram over https, else ""; nothing else becomes a link."""
    if not _PRINTABLE.fullmatch(text) or "\\" in text:
        return ""
    try:
        parts = urlsplit(text)
        is_safe = parts.scheme == "https" and parts.netloc.lower() in _HOSTS
    except ValueError:
        return ""
    return text if is_safe else ""


def link(text: str) -> Markup:
    """Return a link whose text is the short address, or plain text where the address is not allowed."""
    url = address(text)
    if not url:
        return fill_html('<bdi class="plain">{}</bdi>', formats.flat(text))
    short = re.sub(r"^https://(www\.)?|/$", "", url)
    return fill_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, short)


def picture(data: bytes) -> str:
    """Return a PNG or JPEG as a data URI, "" for anything else."""
    kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}" if kind else ""


def spark(values: Sequence[float | None]) -> Markup:
    """Return a small line of a figure's course, gaps where it is missing, the last point marked; "" under two."""
    numbers = [value for value in values if value is not None]
    if len(numbers) < 2:
        return Markup()
    path = []
    command = "M"
    last = (0.0, 0.0)
    for place, value in enumerate(values):
        if value is None:
            command = "M"
            continue
        last = _point(place / (len(values) - 1), value, (min(numbers), max(numbers)))
        path.append(f"{command}{last[0]:g},{last[1]:g}")
        command = "L"
    return Markup(  # noqa: S704 - only numbers are filled in
        f'<svg class="spark" viewBox="0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}" preserveAspectRatio="xMinYMid"'
        ' aria-hidden="true" focusable="false">'
        f'<path d="{" ".join(path)}"/><circle cx="{last[0]:g}" cy="{last[1]:g}" r="3.5"/></svg>'
    )


def _point(across: float, value: float, span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    up = (value - low) / (high - low) if high > low else 0.5
    x = _SPARK_EDGE + across * (_SPARK_WIDTH - 2 * _SPARK_EDGE)
    return round(x, 1), round(_SPARK_HEIGHT - _SPARK_EDGE - up * (_SPARK_HEIGHT - 2 * _SPARK_EDGE), 1)
