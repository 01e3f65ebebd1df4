"""Documents to models: everything that does not fit is told at once, at its place, in YAML's words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.spec.model import Range, ReportSpec, Tagged
from reporter.spec.workspace import WorkspaceModel
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import Source
from tests.support.yaml_texts import SMALL, bind_spec, findings_of, help_of, marked_text, parsed, with_value

EVERYTHING: dict[str, Any] = {
    "version": "1",
    "title": "Weekly",
    "description": "For Monday",
    "accounts": ["acme", "acme_de"],
    "for_each": "client",
    "period": {"from": "2026-11-01", "to": "2026-11-15"},
    "compare": "previous_period",
    "basis": "gained",
    "at_age": "7d",
    "timezone": "Europe/Berlin",
    "locale": "de_DE",
    "week_start": "sunday",
    "media": {
        "product_types": ["FEED", "REELS"],
        "media_types": ["IMAGE"],
        "hashtags": {"any": ["summer"], "none": ["ad"]},
        "caption": {"contains": "launch"},
        "ids": ["17900000000000001"],
        "where": "views >= 1000",
    },
    "labels": {"pillar": {"Launch": {"hashtags": ["newdrop"]}, "Reels": {"product_types": ["REELS"]}}},
    "metrics": ["views", "reach", "saved"],
    "breakdowns": {"navigation": "story_navigation_action_type"},
    "calculated": {"er": {"formula": "saved / reach", "format": "percent", "label": "ER"}},
    "sections": [
        {"kind": "kpis", "metrics": ["views", "er"]},
        {"kind": "trend", "metrics": ["views"], "by": "day"},
        {"kind": "table", "by": ["account", "pillar"]},
        {"kind": "top", "by": "er", "limit": "10", "order": "highest"},
        {"kind": "media"},
        {"kind": "breakdown", "metric": "navigation"},
        {"kind": "heatmap", "metric": "er", "rows": "weekday", "columns": "hour"},
        {"kind": "text", "body": "**words**", "required": "true"},
    ],
    "alerts": {"drop": {"when": "reach < 5", "only_if": "views > 1", "message": "low", "by": "account"}},
    "hold_if": ["coverage < 0.95"],
    "outputs": {"excel": {"file": "w.xlsx"}, "html": {"template": "report.html"}, "json": {}},
    "deliver": [{"email": {"to": ["a@example.com"], "attach": ["excel"], "body": "text"}}, {"folder": {"path": "p"}}],
    "theme": "acme",
}


# what fits


def test_five_lines_are_a_spec() -> None:
    bound, diagnostics = bind_spec(SMALL)
    assert diagnostics == ()
    assert bound.value is not None
    assert (bound.value.accounts, bound.value.metrics, bound.value.timezone) == ("all", ("views",), "UTC")


def test_everything_that_the_language_has_fits() -> None:
    bound, diagnostics = bind_spec(json.dumps(EVERYTHING))
    assert diagnostics == ()
    assert bound.value is not None
    assert isinstance(bound.value.period, Range)
    assert bound.value.period.last.isoformat() == "2026-11-15"
    assert [section.kind for section in bound.value.sections] == [section["kind"] for section in EVERYTHING["sections"]]
    assert set(bound.value.outputs.named()) == {"excel", "html", "json"}


def test_text_stays_text_and_numbers_are_numbers_where_they_are_meant() -> None:
    bound, diagnostics = bind_spec(
        SMALL + "description: no\ntimezone: 010\nsections: [{kind: top, by: views, limit: 12}]\n"
    )
    assert diagnostics == ()
    assert bound.value is not None
    assert (bound.value.description, bound.value.timezone) == ("no", "010")
    assert bound.value.sections[0].model_dump()["limit"] == 12


def test_accounts_are_all_tags_or_a_list() -> None:
    for written, expected in (("all", "all"), ("[a, b]", ("a", "b")), ("{tags: [x]}", Tagged(tags=("x",)))):
        bound, diagnostics = bind_spec(with_value("accounts", written))
        assert diagnostics == ()
        assert bound.value is not None
        assert bound.value.accounts == expected


# keys


def test_an_unknown_key_is_told_at_the_key_with_the_nearest_one() -> None:
    assert findings_of(SMALL.replace("metrics", "metircs")) == [(4, "metircs", "unknown-key", 'unknown key "metircs"')]
    assert help_of(SMALL.replace("metrics", "metircs")) == 'did you mean "metrics"?'
    assert help_of(SMALL + "sections:\n  - {kind: kpis, qqq: x}\n") == "valid keys: title, kind, metrics"
    assert help_of(with_value("period", "{since: 2026-01-01, to: 2026-01-02}")) == 'did you mean "from"?'


def test_missing_keys_are_told_where_their_mapping_begins() -> None:
    text = "# comment\ntheme: x\nsections:\n  - kind: trend\n  - kind: top\n    limit: 3\n"
    assert findings_of(text) == [
        (2, "theme: x", "missing-key", 'missing key "title"'),
        (2, "theme: x", "missing-key", 'missing key "accounts"'),
        (2, "theme: x", "missing-key", 'missing key "period"'),
        (2, "theme: x", "missing-key", 'missing key "metrics"'),
        (5, "kind: top", "missing-key", 'missing key "by"'),
    ]


def test_a_faulty_value_is_not_also_a_missing_one() -> None:
    assert [code for _, _, code, _ in findings_of("title: [a]\naccounts: {}\nperiod: []\nmetrics: {}\n")] == [
        *("wrong-type", "missing-key", "wrong-type", "wrong-type")
    ]
    assert len(findings_of(SMALL + "calculated: {er: {formula: [a]}}\n")) == 1


# shapes, in YAML's words


# values


def test_sections_written_as_words_or_keys_are_turned_round() -> None:
    assert [one.help for one in bind_spec(SMALL + "sections: [kpis, trends]\n")[1]] == [
        *("write {kind: kpis}", "write {kind: trend}")
    ]
    assert (
        help_of(SMALL + "sections: [{kpis: {metrics: [views]}}]\n")
        == "write kind: kpis, with its other keys next to it"
    )


def test_entries_of_a_list_that_stands_for_a_mapping_are_found() -> None:
    assert findings_of(SMALL + "media: {hashtags: [ok, [a], {b: c}]}\n") == [
        (5, "[a]", "wrong-type", "expected text, found a list"),
        (5, "{b: c}", "wrong-type", "expected text, found a mapping"),
    ]


# several at once


def test_all_faults_are_told_at_once() -> None:
    text = (
        "titel: W\naccounts: acme\nperiod: {from: 2026-02-30, too: 2026-03-01}\nmetrics: views\nbasis: lost\n"
        "sections:\n  - {kind: kpi}\n  - {kind: top, by: views, limit: ten, order: up, colour: red}\n  - {kind: top}\n"
        "outputs: {pdf: {}, html: page.html}\n"
    )
    assert [(line, words) for line, words, _, _ in findings_of(text)] == [
        *((1, "titel"), (2, "acme"), (3, "2026-02-30"), (3, "too"), (4, "views"), (5, "lost"), (7, "kpi")),
        *((8, "ten"), (8, "up"), (8, "colour"), (9, "{kind: top}"), (10, "pdf"), (10, "page.html")),
    ]


def test_what_fits_is_still_there() -> None:
    bound, diagnostics = bind_spec(
        SMALL + "sections: [{kind: kpis}, {kind: kpi}, {kind: top, by: views, limit: x}, {kind: media}]\nbasis: x\n"
    )
    assert len(diagnostics) == 3
    assert bound.value is not None
    assert bound.value.basis == "published"
    assert [section.kind for section in bound.value.sections] == ["kpis", "top", "media"]


def test_paths_lead_back_past_what_was_cut_out() -> None:
    bound, _ = bind_spec(
        SMALL + "sections: [x, {kind: kpis}, {kind: pizza}, {kind: top, by: a, metrics: [1, b, 2, c]}]\n"
    )
    assert bound.restore(("sections", 0)) == ("sections", 1)
    assert bound.restore(("sections", 1, "metrics", 0)) == ("sections", 3, "metrics", 1)
    assert bound.restore(("sections", 1, "metrics", 1)) == ("sections", 3, "metrics", 3)
    assert bound.restore(("sections", 1, "limit")) == ("sections", 3, "limit")
    assert bound.restore(("theme",)) == ("theme",)


# defaults


def test_defaults_count_where_the_spec_says_nothing() -> None:
    bound, diagnostics = bind_spec(SMALL + "locale: de_DE\n", locale="fr_FR", timezone="Europe/Paris", basis="gained")
    assert diagnostics == ()
    assert bound.value is not None
    assert (bound.value.locale, bound.value.timezone, bound.value.basis) == ("de_DE", "Europe/Paris", "gained")


def test_faults_of_defaults_are_not_told_of_the_spec() -> None:
    bound, diagnostics = bind_spec(SMALL + "basis: x\n", week_start="someday", colour="red", media={"ids": "a"})
    assert [marked_text(diagnostic) for diagnostic in diagnostics] == ["x"]
    assert bound.value is not None
    assert bound.value.week_start == "monday"


def test_what_the_document_reported_is_not_told_again() -> None:
    document, diagnostics = parse(Source("x.yaml", with_value("metrics", "{views, reach}").encode()))
    assert document is not None
    assert [diagnostic.code for diagnostic in diagnostics] == ["yaml-syntax"]
    assert bind(ReportSpec, document).findings == ()


# other models


def test_a_workspace_without_accounts_is_hopeless_and_says_so_once() -> None:
    for text, message in (
        ("version: 1\n", 'missing key "accounts"'),
        ("accounts: {}\n", "this mapping is empty"),
        ("accounts: [acme]\n", "expected a mapping, found a list"),
    ):
        bound = bind(WorkspaceModel, parsed(text))
        assert bound.value is None
        assert [finding.message for finding in bound.findings] == [message]


def test_keys_missing_in_a_part_of_a_workspace_are_told_there() -> None:
    document = parsed("accounts: {a: {login: sandbox}}\nmail: {user: x}\n")
    bound = bind(WorkspaceModel, document)
    assert [finding.message for finding in bound.findings] == ['missing key "server"', 'missing key "from"']
    assert {document.locate(finding).line for finding in bound.findings} == {2}
    assert bound.value is not None


# whatever stands anywhere


def every_place(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a JSON tree
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in children for place in [(*path, key), *every_place(one, (*path, key))]]


def replaced(tree: Any, path: tuple[Any, ...], junk: Any) -> Any:  # noqa: ANN401 - a JSON tree
    """Return the tree with junk at the path, or the tree where the path leads nowhere any more."""
    if not path:
        return junk
    if isinstance(tree, dict) and path[0] in tree:
        return {**tree, path[0]: replaced(tree[path[0]], path[1:], junk)}
    if isinstance(tree, list) and path[0] in range(len(tree)):
        return [replaced(one, path[1:], junk) if index == path[0] else one for index, one in enumerate(tree)]
    return tree


_JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.sampled_from(["", "x", "all", "a b", "#a", "1", "-1", "true", "2026-01-01", "é" * 50])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["kind", "by", "metrics", "from", "to", "tags", "x", ""]), inner, max_size=2),
    ),
    max_leaves=4,
)
_PYTHON = re.compile(r"\b(None|dict|str|tuple|int|bool|NoneType|pydantic|input|Input|should be)\b")


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(every_place(EVERYTHING)), _JUNK), min_size=1, max_size=4))
def test_whatever_stands_anywhere_is_bound_or_told_in_yaml_words(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    tree: Any = EVERYTHING
    for path, junk in changes:
        tree = replaced(tree, path, junk)
    document, _ = parse(Source("x.yaml", json.dumps(tree, indent=1).encode()))
    assert document is not None
    bound = bind(ReportSpec, document)
    assert bound.value is not None
    for one in map(document.locate, bound.findings):
        assert one.line <= len(document.lines)
        assert not _PYTHON.search(f"{one.message} {one.help}"), one


@pytest.mark.parametrize("path", every_place(EVERYTHING), ids=str)
def test_a_mapping_too_much_is_told_at_its_place(path: tuple[Any, ...]) -> None:
    document = parsed(json.dumps(replaced(EVERYTHING, path, {"qqqq": {"qqqq": {"qqqq": []}}}), indent=1))
    findings = bind(ReportSpec, document).findings
    assert findings
    assert all(finding.path[: len(path)] == path for finding in findings)
