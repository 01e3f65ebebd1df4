"""Metrics that Meta rejects for the login of an account."""

from __future__ import annotations

from pathlib import Path

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import SANDBOX, load, spec

INSTAGRAM = "accounts:\n  solo: {login: instagram, token: env:TOKEN}\n"
BOTH = INSTAGRAM + '  duo: {login: facebook, token: env:TOKEN, instagram_id: "1"}\n'


def test_a_metric_that_no_account_can_have_is_an_error(folder: Path) -> None:
    (finding,) = load(folder, spec(metrics="[views, total_likes]"), INSTAGRAM).diagnostics
    assert (finding.code, finding.severity) == ("refused-metric", Severity.ERROR)
    assert finding.message == '"total_likes" is not available with login: instagram (solo)'


def test_a_metric_that_some_accounts_have_is_a_warning(folder: Path) -> None:
    (finding,) = load(folder, spec(metrics="[views, total_likes]"), BOTH).diagnostics
    assert (finding.code, finding.severity) == ("refused-metric", Severity.WARNING)


def test_a_metric_in_a_formula_is_reported_at_its_name(folder: Path) -> None:
    line = "calculated: {rate: {formula: views / total_likes}}"
    (finding,) = load(folder, spec(line), INSTAGRAM).diagnostics
    assert line[finding.column - 1 : finding.end_column - 1] == "total_likes"


def test_nothing_is_rejected_for_the_sandbox(folder: Path) -> None:
    assert load(folder, spec(metrics="[views, total_likes]"), SANDBOX).diagnostics == ()
