"""Applies the safe replacements of findings to the files, in place; comments and all other text stay as they are.

Changes only what the diagnostics name, and only where the file has not changed since it was checked.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from reporter.core.diagnostics import Diagnostic
from reporter.core.errors import DiskError
from reporter.core.text import is_one_typo
from reporter.validator.load import Loaded

# For these codes, the replacement is the nearest name, however far it is; only a single typo is fixed.
_NEAREST = ("unknown-key", "wrong-value")


def fix_files(loaded: Loaded) -> int:
    """Fix the files and return the number of fixes. Raises DiskError when a file cannot be written."""
    fixes = 0
    for shown, file in loaded.files.items():
        fixable = [
            diagnostic for diagnostic in loaded.diagnostics if diagnostic.path == shown and diagnostic.replacement
        ]
        if fixable:
            before = file.read_bytes().decode("utf-8")
            after, count = apply_fixes(before, fixable)
            if count:
                _write(file, after)
            fixes += count
    return fixes


def apply_fixes(text: str, diagnostics: Iterable[Diagnostic]) -> tuple[str, int]:
    """Return the text with the diagnostics' replacements, and the number of fixes."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""  # columns are counted after it
    checked = StringIO(text.removeprefix(mark), newline="").readlines()  # the line breaks of documents, kept
    lines = list(checked)
    count, last_fix = 0, (0, 0)
    backwards = sorted(diagnostics, key=lambda diagnostic: (diagnostic.line, diagnostic.column), reverse=True)
    for diagnostic in backwards:
        overlaps = last_fix[0] == diagnostic.line and diagnostic.end_column > last_fix[1]
        if not diagnostic.replacement or overlaps or not _is_unchanged(diagnostic, checked):
            continue
        index, start, end = diagnostic.line - 1, diagnostic.column - 1, diagnostic.end_column - 1
        line = lines[index]
        if diagnostic.code in _NEAREST and not is_one_typo(line[start:end].strip("\"'"), diagnostic.replacement):
            continue
        lines[index] = line[:start] + _with_quotes_of(line[start:end], diagnostic.replacement) + line[end:]
        count, last_fix = count + 1, (diagnostic.line, diagnostic.column)
    return mark + "".join(lines), count


def _is_unchanged(diagnostic: Diagnostic, lines: list[str]) -> bool:
    return diagnostic.line <= len(lines) and lines[diagnostic.line - 1].rstrip("\r\n") == diagnostic.source_line


def _with_quotes_of(before: str, replacement: str) -> str:
    quote = before[:1] if len(before) > 1 and before[0] in "\"'" and before[-1] == before[0] else ""
    return f"{quote}{replacement}{quote}"


def _write(file: Path, text: str) -> None:
    """Replace the file in one step, with its permissions; for a link, the file that it points to."""
    target = file.resolve()
    try:
        descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as draft_file:
                draft_file.write(text.encode("utf-8"))
            shutil.copymode(target, draft)
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DiskError(f"cannot write {file}: {error.strerror or error}") from None
