"""The rules, run on a spec, on a workspace and on plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.core.diagnostics import Severity
from reporter.spec.workspace import Workspace, WorkspaceModel
from reporter.validator.check import check_document, check_spec, check_workspace
from reporter.validator.context import RuleContext
from tests.support.analysis_makers import make_spec

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def context(**keys: Any) -> RuleContext:  # noqa: ANN401 - any keys
    model = WorkspaceModel.model_validate({"accounts": {"acme": {"login": "sandbox"}}, **keys})
    return RuleContext(
        load_catalog(), Workspace(Path(), model), "weekly", NOW, themes=lambda: ("plain",), templates=lambda _: ()
    )


def test_a_valid_spec_has_no_findings() -> None:
    assert list(check_spec(make_spec(), context())) == []


def test_every_rule_looks_at_a_spec() -> None:
    spec = make_spec(metrics=("veiws", "reach", "reach"), theme="ours", timezone="Nowhere/There", period="fortnight")
    findings = list(check_spec(spec, context()))
    assert {(finding.code, finding.path) for finding in findings} == {
        ("unknown-metric", ("metrics", 0)),
        ("duplicate-entry", ("metrics", 2)),
        ("unknown-theme", ("theme",)),
        ("unknown-timezone", ("timezone",)),
        ("wrong-period", ("period",)),
    }
    assert {finding.severity for finding in findings if finding.code == "duplicate-entry"} == {Severity.WARNING}


def test_a_workspace_is_checked_without_a_spec() -> None:
    (finding,) = check_workspace(context(clients={"X": {"accounts": ["acme", "other"]}}))
    assert (finding.code, finding.path) == ("unknown-account", ("clients", "X", "accounts", 1))


def test_plain_values_are_checked_whatever_their_shape() -> None:
    assert list(check_document({"anything": ("x", {"y": None})})) == []
    (finding,) = check_document({"mail": {"password": "hunter2"}})
    assert (finding.code, finding.path) == ("literal-secret", ("mail", "password"))
    assert "hunter2" not in finding.message + finding.help
