"""Diagnostics as people, editors and GitHub read them. Makes text, prints nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from reporter.validator.diagnostics import Diagnostic
from reporter.validator.diagnostics import Severity

_FIELDS = ("path", "line", "column", "end_column", "severity", "code", "message", "help")
_WIDTH = 100
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_BOLD, _END = "\x1b[1m", "\x1b[0m"


def show(diagnostics: Sequence[Diagnostic], form: str, *, colour: bool = False) -> str:
    """Return the diagnostics as `text`, `json` or `github`; "" for none as text or github."""
    if form == "json":
        return json.dumps(
            [{name: getattr(one, name) for name in _FIELDS} for one in diagnostics], ensure_ascii=False, indent=2
        )
    if form == "github":
        return "\n".join(map(_github, diagnostics))
    shown = [_text(one, colour=colour) for one in diagnostics]
    return "\n\n".join([*shown, _summary(diagnostics)] if len(shown) > 1 else shown)


def _text(one: Diagnostic, *, colour: bool) -> str:
    number, (line, carets) = str(one.line), _cut(one)
    strong, bold, end = (_COLOURS[one.severity], _BOLD, _END) if colour else ("", "", "")
    gutter = " " * max(len(number), 2)
    place = f"{bold}{_visible(one.path)}:{one.line}:{one.column}:{end}"
    rows = [
        f"{place} {strong}{one.severity}[{one.code}]{end}: {_visible(one.message)}",
        f"{gutter} |",
        f"{number:>2} | {line}".rstrip(),
        f"{gutter} | {strong}{carets}{end}",
        *([f"{gutter} = help: {_visible(one.help)}"] if one.help else []),
    ]
    return "\n".join(rows)


def _cut(one: Diagnostic) -> tuple[str, str]:
    """Return the source line, cut around the place when it is long, and the carets under the place."""
    text, start, end = one.source_line, one.column - 1, max(one.end_column - 1, one.column)
    first = max(0, start - _WIDTH // 2) if len(text) > _WIDTH else 0
    piece = text[first : first + _WIDTH]
    before, marked = piece[: start - first], piece[start - first : end - first]
    lead, tail = "…" if first else "", "…" if first + _WIDTH < len(text) else ""
    pad = " " * (len(lead) + _columns(before))
    return f"{lead}{_visible(piece)}{tail}", pad + "^" * max(1, _columns(marked))


def _visible(text: str) -> str:
    """Return text without characters that move the cursor; a tab is one space."""
    return "".join(letter if letter.isprintable() else " " if letter == "\t" else "�" for letter in text)


def _columns(text: str) -> int:
    """Return how many columns a terminal gives the text: two for wide signs, none for combining ones."""
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def _github(one: Diagnostic) -> str:
    place = f"file={_escaped(one.path)},line={one.line},col={one.column},endColumn={one.end_column},title={one.code}"
    text = one.message + (f" ({one.help})" if one.help else "")
    return f"::{one.severity} {place}::{text.replace('%', '%25').replace(chr(13), '%0D').replace(chr(10), '%0A')}"


def _escaped(value: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(sign, code)
    return value


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    counts = [(sum(one.severity is kind for one in diagnostics), kind.value) for kind in Severity]
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
