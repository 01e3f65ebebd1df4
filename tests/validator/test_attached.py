"""Files that a spec names: read as they were meant, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError
from reporter.spec.annotations import read_annotations, read_texts
from reporter.spec.model import ReportSpec

VALUES = {"period": "2026-W47"}
WRITTEN = "notes/{period}.md"
WORDS = "Grüße aus Österreich\nzweite Zeile"


def spec(**keys: object) -> ReportSpec:
    written = {"title": "A", "accounts": "all", "period": "last_week", "metrics": ("views",), **keys}
    return ReportSpec.model_validate(written)


def text_spec(*files: str) -> ReportSpec:
    return spec(sections=[{"kind": "text", "file": file} for file in files])


def write(folder: Path, data: bytes) -> None:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / "2026-W47.md").write_bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.encode("utf-8-sig"),  # what Windows writes before it
        WORDS.replace("\n", "\r\n").encode(),
    ],
)
def test_words_are_read_as_they_were_written(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, data)
    found = read_texts(text_spec(WRITTEN, "notes/none.md"), VALUES, tmp_path)
    assert (found.words, found.faults) == ({WRITTEN: WORDS}, {})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (WORDS.encode("cp1252"), "is not saved as UTF-8 (line 1, character 3)"),
        ("fine\nfein: größer".encode("latin-1"), "is not saved as UTF-8 (line 2, character 9)"),
        ("héé\nÜber".encode() + b"\xff", "is not saved as UTF-8 (line 2, character 5)"),
        (WORDS.encode("utf-16"), "is saved as UTF-16 or is not a text file"),
        (WORDS.encode("utf-16-le"), "is saved as UTF-16 or is not a text file"),
        (WORDS.encode("utf-16-be"), "is saved as UTF-16 or is not a text file"),
        (b"PK\x03\x04\x00\x00", "is saved as UTF-16 or is not a text file"),
        (b"x" * (256 * 1024 + 1), "is larger than 256 KiB"),
    ],
)
def test_what_is_not_meant_so_is_never_passed_on(tmp_path: Path, data: bytes, fault: str) -> None:
    write(tmp_path, data)
    found = read_texts(text_spec(WRITTEN), VALUES, tmp_path)
    assert (found.words, found.faults) == ({}, {WRITTEN: f"the text file notes/2026-W47.md {fault}"})


def test_marks_are_read_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "marks.yaml"
    file.write_text("- {date: 2026-11-03, text: boosted}\n", "utf-8")
    own = spec(annotations="marks.yaml")
    assert [one.text for one in read_annotations(own, tmp_path)[0]] == ["boosted"]
    file.write_text("- {date: 2026-11-03, text: boosted}\n- {date: 2026-11-31, text: never}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r'^marks.yaml:2:10: "2026-11-31" is not a valid date$'):
        read_annotations(own, tmp_path)
    file.write_bytes("- {date: 2026-11-03, text: größer}\n".encode("cp1252"))
    with pytest.raises(ConfigurationError, match=r"^marks.yaml:1:30: this character is not valid UTF-8$"):
        read_annotations(own, tmp_path)
    assert read_annotations(spec(), tmp_path) == ((), ())
