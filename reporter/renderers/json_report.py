"""The report as JSON for other programs: plain values by column name, null where there is none.

Key order is fixed, numbers stay numbers, times are ISO 8601 with their offset; there is no NaN. Labels are for people,
names are what to rely on.
"""

from __future__ import annotations

import json
import re
from datetime import date
from math import isfinite
from typing import Any

from reporter.renderers.formats import code
from reporter.report import Artifact
from reporter.report import Format
from reporter.report import Report
from reporter.report import Row
from reporter.report import Section
from reporter.report import Span
from reporter.report import Value

_LONE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it


def render(report: Report, *, name: str) -> Artifact:
    """Return the report as a UTF-8 JSON file called `name`."""
    text = json.dumps(document(report), ensure_ascii=False, indent=1, allow_nan=False)
    return Artifact(name, (_LONE.sub("\ufffd", text) + "\n").encode())


def document(report: Report) -> dict[str, Any]:
    """Return the report as what `json.dumps` takes; the shape is the product's and only ever grows."""
    return {
        "title": report.title,
        "name": report.name,
        **({"client": report.client} if report.client else {}),
        **({"account": report.account} if report.account else {}),
        "period": _span(report.period),
        "compare": {"kind": report.compare.kind, **_span(report.compare)} if report.compare else None,
        **({"basis": report.basis} if report.basis != "published" else {}),
        **({"at_age": report.at_age} if report.at_age else {}),
        "as_of": report.as_of.isoformat(),
        "sections": [_section(section) for section in report.sections],
        "missing": [
            {"account": one.account, "media_id": one.media_id, "metric": one.metric, "reason": one.reason}
            for one in report.absences
        ],
        "alerts": [{"name": one.name, "message": one.message, "account": one.account} for one in report.alerts],
        "notes": [{"kind": one.kind.value, "subject": one.subject, "text": one.text} for one in report.notes],
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


def _row(section: Section, row: Row) -> dict[str, Any]:
    return {
        column.name: _value(cell.value, column.format) for column, cell in zip(section.columns, row.cells, strict=True)
    }


def _value(value: Value, kind: Format) -> int | float | str | None:
    if isinstance(value, date):  # datetimes are dates
        return code(value, kind)
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
