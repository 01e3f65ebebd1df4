"""Every JSON report that a test writes is checked against the JSON Schema that is shipped."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from reporter.core.report import Report
from reporter.renderers import json as json_report
from reporter.renderers.json_schema import report_schema
from reporter.spec.sections import section_kinds

_MOST_ROWS = 200  # of a section; thousands of rows have the same shape


def checking(made: Callable[[Report], dict[str, Any]]) -> Callable[[Report], dict[str, Any]]:
    """Return the function with a check of what it returns."""

    @functools.wraps(made)
    def checked(report: Report) -> dict[str, Any]:
        document = made(report)
        check(document)
        return document

    return checked


def check(document: dict[str, Any]) -> None:
    """Fail where the document is not as the schema says, at its first fault."""
    few = [{**section, "rows": section["rows"][:_MOST_ROWS]} for section in document["sections"]]
    faults = list(_validator().iter_errors({**document, "sections": few}))
    assert faults == [], "; ".join(f"{fault.json_path}: {fault.message}" for fault in faults[:3])


def check_files(folder: Path) -> None:
    """Check the JSON reports that lie in a folder."""
    for path in folder.rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and "sections" in document:
            check(document)


def watch() -> None:
    """Check from now on whatever the program makes of reports; to be called before anything imports it."""
    vars(json_report)["document"] = checking(json_report.document)


@functools.cache
def _validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(report_schema(section_kinds()))
    return Draft202012Validator(report_schema(section_kinds()))
