"""Cell values as a workbook stores them: text that stays text, numbers that Excel can hold, times without a zone.

Pure functions without openpyxl. `Losses` counts the values that had to be changed, for the Notes sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TypeGuard
from zoneinfo import ZoneInfo

from reporter.core import number_text as figures
from reporter.core.digits import exact
from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import PLAIN, Cell, Column, Format, Role, Row, Value
from reporter.renderers.counts import is_partial, partial_basis
from reporter.renderers.formats import words

Stored = str | int | float | datetime | date

DASH = "–"
REMARKS = "remarks"
LONGEST_TEXT = 32_767  # UTF-16 units a cell
MOST_LINES = 254
_COMPARISON_LABELS = {
    Role.PREVIOUS: mark_translatable("{figure} (earlier)"),
    Role.CHANGE: mark_translatable("{figure} (change)"),
    Role.POINTS: mark_translatable("{figure} (points)"),
}
_DERIVED = frozenset({Role.CHANGE, Role.POINTS})  # computed from two figures of the row
_UNREMARKED = frozenset({"", "not_supported", "stories_only"})
_NAMED = frozenset({"product_type", "media_type"})  # columns of names of the API
_DAY = 86_400_000  # milliseconds
_EXACT = 2**53
# A number just between two that it could be shown as is rounded down by programs that compute with binary fractions.
# It is stored a little larger: times by less than a microsecond, shares by less than the 15 digits that Excel shows.
_TIME_TIE, _SHARE_TIE = 1e-10, 1e-15
_TIE_STEPS = 20_000  # shares that lie just between two percentages are whole multiples of this part of one
_SHARES = frozenset({Format.PERCENT, Format.CHANGE})
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_TEXTUAL = frozenset({Format.TEXT, Format.ID, Format.LINK})
# Not allowed in XML 1.0, lone surrogates included; CR would come back as LF.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as A: the underscore is escaped as ECMA-376 (ST_Xstring) says.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")


@dataclass(slots=True)
class Losses:
    """What could not be stored unchanged, or not filled."""

    replaced: int = 0  # texts with characters that a workbook cannot hold
    cut: int = 0  # texts longer than a cell
    unlinked: int = 0  # addresses beyond the number of links that a sheet can hold
    unknown: list[str] = field(default_factory=list)  # names in a base that the report has nothing for
    rows: int = 0  # rows beyond the number that a sheet can hold


def stored_value(cell: Cell, kind: Format, *, zone: ZoneInfo, losses: Losses, translator: Translator) -> Stored:
    """Return the value as the workbook keeps it: days for durations, naive local times, text for ids and giants."""
    value = cell.value
    if value is None:
        return DASH
    if isinstance(value, str):
        return cell_text(value, losses, translator=translator)
    if isinstance(value, date):
        return _moment(value, zone)
    return (
        cell_text(str(value), losses, translator=translator)
        if kind in _TEXTUAL
        else _number(value, kind, translator=translator)
    )


def is_known(value: Value) -> TypeGuard[int | float]:
    """Whether the workbook has a number for the value."""
    return isinstance(value, int | float) and isfinite(value)


def readable_value(cell: Cell, column: Column, *, translator: Translator) -> Cell:
    """Return the cell with readers' words in place of a name of the API: Carousel for CAROUSEL_ALBUM."""
    name = words(cell, column, translator.locale) if isinstance(cell.value, str) and column.name in _NAMED else ""
    return cell._replace(value=name) if name else cell


def cell_text(value: str, losses: Losses, *, translator: Translator) -> str:
    """Return the text as a cell can hold it: illegal characters as U+FFFD, cut with a mark at 32,767 units."""
    if _UNUSUAL.search(value):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        value, count = _ILLEGAL.subn("\ufffd", value)
        losses.replaced += bool(count)
        value = _ESCAPE.sub("_x005F_", value)
    if value.count("\n") >= MOST_LINES:
        value = _fewer_lines(value)
    if len(value) > LONGEST_TEXT // 2:
        value = _cut(value, losses, translator=translator)
    return value


def remarks_column(translator: Translator) -> Column:
    """Return the column of remarks on a table's rows."""
    return Column(REMARKS, translator.say("Remarks"), Format.TEXT)


def remarks(columns: tuple[Column, ...], row: Row, *, shown_label: str = "", translator: Translator) -> str:
    """Return the remarks on a row: whether it is provisional, based on few posts, or missing values, and why.

    A metric that does not exist for the type of post is omitted, and so is the change of a missing figure.
    `shown_label`: the label that the row shows already; a remark on that figure alone does not repeat it.
    """
    pairs = [
        (column, cell)
        for column, cell in zip(columns, row.cells, strict=True)
        if cell.value is None or cell.n is not None or cell.weak or cell.marks is not PLAIN
    ]
    provisional = row.provisional or any(cell.provisional for cell in row.cells)
    labels_by_remark = [
        *_remark_labels(pairs, columns, translator=translator).items(),
        *_missing_labels(pairs, columns, translator=translator).items(),
    ]
    texts = [translator.say("Provisional")] if provisional else []
    texts += _counts(pairs, columns, translator=translator)
    texts += [_with_labels(labels, remark, shown_label, translator=translator) for remark, labels in labels_by_remark]
    return "; ".join(texts)


