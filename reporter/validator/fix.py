"""Puts the safe replacements that findings carry into the files, in place; comments and everything else stay.

Only what the diagnostics name is touched, and only where the file still reads as it did when it was checked.
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
from reporter.validator.load import Loaded
from reporter.validator.words import is_one_slip

# Binding offers the nearest name, however far it is; only a single slip is mended.
_NEAREST = ("unknown-key", "wrong-value")


def fix_files(loaded: Loaded) -> int:
    """Mend the files and return how many places were mended. Raises DiskError when a file cannot be written."""
    mended = 0
    for shown, file in loaded.files.items():
        own = [one for one in loaded.diagnostics if one.path == shown and one.replacement]
        if own:
            before = file.read_bytes().decode("utf-8")
            after, count = fixed(before, own)
            if count:
                _write(file, after)
            mended += count
    return mended


def fixed(text: str, diagnostics: Iterable[Diagnostic]) -> tuple[str, int]:
    """Return the text with the diagnostics' replacements in their places, and how many there were."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""  # columns are counted after it
    checked = StringIO(text.removeprefix(mark), newline="").readlines()  # the breaks that documents know, kept
    lines = list(checked)
    count, taken = 0, (0, 0)
    for one in sorted(diagnostics, key=lambda one: (one.line, one.column), reverse=True):
        overlaps = taken[0] == one.line and one.end_column > taken[1]
        if not one.replacement or overlaps or not _reads_as_checked(one, checked):
            continue
        line, start, end = lines[one.line - 1], one.column - 1, one.end_column - 1
        if one.code in _NEAREST and not is_one_slip(line[start:end].strip("\"'"), one.replacement):
            continue
        lines[one.line - 1] = line[:start] + _quoted_as(line[start:end], one.replacement) + line[end:]
        count, taken = count + 1, (one.line, one.column)
    return mark + "".join(lines), count


def _reads_as_checked(one: Diagnostic, lines: list[str]) -> bool:
    return one.line <= len(lines) and lines[one.line - 1].rstrip("\r\n") == one.source_line


def _quoted_as(before: str, replacement: str) -> str:
    quote = before[:1] if len(before) > 1 and before[0] in "\"'" and before[-1] == before[0] else ""
    return f"{quote}{replacement}{quote}"


def _write(file: Path, text: str) -> None:
    """Replace the file whole, keeping who may read it; behind a link the file it leads to."""
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
