"""Text to document: values as typed, places to the character, and every hostile file refused with a place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.core.diagnostics import Finding
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import Source
from tests.support.yaml_texts import SMALL, marked_text, only_fault, parsed, place_of, read, refused

# values


@pytest.mark.parametrize(
    "typed",
    [
        *("no", "on", "off", "y", "yes", "NO", "true", "23.0", "1.10", "v23.0", "12:30:00", "22:22", "010", "0x1F"),
        *("0o17", "1_000", "2026-02-30", ".nan", ".inf", "1e400", "+1", "="),
    ],
)
def test_a_plain_scalar_is_the_text_that_was_typed(typed: str) -> None:
    assert parsed(f"key: {typed}\nlist: [{typed}]\n").value == {"key": typed, "list": (typed,)}


def test_a_number_of_5000_digits_is_text() -> None:
    assert parsed(f"key: {'9' * 5000}\n").value == {"key": "9" * 5000}


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_nothing_unless_quoted(nothing: str) -> None:
    assert parsed(f"a: {nothing}\nb: '{nothing}'\n").value == {"a": None, "b": nothing}


def test_values_are_mappings_lists_texts_and_nothing() -> None:
    text = "a: {b: [x, \"y z\", 'it''s']}\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne:\n"
    assert parsed(text).value == {"a": {"b": ("x", "y z", "it's")}, "c": "one\ntwo\n", "d": "one two", "e": None}


@pytest.mark.parametrize("start", ["\ufeff", "---\n", "# note\n\n", "%YAML 1.1\n---\n"])
def test_marks_at_the_start_and_all_line_ends_are_accepted(start: str) -> None:
    for text in (SMALL, SMALL.replace("\n", "\r\n"), SMALL.replace("\n", "\r"), SMALL + "...\n"):
        assert parsed(start + text).value["metrics"] == ("views",)


def test_a_list_is_read_where_a_list_is_allowed() -> None:
    document, diagnostics = parse(Source("x.yaml", b"- a\n- b\n"), list_key="marks")
    assert diagnostics == ()
    assert document is not None
    assert document.value == {"marks": ("a", "b")}


# what the root is


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "null\n", "---\n"])
def test_an_empty_file_is_told_as_such(text: str) -> None:
    assert refused(text).code == "empty-file"


@pytest.mark.parametrize("text", ["hello\n", "- title: x\n", "[a, b]\n", "title = Weekly\n", "title:Weekly\n"])
def test_a_root_that_is_no_mapping_is_refused(text: str) -> None:
    assert refused(text).code == "yaml-syntax"
    assert refused(text).line == 1


def test_several_invisible_characters_are_told() -> None:
    _, diagnostics = read("a: x\u202ey\nb: z\0\n")
    assert [(diagnostic.code, diagnostic.line) for diagnostic in diagnostics] == [
        ("invisible-character", 1),
        ("invisible-character", 2),
    ]


# encoding and invisible characters


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"title: caf\xe9\n", "encoding", (1, 11)),
        (b"a: b\ntitle: \xe4\n", "encoding", (2, 8)),
        (b"\xef\xbb\xbfa: \xff\n", "encoding", (1, 4)),
        (b"a: \xed\xa0\x80\n", "encoding", (1, 4)),  # a surrogate, encoded
        (SMALL.encode("utf-16"), "encoding", (1, 1)),
        (SMALL.encode("utf-16-le"), "encoding", (1, 1)),
        (SMALL.encode("utf-16-be"), "encoding", (1, 1)),
        (SMALL.encode("utf-32"), "encoding", (1, 1)),
        (b"a: x\0y\n", "invisible-character", (1, 5)),
        (b"a: x\x1b[31m\n", "invisible-character", (1, 5)),
        ("a: b\nc: x\u202ey\n".encode(), "invisible-character", (2, 5)),
        ("a: \u2066x\n".encode(), "invisible-character", (1, 4)),
        ("a: x\u2028b: y\n".encode(), "invisible-character", (1, 5)),
        ("a: x\x85b: y\n".encode(), "invisible-character", (1, 5)),
        ("a: \ufeffx\n".encode(), "invisible-character", (1, 4)),
    ],
)
def test_other_encodings_and_invisible_characters_are_refused_with_their_place(
    data: bytes, code: str, place: tuple[int, int]
) -> None:
    one = only_fault(data)
    assert (one.code, one.line, one.column) == (code, *place)


@pytest.mark.parametrize("escape", [r"\0", r"\u202e", r"\x1b", r"\b", r"\N", r"\L"])
def test_invisible_characters_cannot_come_by_an_escape(escape: str) -> None:
    document, diagnostics = read(f'a: "x{escape}y"\n"k{escape}": z\n')
    assert [(diagnostic.code, diagnostic.line, diagnostic.column) for diagnostic in diagnostics] == [
        ("invisible-character", 1, 4),
        ("invisible-character", 2, 1),
    ]
    assert document is not None
    assert ("a",) in document.reported


def test_a_lone_surrogate_cannot_come_by_an_escape() -> None:
    assert only_fault(r'a: "\ud800"').code == "yaml-syntax"


# places


def test_keys_values_and_entries_are_found() -> None:
    text = "title: Weekly\nmetrics: [views, reach]\nsections:\n  - {kind: top, by: views}\n"
    assert place_of(text, ("title",)) == (1, "Weekly")
    assert place_of(text, ("title",), at_key=True) == (1, "title")
    assert place_of(text, ("metrics",)) == (2, "[views, reach]")
    assert place_of(text, ("metrics", 1)) == (2, "reach")
    assert place_of(text, ("sections", 0)) == (4, "{kind: top, by: views}")
    assert place_of(text, ("sections", 0, "by")) == (4, "views")


def test_steps_that_lead_nowhere_are_left_out() -> None:
    text = "title: Weekly\nsections:\n  - {kind: top, by: views}\n"
    assert place_of(text, ("sections", 0, "top", "by")) == (3, "views")
    assert place_of(text, ("sections", 0, "metric")) == (3, "{kind: top, by: views}")
    assert place_of(text, ("sections", 7)) == (3, "- {kind: top, by: views}")
    assert place_of(text, ()) == (1, "title: Weekly")
    assert place_of(text, ("accounts",), at_key=True) == (1, "title: Weekly")


@pytest.mark.parametrize("written", ["views / reech", "'views / reech'", '"views / reech"'])
def test_a_part_of_a_one_line_text_is_found_behind_its_quote(written: str) -> None:
    assert place_of(f"a:\n  formula: {written}\n", ("a", "formula"), start=8, length=5) == (2, "reech")


@pytest.mark.parametrize("written", ["'it''s reech'", r'"\u0041 reech"', "one\n   reech", "&x reech", ">-\n   a reech"])
def test_a_part_of_any_other_text_is_the_whole_of_its_first_line(written: str) -> None:
    line, text = place_of(f"a: {written}\n", ("a",), start=1, length=2)
    assert (line, text) == (1, written.split("\n", maxsplit=1)[0])


def test_columns_count_characters_whatever_their_width() -> None:
    text = "ключ: {名前: '視聴 xx', b:\tэто}\n"
    one = parsed(text).locate(Finding("code", ("ключ", "名前"), "message", start=3, length=2))
    assert (one.column, one.end_column, marked_text(one)) == (16, 18, "xx")
    assert place_of(text, ("ключ", "b")) == (1, "это")


def test_an_empty_value_is_shown_behind_its_colon() -> None:
    one = parsed("a: 1\nb:\nc: 2\n").locate(Finding("code", ("b",), "message"))
    assert (one.line, one.column, one.end_column) == (2, 3, 4)


# whatever comes, a document or diagnostics


def places_are_in_the_file(data: bytes) -> None:
    document, diagnostics = read(data)
    assert document is not None or diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.line >= 1
        assert 1 <= diagnostic.column <= len(diagnostic.source_line) + 1
        assert diagnostic.end_column > diagnostic.column
        assert diagnostic.message
    if document is not None:
        assert isinstance(document.value, dict)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"a: |\n")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    places_are_in_the_file(data)


_PIECES = (
    *("a", "b: ", ": ", "- ", "-x", "\n", "\n  ", "\t", "[", "]", "{", "}", ", ", "'", '"', "#c", " # ", "&x ", "*x"),
    *("<<: ", "!t ", "|", ">", "%", "@", "`", "?", "\\", "---\n", "...\n", "“", "\u00a0", "\r", "é", "😀", "~", "="),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_any_heap_of_yaml_signs_is_read_or_refused(pieces: list[str]) -> None:
    places_are_in_the_file("".join(pieces).encode())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SMALL)), st.integers(0, 6), st.sampled_from(_PIECES))
def test_a_spec_with_a_piece_replaced_is_read_or_refused(start: int, length: int, piece: str) -> None:
    places_are_in_the_file((SMALL[:start] + piece + SMALL[start + length :]).encode())


_TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_TEXTS, st.one_of(_TEXTS, st.lists(_TEXTS, max_size=3)), min_size=1, max_size=5))
def test_quoted_texts_come_back_as_they_were(value: dict[str, str | list[str]]) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    lines = [
        f"{quoted(key)}: {quoted(one) if isinstance(one, str) else '[' + ', '.join(map(quoted, one)) + ']'}"
        for key, one in value.items()
    ]
    expected = {key: one if isinstance(one, str) else tuple(one) for key, one in value.items()}
    document, diagnostics = read("\n".join(lines) + "\n")
    assert diagnostics == ()
    assert document is not None
    assert document.value == expected
