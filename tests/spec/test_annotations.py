"""The files that a spec names: texts and annotations."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError
from reporter.spec.annotations import (
    AnnotationsFile,
    TextError,
    decode_text,
    path_inside,
    read_annotations,
    read_texts,
)
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import LIMIT, Source
from tests.support.analysis_makers import make_spec
from tests.support.yaml_texts import marked_text

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


def test_dated_marks_are_bound_entry_by_entry() -> None:
    document, _ = parse(
        Source("a.yaml", b"- {date: 2026-11-31, text: x}\n- {date: 2026-11-03, text: y}\n"), list_key="annotations"
    )
    assert document is not None
    bound = bind(AnnotationsFile, document)
    assert bound.value is not None
    assert [annotation.text for annotation in bound.value.annotations] == ["y"]
    (diagnostic,) = map(document.locate, bound.findings)
    assert (diagnostic.line, marked_text(diagnostic)) == (1, "2026-11-31")


@pytest.mark.parametrize("written", ["notes/a.md", "./a.md", "notes/../a.md"])
def test_a_path_inside_the_workspace_is_resolved(tmp_path: Path, written: str) -> None:
    assert path_inside(tmp_path, written) == (tmp_path / written).resolve()


@pytest.mark.parametrize("written", ["../a.md", "/etc/hostname", "notes/../../a.md"])
def test_a_path_outside_the_workspace_is_rejected(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigurationError, match="is outside the workspace"):
        path_inside(tmp_path, written)


def test_a_link_cannot_lead_outside_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("/etc/hostname")
    with pytest.raises(ConfigurationError, match="is outside the workspace"):
        path_inside(tmp_path, "a.md")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\r\nb\n", "a\nb\n"),
        (b"\xef\xbb\xbff\xc3\xbcr", "f\u00fcr"),
    ],
)
def test_a_text_loses_only_its_mark_and_the_line_ends_of_windows(data: bytes, text: str) -> None:
    assert decode_text(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"f\xfcr", "is not saved as UTF-8 (line 1, character 2)"),
        (b"one\nf\xc3\xbcr \xfc", "is not saved as UTF-8 (line 2, character 5)"),
        (b"\xff\xfef\0", "is saved as UTF-16 or is not a text file"),
        (b"PK\0\0", "is saved as UTF-16 or is not a text file"),
        (b"a" * (LIMIT + 1), f"is larger than {LIMIT // 1024} KiB"),
    ],
)
def test_what_is_not_a_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(TextError) as caught:
        decode_text(data)
    assert str(caught.value) == reason
    assert caught.value.is_too_large is ("larger" in reason)


def test_texts_are_read_by_the_values_of_the_report(tmp_path: Path) -> None:
    (tmp_path / "acme.md").write_text("Good news.", "utf-8")
    (tmp_path / "broken.md").write_bytes(b"\xff")
    files = ("{client}.md", "broken.md", "later.md")
    spec = make_spec(sections=({"kind": "kpis"}, *({"kind": "text", "file": file} for file in files)))
    texts = read_texts(spec, {"client": "acme"}, tmp_path)
    assert texts.words == {"{client}.md": "Good news."}
    assert texts.faults == {"broken.md": "the text file broken.md is not saved as UTF-8 (line 1, character 1)"}


def test_a_spec_without_annotations_reads_no_file(tmp_path: Path) -> None:
    assert read_annotations(make_spec(), tmp_path) == ((), ())


def test_annotations_are_a_list_or_a_mapping_with_a_list(tmp_path: Path) -> None:
    entry = "- {date: 2026-11-18, text: Boosted}\n"
    for text in (entry, f"annotations:\n{entry}"):
        (tmp_path / "marks.yaml").write_text(text, "utf-8")
        (annotation,), diagnostics = read_annotations(make_spec(annotations="marks.yaml"), tmp_path)
        assert (annotation.date.isoformat(), annotation.text, diagnostics) == ("2026-11-18", "Boosted", ())


def test_an_invalid_annotation_stops_the_report_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "marks.yaml").write_text("- {date: 2026-11-18, text: Boosted}\n- {date: soon, text: Sale}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r'^marks\.yaml:2:10: "soon" is not a valid date$'):
        read_annotations(make_spec(annotations="marks.yaml"), tmp_path)
