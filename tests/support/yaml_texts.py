"""YAML texts of specs, and what reading and binding say about them."""

from __future__ import annotations

from typing import Any

from reporter.core.diagnostics import Diagnostic, Finding, Path
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import Bound, bind
from reporter.spec.yaml.document import Document, parse
from reporter.spec.yaml.source import Source

SMALL = "title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [views]\n"


def with_value(key: str, value: str) -> str:
    """Return the small spec with another value of one of its keys."""
    lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in SMALL.splitlines()]
    return "\n".join(lines) + "\n"


def read(text: str | bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Parse a text."""
    return parse(Source("x.yaml", text.encode("utf-8") if isinstance(text, str) else text))


def parsed(text: str | bytes) -> Document:
    """Return the document of a text in which nothing is wrong."""
    document, diagnostics = read(text)
    assert document is not None
    assert diagnostics == ()
    return document


def only_fault(text: str | bytes) -> Diagnostic:
    """Return the only diagnostic of a text."""
    (only,) = read(text)[1]
    return only


def refused(text: str | bytes) -> Diagnostic:
    """Return the only diagnostic of a text that gives no document."""
    assert read(text)[0] is None
    return only_fault(text)


def marked_text(diagnostic: Diagnostic) -> str:
    """Return the characters that a diagnostic points at."""
    return diagnostic.source_line[diagnostic.column - 1 : diagnostic.end_column - 1]


def place_of(text: str, path: Path, **place: Any) -> tuple[int, str]:  # noqa: ANN401 - a Finding's own fields
    """Return the line of a path, and the characters there."""
    diagnostic = parsed(text).locate(Finding("code", path, "message", **place))
    return diagnostic.line, marked_text(diagnostic)


def bind_spec(text: str, **defaults: Any) -> tuple[Bound[ReportSpec], tuple[Diagnostic, ...]]:  # noqa: ANN401 - any keys
    """Bind a text as a spec; return its diagnostics in order."""
    document = parsed(text)
    bound = bind(ReportSpec, document, defaults=defaults)
    diagnostics = map(document.locate, bound.findings)
    return bound, tuple(sorted(diagnostics, key=lambda diagnostic: (diagnostic.line, diagnostic.column)))


def findings_of(text: str) -> list[tuple[int, str, str, str]]:
    """Return line, marked text, code and message of every finding."""
    return [
        (diagnostic.line, marked_text(diagnostic), diagnostic.code, diagnostic.message)
        for diagnostic in bind_spec(text)[1]
    ]


def help_of(text: str) -> str:
    """Return the help of the only finding."""
    (only,) = bind_spec(text)[1]
    return only.help
