"""Every use of a metric in a spec, with its place."""

from __future__ import annotations

import pytest

from reporter.core.diagnostics import Severity
from reporter.spec.formula.parse import Formula, FormulaError
from reporter.validator.uses import (
    Use,
    calculated_metrics,
    circles,
    formula_names,
    formulas,
    is_next_to,
    listed_metrics,
    media_rules,
    metric_of,
    metric_uses,
    read_formula,
)
from tests.support.analysis_makers import make_spec

SPEC = make_spec(
    metrics=("views", "rate"),
    breakdowns={"navigation": "story_navigation_action_type"},
    calculated={"rate": {"formula": "saved / reach"}},
    media={"where": "likes > 5"},
    labels={"pillar": {"Launch": {"hashtags": ("launch",)}}},
    sections=({"kind": "top", "by": "shares"}, {"kind": "kpis", "metrics": ("rate", "views")}),
    alerts={"drop": {"when": "change_reach < -0.3 and coverage > 0.5", "only_if": "rate > 0"}},
    hold_if=("previous_rate > 1",),
)


def test_metrics_outside_formulas_are_listed_with_their_paths() -> None:
    assert [(use.name, use.path, use.at_key) for use in listed_metrics(SPEC)] == [
        ("views", ("metrics", 0), False),
        ("rate", ("metrics", 1), False),
        ("navigation", ("breakdowns", "navigation"), True),
        ("shares", ("sections", 0, "by"), False),
        ("rate", ("sections", 1, "metrics", 0), False),
        ("views", ("sections", 1, "metrics", 1), False),
    ]


def test_every_formula_is_found_and_says_whether_it_is_a_condition() -> None:
    assert [(written.text, written.path[0], written.condition, written.alert) for written in formulas(SPEC)] == [
        ("saved / reach", "calculated", False, False),
        ("likes > 5", "media", True, False),
        ("change_reach < -0.3 and coverage > 0.5", "alerts", True, True),
        ("rate > 0", "alerts", True, True),
        ("previous_rate > 1", "hold_if", True, True),
    ]


def test_a_use_in_a_formula_is_the_metric_without_its_prefix() -> None:
    uses = {use.name: use for use in metric_uses(SPEC) if use.length}
    assert list(uses) == ["saved", "reach", "likes"]
    assert uses["reach"] == Use("reach", ("alerts", "drop", "when"), start=7, length=5)


def test_calculated_metrics_and_names_of_alerts_are_not_metrics_of_the_api() -> None:
    names = {use.name for use in metric_uses(SPEC)}
    assert names == {"views", "navigation", "shares", "saved", "reach", "likes"}


def test_formulas_with_errors_have_no_names() -> None:
    spec = make_spec(calculated={"rate": {"formula": "saved / "}}, hold_if=("reach > 1",))
    assert [use.name for _, use in formula_names(spec)] == ["reach"]
    assert calculated_metrics(spec) == {}


@pytest.mark.parametrize(
    ("name", "metric"),
    [("previous_reach", "reach"), ("change_reach", "reach"), ("reach", "reach"), ("changes", "changes")],
)
def test_the_metric_behind_a_name(name: str, metric: str) -> None:
    assert metric_of(name) == metric


def test_a_formula_is_parsed_or_its_error_is_returned() -> None:
    assert isinstance(read_formula("saved / reach", condition=False), Formula)
    assert isinstance(read_formula("saved / reach", condition=True), FormulaError)


def test_the_filter_and_every_label_have_rules() -> None:
    assert [path for path, _ in media_rules(SPEC)] == [("media",), ("labels", "pillar", "Launch")]


@pytest.mark.parametrize(
    ("formulas_by_name", "expected"),
    [
        ({"a": "views"}, ()),
        ({"a": "a + 1"}, (("a",),)),
        ({"a": "b", "b": "c", "c": "a"}, (("a", "b", "c"),)),
        ({"x": "a", "a": "b", "b": "a"}, (("a", "b"),)),
        ({"a": "a", "b": "b"}, (("a",), ("b",))),
        ({"a": "b + b", "b": "views"}, ()),
    ],
)
def test_each_circle_is_found_once(formulas_by_name: dict[str, str], expected: tuple[tuple[str, ...], ...]) -> None:
    spec = make_spec(calculated={name: {"formula": text} for name, text in formulas_by_name.items()})
    assert circles(calculated_metrics(spec)) == expected


def test_very_long_chains_are_followed_without_harm() -> None:
    chain = {f"m{step}": {"formula": f"m{step + 1}"} for step in range(5_000)}
    assert circles(calculated_metrics(make_spec(calculated=chain))) == ()


def test_a_replacement_that_is_in_the_same_list_would_be_a_duplicate() -> None:
    uses = list(
        listed_metrics(make_spec(metrics=("views", "plays"), sections=({"kind": "kpis", "metrics": ("plays",)},)))
    )
    in_metrics, in_section = (use for use in uses if use.name == "plays")
    assert is_next_to("views", in_metrics, uses)
    assert not is_next_to("views", in_section, uses)


def test_a_finding_points_at_the_use() -> None:
    use = Use("plays", ("alerts", "a", "when"), start=3, length=5)
    finding = use.finding("removed-metric", "removed", "write views", severity=Severity.WARNING, replacement="views")
    assert (finding.path, finding.start, finding.length, finding.at_key) == (("alerts", "a", "when"), 3, 5, False)
    assert (finding.code, finding.severity, finding.replacement) == ("removed-metric", Severity.WARNING, "views")
