"""Text files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec

SECTION = 'sections: [{kind: text, file: "notes-{period}.md"}]'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("fine\nfür".encode("latin-1"), "is not saved as UTF-8 (line 2, character 2)"),
        ("für".encode("utf-16"), "is saved as UTF-16 or is not a text file"),
        (b"a" * 300_000, "is larger than 256 KiB"),
    ],
)
def test_the_file_of_the_current_period_is_read(folder: Path, data: bytes, message: str) -> None:
    (folder / "notes-2026-W47.md").write_bytes(data)
    (finding,) = load(folder, spec(SECTION)).diagnostics
    assert (finding.code, finding.column) == ("wrong-text", 31)
    assert finding.message == f'the text file "notes-2026-W47.md" {message}'


def test_files_of_other_periods_are_not(folder: Path) -> None:
    (folder / "notes-2026-W46.md").write_bytes(b"\xff")
    (folder / "notes-2026-W47.md").write_text("für", "utf-8")
    assert findings(folder, spec(SECTION)) == []
