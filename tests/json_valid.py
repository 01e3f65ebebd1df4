"""Every JSON report that a test writes is checked against the JSON Schema that is shipped."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reporter.renderers import json_report
from reporter.renderers.json_schema import report_schema
from reporter.report import Report

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
    if not is_installed():
        return
    for path in folder.rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and "sections" in document:
            check(document)


def is_installed() -> bool:
    """Whether the checker is there."""
    return find_spec("jsonschema") is not None


def watch() -> None:
    """Check from now on whatever the program makes of reports; to be called before anything imports it."""
    if is_installed():
        vars(json_report)["document"] = checking(json_report.document)


@functools.cache
def _validator() -> Any:  # noqa: ANN401 - a library without types
    library, schema = import_module("jsonschema"), report_schema()
    library.Draft202012Validator.check_schema(schema)
    return library.Draft202012Validator(schema)
