"""Text to document: values as typed, places to the character, and every hostile file refused with a place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.core.diagnostics import Diagnostic, Finding, Path
from reporter.spec.yaml.document import Document, parse
from reporter.spec.yaml.source import LIMIT, Source

SMALL = "title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [views]\n"


def parsed(text: str | bytes) -> Document:
    document, diagnostics = read(text)
    assert document is not None
    assert diagnostics == ()
    return document


def read(text: str | bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    return parse(Source("x.yaml", text.encode("utf-8") if isinstance(text, str) else text))


def refused(text: str | bytes) -> Diagnostic:
    assert read(text)[0] is None
    return only_fault(text)


def only_fault(text: str | bytes) -> Diagnostic:
    (only,) = read(text)[1]
    return only


def marked(one: Diagnostic) -> str:
    return one.source_line[one.column - 1 : one.end_column - 1]


def found(text: str, path: Path, **place: Any) -> tuple[int, str]:  # noqa: ANN401 - a Finding's own fields
    one = parsed(text).locate(Finding("code", path, "message", **place))
    return one.line, marked(one)


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


# aliases and merge keys


def test_aliases_and_merge_keys_are_spelt_out_and_own_keys_win() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: *a\nd: {<<: [*a, *b], x: 9}\n"
    assert parsed(text).value["c"] == {"x": "1", "y": "2"}
    assert parsed(text).value["d"] == {"x": "9", "y": "2", "z": "4"}


def test_a_value_that_came_by_alias_or_merge_is_shown_where_it_is_written() -> None:
    text = "a: &a {x: one}\nb: *a\nc:\n  <<: *a\n"
    assert found(text, ("b", "x")) == (1, "one")
    assert found(text, ("c", "x")) == (1, "one")


def test_a_merge_of_what_is_no_mapping_is_refused() -> None:
    _, (only,) = read("a: {<<: text, x: 1}\n")
    assert (only.code, only.line, only.column, marked(only)) == ("alias", 1, 5, "<<")


def test_nine_levels_of_aliases_are_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{one}: &{one} [{', '.join([f'*{last}'] * 9)}]" for last, one in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert refused("\n".join(lines)).code == "too-large"


def test_22_levels_of_merge_keys_are_refused() -> None:
    lines = ["a0: &a0 {k: v}"] + [f"a{level + 1}: &a{level + 1} {{<<: [*a{level}, *a{level}]}}" for level in range(22)]
    assert refused("\n".join(lines)).code == "too-large"


def test_an_alias_inside_its_own_anchor_is_only_fault() -> None:
    for text, place in (("a: &a [*a]\n", (1, 8)), ("a: &a\n  b: *a\n", (2, 6)), ("&a x: {y: &b {z: *b}}\n", (1, 18))):
        one = only_fault(text)
        assert (one.code, one.line, one.column) == ("alias", *place)


def test_an_alias_without_an_anchor_is_only_fault() -> None:
    one = only_fault("title: *weekly\n")
    assert (one.code, marked(one)) == ("alias", "*weekly")


# limits


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_ten_thousand_levels_are_refused(opening: str) -> None:
    assert refused(opening * 10_000).code == "too-deep"


def test_thirty_levels_are_accepted_and_one_more_is_not() -> None:
    assert parsed(f"a: {'[' * 29}{']' * 29}\n").value["a"] != ()
    assert refused(f"a: {'[' * 30}{']' * 30}\n").code == "too-deep"


def test_levels_that_aliases_pile_up_count_too() -> None:
    text = f"a: &a {'[' * 20}{']' * 20}\nb: {'[' * 20}*a{']' * 20}\n"
    assert refused(text).code == "too-deep"


def test_a_file_above_256_kib_or_10000_values_is_refused() -> None:
    assert refused(b"#" * (LIMIT + 1)).code == "too-large"
    assert "256 KiB" in refused(b"#" * (LIMIT + 1)).message
    assert refused(f"a: [{'x, ' * 10_000}]\n").code == "too-large"
    assert parsed(f"a: {'x' * (LIMIT - 4)}\n").value["a"] == "x" * (LIMIT - 4)


# what the root is


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "null\n", "---\n"])
def test_an_empty_file_is_told_as_such(text: str) -> None:
    assert refused(text).code == "empty-file"


@pytest.mark.parametrize("text", ["hello\n", "- title: x\n", "[a, b]\n", "title = Weekly\n", "title:Weekly\n"])
def test_a_root_that_is_no_mapping_is_refused(text: str) -> None:
    assert refused(text).code == "yaml-syntax"
    assert refused(text).line == 1


def test_a_second_document_is_refused_where_it_begins() -> None:
    one = only_fault(SMALL + "---\n" + SMALL)
    assert (one.code, one.line, one.column) == ("second-document", 5, 1)


# faults that are told all at once


def test_reading_goes_on_behind_what_is_no_yaml() -> None:
    text = "title: Weekly: Acme\naccounts: [@acme]\nmetrics: [views, reach\nperiod: last_week\na: x\na: y\n"
    document, told = read(text)
    assert [(one.code, one.line, marked(one)) for one in told] == [
        ("yaml-syntax", 1, "Weekly: Acme"),
        ("yaml-syntax", 2, "@acme"),
        ("yaml-syntax", 3, "["),
        ("duplicate-key", 6, "a"),
    ]
    assert document is not None
    assert document.reported == {("title",), ("accounts", 0), ("metrics",)}
    assert document.value["period"] == "last_week"


def test_tabs_are_told_once_and_the_rest_is_read() -> None:
    document, (only,) = read("title: W\nmetrics:\n\t- views\n\t- reach\nmedia:\n\twhere: x\n")
    assert (only.line, marked(only)) == (3, "\t")
    assert document is not None
    assert (document.value["metrics"], document.value["media"]) == (("views", "reach"), {"where": "x"})


def test_a_key_that_may_be_lost_leaves_only_the_faults_of_the_text() -> None:
    document, told = read("calculated: {a: {formula: [x}, b: 1}\ntitle: @x\n: y\n")
    assert document is None
    assert [one.line for one in told] == [1, 2, 3]


def test_a_file_of_many_faults_ends_after_twenty() -> None:
    document, told = read("".join(f"a{number}: @x\n" for number in range(100)))
    assert document is None
    assert len(told) == 20


def test_several_invisible_characters_are_told() -> None:
    _, told = read("a: x\u202ey\nb: z\0\n")
    assert [(one.code, one.line) for one in told] == [("invisible-character", 1), ("invisible-character", 2)]


def test_all_duplicate_keys_are_told_with_both_lines() -> None:
    document, told = read("a: 1\nb: {c: 1, c: 2}\na: 3\nd:\n  e: 1\n  e: 2\n  e: 3\n")
    assert [(one.code, one.line, marked(one)) for one in told] == [
        ("duplicate-key", 2, "c"),
        ("duplicate-key", 3, "a"),
        ("duplicate-key", 6, "e"),
        ("duplicate-key", 7, "e"),
    ]
    assert [one.message.split("line ")[1] for one in told] == ["2", "1", "5", "5"]
    assert document is not None
    assert document.value == {"a": "1", "b": {"c": "1"}, "d": {"e": "1"}}


def test_keys_that_are_quoted_differently_are_duplicates() -> None:
    _, told = read("a: 1\n'a': 2\n\"a\": 3\n")
    assert [one.line for one in told] == [2, 3]


def test_all_tags_are_told_and_nothing_is_made_of_them() -> None:
    text = "a: !!python/object/apply:os.system ['echo']\nb: !secret x\nc: !!int 3\nd: ! y\n"
    document, told = read(text)
    assert [(one.code, one.line) for one in told] == [("tag", 1), ("tag", 2), ("tag", 3), ("tag", 4)]
    assert document is not None
    assert document.value == {"a": ("echo",), "b": "x", "c": "3", "d": "y"}
    assert document.reported == {("a",), ("b",), ("c",), ("d",)}


def test_keys_that_are_no_text_are_told() -> None:
    _, told = read("? [a, b]\n: c\n? {d: e}\n: f\n")
    assert [(one.code, one.line) for one in told] == [("wrong-key", 1), ("wrong-key", 3)]


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
    document, told = read(f'a: "x{escape}y"\n"k{escape}": z\n')
    assert [(one.code, one.line, one.column) for one in told] == [
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
    assert found(text, ("title",)) == (1, "Weekly")
    assert found(text, ("title",), at_key=True) == (1, "title")
    assert found(text, ("metrics",)) == (2, "[views, reach]")
    assert found(text, ("metrics", 1)) == (2, "reach")
    assert found(text, ("sections", 0)) == (4, "{kind: top, by: views}")
    assert found(text, ("sections", 0, "by")) == (4, "views")


def test_steps_that_lead_nowhere_are_left_out() -> None:
    text = "title: Weekly\nsections:\n  - {kind: top, by: views}\n"
    assert found(text, ("sections", 0, "top", "by")) == (3, "views")
    assert found(text, ("sections", 0, "metric")) == (3, "{kind: top, by: views}")
    assert found(text, ("sections", 7)) == (3, "- {kind: top, by: views}")
    assert found(text, ()) == (1, "title: Weekly")
    assert found(text, ("accounts",), at_key=True) == (1, "title: Weekly")


@pytest.mark.parametrize("written", ["views / reech", "'views / reech'", '"views / reech"'])
def test_a_part_of_a_one_line_text_is_found_behind_its_quote(written: str) -> None:
    assert found(f"a:\n  formula: {written}\n", ("a", "formula"), start=8, length=5) == (2, "reech")


@pytest.mark.parametrize("written", ["'it''s reech'", r'"\u0041 reech"', "one\n   reech", "&x reech", ">-\n   a reech"])
def test_a_part_of_any_other_text_is_the_whole_of_its_first_line(written: str) -> None:
    line, text = found(f"a: {written}\n", ("a",), start=1, length=2)
    assert (line, text) == (1, written.split("\n", maxsplit=1)[0])


def test_columns_count_characters_whatever_their_width() -> None:
    text = "ключ: {名前: '視聴 xx', b:\tэто}\n"
    one = parsed(text).locate(Finding("code", ("ключ", "名前"), "message", start=3, length=2))
    assert (one.column, one.end_column, marked(one)) == (16, 18, "xx")
    assert found(text, ("ключ", "b")) == (1, "это")


def test_an_empty_value_is_shown_behind_its_colon() -> None:
    one = parsed("a: 1\nb:\nc: 2\n").locate(Finding("code", ("b",), "message"))
    assert (one.line, one.column, one.end_column) == (2, 3, 4)


# whatever comes, a document or diagnostics


def places_are_in_the_file(data: bytes) -> None:
    document, told = read(data)
    assert document is not None or told
    for one in told:
        assert one.line >= 1
        assert 1 <= one.column <= len(one.source_line) + 1
        assert one.end_column > one.column
        assert one.message
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
    document, told = read("\n".join(lines) + "\n")
    assert told == ()
    assert document is not None
    assert document.value == expected
