"""Values that do not fit their keys, in words for authors of YAML."""

from __future__ import annotations

import pytest

from tests.support.yaml_texts import SMALL, bind_spec, findings_of, help_of, marked_text, with_value

SHAPES = {
    "list for text": (with_value("title", "[a]"), (1, "[a]", "wrong-type", "expected text, found a list"), ""),
    "mapping for text": (SMALL + "theme: {a: b}\n", (5, "{a: b}", "wrong-type", "expected text, found a mapping"), ""),
    "nothing for text": (with_value("title", ""), (1, " ", "wrong-type", "expected text, found nothing"), ""),
    "empty text": (with_value("title", '""'), (1, '""', "wrong-value", "expected text, found nothing"), ""),
    "text for a list": (
        with_value("metrics", "views, reach"),
        (4, "views, reach", "wrong-type", "expected a list, found text"), "write [views, reach]",
    ),
    "words for a list": (
        with_value("metrics", "views reach"),
        (4, "views reach", "wrong-type", "expected a list, found text"), "write [views, reach]",
    ),
    "a condition for a list": (
        SMALL + "hold_if: coverage < 0.5\n",
        (5, "coverage < 0.5", "wrong-type", "expected a list, found text"), "write [coverage < 0.5]",
    ),
    "long dashes for a list": (
        "title: W\naccounts: all\nperiod: last_week\nmetrics:\n  – views\n",
        (5, "– views", "wrong-type", "expected a list, found text"), 'start each entry with "- "',
    ),
    "mapping for a list": (
        SMALL + "sections: {kind: kpis}\n",
        (5, "{kind: kpis}", "wrong-type", "expected a list, found a mapping"),
        "write a list of entries such as - {kind: kpis}",
    ),
    "list for a mapping": (
        SMALL + "labels: {pillar: [a]}\n",
        (5, "[a]", "wrong-type", "expected a mapping, found a list"), "write pillar: {Launch: {hashtags: [newdrop]}}",
    ),
    "a formula without its key": (
        SMALL + "calculated:\n  er: saved / reach\n",
        (6, "saved / reach", "wrong-type", "expected a mapping, found text"),
        "write name: {formula: total_interactions / reach}",
    ),
    "colon glued below": (
        SMALL + "media:\n  ids:[a]\n",
        (6, "ids:[a]", "wrong-type", "expected a mapping, found text"), 'add a space after "ids:"',
    ),
    "an address for a mapping": (
        SMALL + "deliver: [{email: boss@example.com}]\n",
        (5, "boss@example.com", "wrong-type", "expected a mapping, found text"), "write {to: [boss@example.com]}",
    ),
    "one hashtag": (
        SMALL + "media: {hashtags: summer}\n",
        (5, "summer", "wrong-type", "expected a list, found text"), "write [summer]",
    ),
    "one account": (
        with_value("accounts", "acme"),
        (2, "acme", "wrong-type", 'expected all or a list of aliases, found "acme"'),
        "write [acme], or all for every account",
    ),
    "ALL": (
        with_value("accounts", "ALL"),
        (2, "ALL", "wrong-type", 'expected all or a list of aliases, found "ALL"'), 'did you mean "all"?',
    ),
    "no account": (
        with_value("accounts", "[]"), (2, "[]", "wrong-type", "this list is empty"),
        "write aliases from reporter.yaml, such as [acme], or all, or {tags: [retail]}",
    ),
    "tags without a list": (
        with_value("accounts", "{tags: retail}"),
        (2, "retail", "wrong-type", "expected a list, found text"), "write [retail]",
    ),
    "a list of periods": (
        with_value("period", "[last_week]"),
        (3, "[last_week]", "wrong-type", "expected the name of a period or its first and last day, found a list"),
        "write last_week, last_month, last_7_days, or {from: 2026-11-01, to: 2026-11-15}",
    ),
    "half a range": (
        with_value("period", "{from: 2026-11-01}"),
        (3, "{from: 2026-11-01}", "missing-key", 'missing key "to"'), "add to: ...",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_shape_is_one_finding_with_what_to_write(name: str) -> None:
    text, (line, words, code, message), help_ = SHAPES[name]
    (one,) = bind_spec(text)[1]
    assert (one.line, marked_text(one), one.code, one.message, one.help) == (line, words, code, message, help_)


VALUES = {
    "day that is none": (
        with_value("period", "{from: 2026-02-30, to: 2026-03-01}"),
        3, "2026-02-30", '"2026-02-30" is not a valid date',
    ),
    "5000 digits": (
        SMALL + f"version: {'9' * 5000}\n", 5, "9" * 5000, 'expected a whole number, found "999999999999…"',
    ),
    "version": (SMALL + "version: 23.0\n", 5, "23.0", 'expected a whole number, found "23.0"'),
    "leading zero": (
        SMALL + "sections: [{kind: top, by: views, limit: 010}]\n",
        5, "010", 'expected a whole number, found "010"',
    ),
    "not a number": (
        SMALL + "sections: [{kind: top, by: views, limit: .nan}]\n",
        5, ".nan", 'expected a whole number, found ".nan"',
    ),
    "more than fits": (
        SMALL + "sections: [{kind: top, by: views, limit: 1e400}]\n",
        5, "1e400", 'expected a whole number, found "1e400"',
    ),
    "too large": (SMALL + "sections: [{kind: top, by: views, limit: 101}]\n", 5, "101", '"101" is too large'),
    "too many": (SMALL + "sections: [{kind: table, by: [a, b, c]}]\n", 5, "[a, b, c]", "too many entries: 3"),
    "empty list": (SMALL + "sections: [{kind: table, by: []}]\n", 5, "[]", "this list is empty"),
    "choice": (SMALL + "basis: new\n", 5, "new", '"new" is not valid here; expected one of published, gained'),
    "yes": (
        SMALL + "sections: [{kind: text, body: x, required: yes}]\n", 5, "yes", 'expected true or false, found "yes"',
    ),
    "kind": (SMALL + "sections: [{kind: kpi}]\n", 5, "kpi", '"kpi" is not a valid section kind'),
    "kind of another shape": (SMALL + "sections: [{kind: [kpis]}]\n", 5, "[kpis]", "expected a section kind"),
    "name": (with_value("metrics", "[1st]"), 4, "1st", '"1st" is not a valid name'),
    "key": (SMALL + "calculated: {'a b': {formula: views}}\n", 5, "'a b'", '"a b" is not a valid name'),
    "age": (SMALL + "at_age: 7 days\n", 5, "7 days", '"7 days" is not a valid age'),
    "locale": (SMALL + "locale: english\n", 5, "english", '"english" is not a valid locale'),
    "several lines": (SMALL.replace("Weekly", "|\n  a\n  b"), 1, "|", "expected text on one line"),
    "two ways": (
        SMALL + "sections: [{kind: text}]\n", 5, "{kind: text}", "expected either body or file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_is_one_finding_at_the_value(name: str) -> None:
    text, line, words, message = VALUES[name]
    assert findings_of(text) == [(line, words, "wrong-value", message)]


def test_a_near_choice_is_offered_and_a_far_one_is_not() -> None:
    assert help_of(SMALL + "week_start: Monday\n") == 'did you mean "monday"?'
    assert help_of(SMALL + "sections: [{kind: kpi}]\n") == 'did you mean "kpis"?'
    assert help_of(SMALL + "sections: [{kind: pizza}]\n").startswith("write one of kpis, trend, table, top, media")
    assert help_of(SMALL + "sections: [{kind: top, by: views, order: best}]\n") == ""
    assert help_of(SMALL + "compare: previous\n").startswith("write previous_period, previous_year or none")


def test_forgotten_commas_and_signs_are_named() -> None:
    assert help_of(with_value("metrics", "[views reach]")) == "separate the entries with commas: views, reach"
    assert help_of(with_value("metrics", "['#views']")) == 'remove the "#"'
    assert help_of(with_value("accounts", "['@acme']")) == 'remove the "@"'
    assert help_of(with_value("metrics", "[“views, reach]")).startswith("use straight quotes")


def test_a_long_value_is_never_repeated() -> None:
    secret = "EAAB" + "x7" * 40
    for text in (
        with_value("period", f"{{from: {secret}, to: 2026-01-01}}"),
        with_value("metrics", f"[{secret}!]"),
        with_value("accounts", f"'{secret} '"),
        SMALL + f"{secret}: 1\n",
        SMALL + f"basis: {secret}\n",
        SMALL + f"version: {secret}\n",
        SMALL + f"sections: [{{kind: {secret}}}]\n",
        SMALL + f"hold_if: {secret}\n",
    ):
        (one,) = bind_spec(text)[1]
        assert secret[:20] not in one.message + one.help
