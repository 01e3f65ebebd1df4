"""The report as JSON for other programs: plain values by column name, null where there is none.

Key order is fixed, numbers stay numbers, times are ISO 8601 with their offset; there is no NaN. Labels are for people,
names are what to rely on. `json_schema` describes the shape; what changes here changes there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from datetime import date
from math import isfinite
from typing import Any

from reporter.core.report import AccountCoverage, Artifact, Cell, Format, Marks, Report, Row, Section, Span, Value
from reporter.renderers.formats import code

SCHEMA = 1  # of the shape: a program that knows it can read every report that bears it
CELLS = "cells"
_LONE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it


def render(report: Report, *, name: str) -> Artifact:
    """Return the report as a UTF-8 JSON file called `name`."""
    text = json.dumps(document(report), ensure_ascii=False, indent=1, allow_nan=False)
    return Artifact(name, (_LONE.sub("\ufffd", text) + "\n").encode())


def document(report: Report) -> dict[str, Any]:
    """Return the report as what `json.dumps` takes; the shape is the product's and only ever grows."""
    return {
        "schema": SCHEMA,
        "title": report.title,
        "name": report.name,
        **({"client": report.client} if report.client else {}),
        **({"account": report.account} if report.account else {}),
        "period": _span(report.period),
        "compare": {"kind": report.compare.kind, **_span(report.compare)} if report.compare else None,
        **({"basis": report.basis} if report.basis != "published" else {}),
        **({"at_age": report.at_age} if report.at_age else {}),
        "timezone": report.timezone,
        "as_of": report.as_of.isoformat(),
        "accounts": {account: _known(report.known.get(account, AccountCoverage())) for account in report.accounts},
        "highlights": list(report.highlights),
        "sections": [_section(section) for section in report.sections],
        "missing": [
            {
                "account": absence.account,
                "media_id": absence.media_id,
                "metric": absence.metric,
                "reason": absence.reason,
            }
            for absence in report.absences
        ],
        "alerts": [{"name": alert.name, "message": alert.message, "account": alert.account} for alert in report.alerts],
        "notes": [{"kind": note.kind.value, "subject": note.subject, "text": note.text} for note in report.notes],
    }


def _span(span: Span) -> dict[str, str]:
    return {"name": span.name, "start": span.start.isoformat(), "end": span.end.isoformat()}


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "title": section.title,
        "columns": [
            {"name": column.name, "label": column.label, "format": column.format.value} for column in section.columns
        ],
        "rows": [_row(section, row) for row in section.rows],
        "totals": _row(section, section.totals) if section.totals else None,
        **({"body": section.body} if section.kind == "text" else {}),
        **({"error": section.error} if section.error else {}),
    }


def _known(known: AccountCoverage) -> dict[str, Any]:
    return {"as_of": known.as_of.isoformat() if known.as_of else None, "silent": known.silent}


def _row(section: Section, row: Row) -> dict[str, Any]:
    """Return a row's plain values by column, and what has to be known of those that are not plainly whole."""
    pairs = list(zip(section.columns, row.cells, strict=True))
    values = {column.name: _value(cell.value, column.format) for column, cell in pairs}
    marked = {column.name: said for column, cell in pairs if (said := _said(cell))}
    return {**values, _free(CELLS, values): marked}


def _free(name: str, taken: Container[str]) -> str:
    """Return the name with as many low lines behind it as it takes to be no column's: labels are named by authors."""
    while name in taken:
        name += "_"
    return name


def _said(cell: Cell) -> dict[str, Any]:
    """Return what a program has to know of a figure beside its value, {} where it is plainly whole."""
    marks = cell.marks
    partial = cell.n is not None and cell.of is not None and (cell.n != cell.of or cell.weak)
    said = {
        **({"n": cell.n, "of": cell.of} if partial else {}),
        **({"provisional": True} if cell.provisional else {}),
        **({"weak": True} if cell.weak else {}),
        **({"stale": marks.stale.isoformat()} if marks.stale else {}),
        **(_lowered(marks) if marks.lowered else {}),
        **({"missing": cell.missing} if cell.missing else {}),
    }
    return {**said, "age_h": marks.age_h} if said and marks.age_h is not None else said


def _lowered(marks: Marks) -> dict[str, Any]:
    return {
        "lowered": marks.lowered,
        **({"highest": marks.highest} if marks.highest is not None else {}),
        **({"highest_at": marks.highest_at.isoformat()} if marks.highest_at else {}),
    }


def _value(value: Value, kind: Format) -> int | float | str | None:
    if isinstance(value, date):  # datetimes are dates
        return code(value, kind)
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
