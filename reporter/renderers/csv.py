"""The media rows as CSV: UTF-8 with a byte order mark, every text quoted, no cell that a spreadsheet would compute.

Numbers are the API's own (milliseconds, shares, percentages), times ISO 8601; a missing value is an empty field, with
its reason in a column beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from math import isfinite

from reporter.core.report import Artifact, Report, Value
from reporter.renderers.media_fields import fields

# OWASP, CSV injection: signs that begin a formula, full-width ones too; NUL, TAB, CR and LF may hide one.
_DANGEROUS = frozenset("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
# Where the list separator is ";", a spreadsheet splits inside our quotes: a part that could compute is defused there.
_INNER = re.compile(r'(?<=[;\t\r\n])(?=["\s]*(?:[=\uff1d]|[-+@\uff0b\uff0d\uff20][^;\t\r\n]*[(|!]))')
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def render(report: Report, *, name: str) -> Artifact:
    """Return all media rows as a CSV file called `name`; the head holds the columns' names."""
    return Artifact(name, "".join(_lines(report)).encode("utf-8-sig"))


def _lines(report: Report) -> Iterator[str]:
    columns = fields(report.media)
    yield ",".join(_quote(column.name) for column in columns) + "\r\n"
    for row in report.media.rows:
        yield ",".join(_field(column.of(row)) for column in columns) + "\r\n"


def _field(value: Value) -> str:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else repr(value)


def _quote(text: str) -> str:
    text = f"'{text}" if text[:1] in _DANGEROUS else text
    text = _UNWRITABLE.sub("\ufffd", _INNER.sub("'", text))
    return '"' + text.replace('"', '""') + '"'
