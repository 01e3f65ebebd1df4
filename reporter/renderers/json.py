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

from reporter.core.report import (
    Absence,
    AccountCoverage,
    Alert,
    Artifact,
    Cell,
    Format,
    Marks,
    Note,
    Report,
    Row,
    Section,
    Span,
    Value,
)
from reporter.renderers.formats import code

SCHEMA = 1  # version of the shape: a program that supports it can read every report that has it
CELLS = "cells"
_OPTIONAL = frozenset({"client", "account", "basis", "at_age"})
_LONE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it


def render(report: Report, *, name: str) -> Artifact:
    """Return the report as a UTF-8 JSON file called `name`."""
    text = json.dumps(document(report), ensure_ascii=False, indent=1, allow_nan=False)
    return Artifact(name, (_LONE.sub("\ufffd", text) + "\n").encode())


def document(report: Report) -> dict[str, Any]:
    """Return the report as what `json.dumps` takes; the shape is the product's and only ever grows."""
    values = {
        "schema": SCHEMA,
        "title": report.title,
        "name": report.name,
        "client": report.client or None,
        "account": report.account or None,
        "period": _span(report.period),
        "compare": _compare(report),
        "basis": report.basis if report.basis != "published" else None,
        "at_age": report.at_age or None,
        "timezone": report.timezone,
        "as_of": report.as_of.isoformat(),
        "accounts": {account: _coverage(report, account) for account in report.accounts},
        "highlights": list(report.highlights),
        "sections": list(map(_section, report.sections)),
        "missing": list(map(_missing, report.absences)),
        "alerts": list(map(_alert, report.alerts)),
        "notes": list(map(_note, report.notes)),
    }
    return {name: value for name, value in values.items() if value is not None or name not in _OPTIONAL}


def _compare(report: Report) -> dict[str, str] | None:
    return {"kind": report.compare.kind, **_span(report.compare)} if report.compare else None


def _missing(absence: Absence) -> dict[str, str]:
    return {
        "account": absence.account,
        "media_id": absence.media_id,
        "metric": absence.metric,
        "reason": absence.reason,
    }


def _alert(alert: Alert) -> dict[str, str]:
    return {"name": alert.name, "message": alert.message, "account": alert.account}


def _note(note: Note) -> dict[str, str]:
    return {"kind": note.kind.value, "subject": note.subject, "text": note.text}


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


def _coverage(report: Report, account: str) -> dict[str, Any]:
    coverage = report.known.get(account, AccountCoverage())
    return {"as_of": coverage.as_of.isoformat() if coverage.as_of else None, "silent": coverage.silent}


def _row(section: Section, row: Row) -> dict[str, Any]:
    """Return a row's values by column, and what a program must know of those that need an explanation."""
    pairs = list(zip(section.columns, row.cells, strict=True))
    values = {column.name: _value(cell.value, column.format) for column, cell in pairs}
    facts = {column.name: _facts(cell) for column, cell in pairs}
    return {**values, _free(CELLS, values): {name: cell_facts for name, cell_facts in facts.items() if cell_facts}}


def _free(name: str, taken: Container[str]) -> str:
    """Return the name with underscores added until no column has it: authors name the columns of labels."""
    while name in taken:
        name += "_"
    return name


def _facts(cell: Cell) -> dict[str, Any]:
    """Return what a program must know of a value, {} for most values."""
    marks = cell.marks
    facts: dict[str, Any] = _counts(cell)
    if cell.provisional:
        facts["provisional"] = True
    if cell.weak:
        facts["weak"] = True
    if marks.stale:
        facts["stale"] = marks.stale.isoformat()
    if marks.lowered:
        facts |= _lowered(marks)
    if cell.missing:
        facts["missing"] = cell.missing
    if facts and marks.age_h is not None:
        facts["age_h"] = marks.age_h
    return facts


def _counts(cell: Cell) -> dict[str, int]:
    """Return how many media items a figure is based on, {} where it is based on all of them and they are enough."""
    if cell.n is None or cell.of is None or (cell.n == cell.of and not cell.weak):
        return {}
    return {"n": cell.n, "of": cell.of}


def _lowered(marks: Marks) -> dict[str, Any]:
    facts = {
        "lowered": marks.lowered,
        "highest": marks.highest,
        "highest_at": marks.highest_at.isoformat() if marks.highest_at else None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _value(value: Value, kind: Format) -> int | float | str | None:
    if isinstance(value, date):  # datetimes are dates
        return code(value, kind)
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
