"""Diagnostics as people, editors and GitHub read them. Makes text, prints nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from unicodedata import category
from unicodedata import east_asian_width

from reporter.core.diagnostics import Diagnostic
from reporter.core.diagnostics import Severity

_FIELDS = ("path", "line", "column", "end_column", "severity", "code", "message", "help")
_WIDTH = 100
_JOINERS = "\u200c\u200d"  # without them, some scripts and emoji fall apart
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_BOLD, _END = "\x1b[1m", "\x1b[0m"


def show(diagnostics: Sequence[Diagnostic], form: str, *, colour: bool = False) -> str:
    """Return the diagnostics as `text`, `json` or `github`; "" for none as text or github."""
    if form == "json":
        return json.dumps([{name: getattr(one, name) for name in _FIELDS} for one in diagnostics], indent=2)
    if form == "github":
        return "\n".join(map(_github, diagnostics))
    shown = [_text(one, colour=colour) for one in diagnostics]
    return "\n\n".join([*shown, _summary(diagnostics)] if len(shown) > 1 else shown)


def _text(one: Diagnostic, *, colour: bool) -> str:
    number = str(one.line)
    gutter = " " * max(len(number), 2)
    line, carets = _cut(one, len(gutter))
    strong, bold, end = (_COLOURS[one.severity], _BOLD, _END) if colour else ("", "", "")
    place = f"{bold}{_visible(one.path)}:{one.line}:{one.column}:{end}"
    rows = [
        f"{place} {strong}{one.severity}[{one.code}]{end}: {_visible(one.message)}",
        f"{gutter} |",
        f"{number:>2} | {line}".rstrip(),
        f"{gutter} | {strong}{carets}{end}",
        *([f"{gutter} = help: {_visible(one.help)}"] if one.help else []),
    ]
    return "\n".join(rows)


def _cut(one: Diagnostic, gutter: int) -> tuple[str, str]:
    """Return the source line, cut around the place where it is too wide, and the carets under the place."""
    text, start = one.source_line, min(one.column - 1, len(one.source_line))
    first, last, room = 0, len(text), _WIDTH - gutter - 3
    if len(text) > room or _columns(text) > room:
        first, last = start, start
        while last - first < room - 4 and _columns(text[max(first - 1, 0) : last + 2]) <= room - 2:
            first, last = max(first - 1, 0), min(last + 2, len(text))
            if first == 0 and last == len(text):
                break
    before, marked = text[first:start], text[start : min(one.end_column - 1, last)]
    lead, tail = "…" if first else "", "…" if last < len(text) else ""
    pad = " " * (len(lead) + _columns(before))
    return f"{lead}{_visible(text[first:last])}{tail}", pad + "^" * max(1, _columns(marked))


def _visible(text: str) -> str:
    """Return text without characters that move the cursor; a tab is one space."""
    return "".join(
        sign if sign.isprintable() or sign in _JOINERS else " " if sign == "\t" else "\ufffd" for sign in text
    )


def _columns(text: str) -> int:
    """Return how many columns a terminal gives the text: two for wide signs, none for those that sit on others."""
    if text.isascii():
        return len(text)
    return sum(
        0 if sign in _JOINERS or category(sign) in {"Mn", "Me"} else 1 + (east_asian_width(sign) in {"W", "F"})
        for sign in text
    )


def _github(one: Diagnostic) -> str:
    place = f"file={_escaped(one.path)},line={one.line},col={one.column},endColumn={one.end_column},title={one.code}"
    text = one.message + (f" ({one.help})" if one.help else "")
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _visible(f"::{one.severity} {place}::{text}")


def _escaped(value: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(sign, code)
    return value


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    counts = [(sum(one.severity is kind for one in diagnostics), kind.value) for kind in Severity]
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
