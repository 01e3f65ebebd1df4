"""YAML text as a tree: aliases, merge keys, limits, duplicates and tags."""

from __future__ import annotations

import pytest

from reporter.spec.yaml.source import LIMIT
from tests.support.yaml_texts import SMALL, marked_text, only_fault, parsed, place_of, read, refused


def test_aliases_and_merge_keys_are_spelt_out_and_own_keys_win() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: *a\nd: {<<: [*a, *b], x: 9}\n"
    assert parsed(text).value["c"] == {"x": "1", "y": "2"}
    assert parsed(text).value["d"] == {"x": "9", "y": "2", "z": "4"}


def test_a_value_that_came_by_alias_or_merge_is_shown_where_it_is_written() -> None:
    text = "a: &a {x: one}\nb: *a\nc:\n  <<: *a\n"
    assert place_of(text, ("b", "x")) == (1, "one")
    assert place_of(text, ("c", "x")) == (1, "one")


def test_a_merge_of_what_is_no_mapping_is_refused() -> None:
    _, (only,) = read("a: {<<: text, x: 1}\n")
    assert (only.code, only.line, only.column, marked_text(only)) == ("alias", 1, 5, "<<")


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
    assert (one.code, marked_text(one)) == ("alias", "*weekly")


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


def test_a_second_document_is_refused_where_it_begins() -> None:
    one = only_fault(SMALL + "---\n" + SMALL)
    assert (one.code, one.line, one.column) == ("second-document", 5, 1)


def test_all_duplicate_keys_are_told_with_both_lines() -> None:
    document, diagnostics = read("a: 1\nb: {c: 1, c: 2}\na: 3\nd:\n  e: 1\n  e: 2\n  e: 3\n")
    assert [(diagnostic.code, diagnostic.line, marked_text(diagnostic)) for diagnostic in diagnostics] == [
        ("duplicate-key", 2, "c"),
        ("duplicate-key", 3, "a"),
        ("duplicate-key", 6, "e"),
        ("duplicate-key", 7, "e"),
    ]
    assert [diagnostic.message.split("line ")[1] for diagnostic in diagnostics] == ["2", "1", "5", "5"]
    assert document is not None
    assert document.value == {"a": "1", "b": {"c": "1"}, "d": {"e": "1"}}


def test_keys_that_are_quoted_differently_are_duplicates() -> None:
    _, diagnostics = read("a: 1\n'a': 2\n\"a\": 3\n")
    assert [diagnostic.line for diagnostic in diagnostics] == [2, 3]


def test_all_tags_are_told_and_nothing_is_made_of_them() -> None:
    text = "a: !!python/object/apply:os.system ['echo']\nb: !secret x\nc: !!int 3\nd: ! y\n"
    document, diagnostics = read(text)
    assert [(diagnostic.code, diagnostic.line) for diagnostic in diagnostics] == [
        ("tag", 1),
        ("tag", 2),
        ("tag", 3),
        ("tag", 4),
    ]
    assert document is not None
    assert document.value == {"a": ("echo",), "b": "x", "c": "3", "d": "y"}
    assert document.reported == {("a",), ("b",), ("c",), ("d",)}


def test_keys_that_are_no_text_are_told() -> None:
    _, diagnostics = read("? [a, b]\n: c\n? {d: e}\n: f\n")
    assert [(diagnostic.code, diagnostic.line) for diagnostic in diagnostics] == [("wrong-key", 1), ("wrong-key", 3)]
