"""After a syntax error, the rest of a file is checked in the same run."""

from __future__ import annotations

import pytest

from tests.support.yaml_texts import marked_text, read


def test_reading_goes_on_behind_what_is_no_yaml() -> None:
    text = "title: Weekly: Acme\naccounts: [@acme]\nmetrics: [views, reach\nperiod: last_week\na: x\na: y\n"
    document, diagnostics = read(text)
    assert [(diagnostic.code, diagnostic.line, marked_text(diagnostic)) for diagnostic in diagnostics] == [
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
    assert (only.line, marked_text(only)) == (3, "\t")
    assert document is not None
    assert (document.value["metrics"], document.value["media"]) == (("views", "reach"), {"where": "x"})


def test_a_key_that_may_be_lost_leaves_only_the_faults_of_the_text() -> None:
    document, diagnostics = read("calculated: {a: {formula: [x}, b: 1}\ntitle: @x\n: y\n")
    assert document is None
    assert [diagnostic.line for diagnostic in diagnostics] == [1, 2, 3]


def test_a_file_of_many_faults_ends_after_twenty() -> None:
    document, diagnostics = read("".join(f"a{number}: @x\n" for number in range(100)))
    assert document is None
    assert len(diagnostics) == 20


@pytest.mark.parametrize(
    ("text", "line", "faulty", "rest"),
    [
        ("title: @x\nperiod: today\n", 1, {("title",)}, {"period": "today"}),
        ("a: [1, 2\nperiod: today\n", 1, {("a",)}, {"period": "today"}),
        ("a: 'it's'\nb: c\n", 1, {("a",)}, {"b": "c"}),
        ("a: b\nc:d\ne: f\n", 2, {("c",)}, {"a": "b", "e": "f"}),
        ("a = b\nc: d\n", 1, set(), {"a": "b", "c": "d"}),  # what is meant is certain
    ],
)
def test_only_the_mistake_is_left_out(text: str, line: int, faulty: set[tuple[str, ...]], rest: dict[str, str]) -> None:
    document, (fault,) = read(text)
    assert fault.line == line
    assert document is not None
    assert document.reported == faulty
    assert {key: value for key, value in document.value.items() if (key,) not in faulty} == rest


def test_what_was_left_out_is_reported_already_and_the_rest_is_not() -> None:
    document, _ = read("title: @x\nperiod: today\n")
    assert document is not None
    assert document.reported == {("title",)}
    assert document.recovered


def test_lines_keep_their_numbers_for_later_mistakes() -> None:
    _, diagnostics = read("a: [b\nc: d\ne: @f\ng: h\ni: @j\n")
    assert [diagnostic.line for diagnostic in diagnostics] == [1, 3, 5]


def test_the_same_mistake_in_one_list_is_reported_for_each_entry() -> None:
    _, diagnostics = read("accounts: [@acme, lumen, @beta]\n")
    assert [marked_text(diagnostic) for diagnostic in diagnostics] == ["@acme", "@beta"]