def _counts(pairs: list[tuple[Column, Cell]], columns: tuple[Column, ...], *, translator: Translator) -> list[str]:
    return [
        translator.say(
            "{figures}: {reason}",
            figures=_label(column, columns, translator=translator),
            reason=partial_basis(cell, translator=translator),
        )
        for column, cell in pairs
        if _is_figure(column, cell) and is_partial(cell) and not cell.weak
    ]


def _remark_labels(
    pairs: list[tuple[Column, Cell]], columns: tuple[Column, ...], *, translator: Translator
) -> dict[str, list[str]]:
    """Return the labels of figures by the remark on them; that there are too few posts comes last."""
    labels_by_remark: dict[str, list[str]] = {}
    for column, cell in pairs:
        for remark in cell.marks.remarks:
            labels = labels_by_remark.setdefault(remark, [])
            labels += [] if column.format in _TEXTUAL else [_figure_label(column, columns)]
    weak = [
        _label(column, columns, translator=translator)
        for column, cell in pairs
        if _is_figure(column, cell) and cell.weak
    ]
    return {**labels_by_remark, **({translator.say("too few posts to draw conclusions"): weak} if weak else {})}


def _is_figure(column: Column, cell: Cell) -> bool:
    return cell.value is not None and column.role not in _DERIVED


def _missing_labels(
    pairs: list[tuple[Column, Cell]], columns: tuple[Column, ...], *, translator: Translator
) -> dict[str, list[str]]:
    """Return the labels of missing figures by the reason in words."""
    labels_by_reason: dict[str, list[str]] = {}
    missing_figures: set[str] = set()
    for column, cell in pairs:
        if cell.value is not None:
            continue
        follows = column.role in _DERIVED and column.of in missing_figures
        missing_figures.add(column.of or column.name)
        if cell.missing not in _UNREMARKED and not follows:
            labels_by_reason.setdefault(cell.missing, []).append(_label(column, columns, translator=translator))
    return {reason_words(reason, translator=translator): labels for reason, labels in labels_by_reason.items()}


def _with_labels(labels: Iterable[str], remark: str, shown_label: str, *, translator: Translator) -> str:
    """Return "Views, Reach: the remark", without the label if it is shown already."""
    figures = list(dict.fromkeys(labels))
    if not figures or figures == [shown_label]:
        return remark
    return translator.say("{figures}: {reason}", figures=", ".join(figures), reason=remark)


def _figure_label(column: Column, columns: tuple[Column, ...]) -> str:
    """Return the label of the figure that a column belongs to."""
    return next((figure.label for figure in columns if figure.name == column.of), column.label)


def _label(column: Column, columns: tuple[Column, ...], *, translator: Translator) -> str:
    """Return the column's name in a list of names: "Views (earlier)", since its label has a comma."""
    if column.role is Role.VALUE:
        return column.label
    return translator.say(_COMPARISON_LABELS[column.role], figure=_figure_label(column, columns))


def _moment(value: date, zone: ZoneInfo) -> Stored:
    if isinstance(value, datetime):
        value = value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
        day = value.date()
    else:
        day = value
    return value if day >= _FIRST_DAY else value.isoformat()


def _number(value: float, kind: Format, *, translator: Translator) -> Stored:
    if isinstance(value, int) and abs(value) > _EXACT:
        return str(value)
    if not isfinite(value):
        return DASH
    if kind is Format.DURATION:
        return _days(value, locale=translator.locale)
    if kind in _SHARES and _rounds_down(value, kind):
        return value * (1 + _SHARE_TIE)
    return value


def _days(milliseconds: float, *, locale: str) -> Stored:
    """Return a duration in days; Excel shows no negative ones, so these are text."""
    if milliseconds < 0:
        return figures.format_number(milliseconds, Format.DURATION, locale)
    is_tie = milliseconds % 1_000 == 500 or (milliseconds < 60_000 and milliseconds % 100 == 50)
    return milliseconds * (1 + _TIME_TIE * is_tie) / _DAY


def _rounds_down(share: float, kind: Format) -> bool:
    """Whether a share is just between two percentages, and its hundredfold no longer is."""
    steps = share * _TIE_STEPS
    near = abs(steps - round(steps)) < 1e-6  # most are not, and need no closer look
    return near and figures.shape(share, kind).tie and Decimal(abs(share) * 100) < exact(abs(share)).scaleb(2)


def _fewer_lines(value: str) -> str:
    lines = value.split("\n")
    return "\n".join([*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])])


def _cut(value: str, losses: Losses, *, translator: Translator) -> str:
    raw = value.encode("utf-16-le")
    if len(raw) <= LONGEST_TEXT * 2:
        return value
    losses.cut += 1
    mark = translator.say(" … [cut]")
    return raw[: (LONGEST_TEXT - len(mark)) * 2].decode("utf-16-le", "ignore") + mark
