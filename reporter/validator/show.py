"""Formats diagnostics for people, editors and GitHub. Prints nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from unicodedata import category, east_asian_width

from reporter.core.diagnostics import Diagnostic, Severity

_FIELDS = ("path", "line", "column", "end_column", "severity", "code", "message", "help")
_WIDTH = 100
_JOINERS = "\u200c\u200d"  # some scripts and emoji need them
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_BOLD, _END = "\x1b[1m", "\x1b[0m"


def show_diagnostics(diagnostics: Sequence[Diagnostic], form: str, *, colour: bool = False) -> str:
    """Return the diagnostics as `text`, `json` or `github`; "" for none as text or github."""
    if form == "json":
        return json.dumps(
            [{name: getattr(diagnostic, name) for name in _FIELDS} for diagnostic in diagnostics], indent=2
        )
    if form == "github":
        return "\n".join(map(_github, diagnostics))
    shown = [_text(diagnostic, colour=colour) for diagnostic in diagnostics]
    return "\n\n".join([*shown, _summary(diagnostics)] if len(shown) > 1 else shown)


def _text(diagnostic: Diagnostic, *, colour: bool) -> str:
    number = str(diagnostic.line)
    gutter = " " * max(len(number), 2)
    line, carets = _excerpt(diagnostic, len(gutter))
    strong, bold, end = (_COLOURS[diagnostic.severity], _BOLD, _END) if colour else ("", "", "")
    position = f"{bold}{_visible(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}:{end}"
    rows = [
        f"{position} {strong}{diagnostic.severity}[{diagnostic.code}]{end}: {_visible(diagnostic.message)}",
        f"{gutter} |",
        f"{number:>2} | {line}".rstrip(),
        f"{gutter} | {strong}{carets}{end}",
        *([f"{gutter} = help: {_visible(diagnostic.help)}"] if diagnostic.help else []),
    ]
    return "\n".join(rows)


def _excerpt(diagnostic: Diagnostic, gutter: int) -> tuple[str, str]:
    """Return the source line, shortened around the position if it is too wide, and the carets below it."""
    text = diagnostic.source_line
    start = min(diagnostic.column - 1, len(text))
    first, last, room = 0, len(text), _WIDTH - gutter - 3
    if len(text) > room or _columns(text) > room:
        first, last = start, start
        while last - first < room - 4 and _columns(text[max(first - 1, 0) : last + 2]) <= room - 2:
            first, last = max(first - 1, 0), min(last + 2, len(text))
            if first == 0 and last == len(text):
                break
    before, marked = text[first:start], text[start : min(diagnostic.end_column - 1, last)]
    lead, tail = "…" if first else "", "…" if last < len(text) else ""
    pad = " " * (len(lead) + _columns(before))
    return f"{lead}{_visible(text[first:last])}{tail}", pad + "^" * max(1, _columns(marked))


def _visible(text: str) -> str:
    """Return text without characters that move the cursor; a tab is one space."""
    return "".join(
        letter if letter.isprintable() or letter in _JOINERS else " " if letter == "\t" else "\ufffd" for letter in text
    )


def _columns(text: str) -> int:
    """Return the width of the text in a terminal: 2 columns for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if letter in _JOINERS or category(letter) in {"Mn", "Me"} else 1 + (east_asian_width(letter) in {"W", "F"})
        for letter in text
    )


def _github(diagnostic: Diagnostic) -> str:
    position = f"line={diagnostic.line},col={diagnostic.column},endColumn={diagnostic.end_column}"
    properties = f"file={_escaped(diagnostic.path)},{position},title={diagnostic.code}"
    text = diagnostic.message + (f" ({diagnostic.help})" if diagnostic.help else "")
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _visible(f"::{diagnostic.severity} {properties}::{text}")


def _escaped(value: str) -> str:
    for letter, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(letter, code)
    return value


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severities.count(severity), severity) for severity in Severity]
    return ", ".join(f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in counts if count)
