"""Metrics that Meta will remove soon."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import SANDBOX, findings, load, spec

OLD = SANDBOX + "api: {version: v21.0}\n"


def test_a_metric_that_stops_soon_is_a_warning_before_and_an_error_after(folder: Path) -> None:
    before = load(folder, spec(metrics="[plays]"), OLD, datetime(2025, 4, 1, tzinfo=UTC))
    assert [(finding.code, finding.severity) for finding in before.diagnostics] == [
        ("stopping-metric", Severity.WARNING)
    ]
    assert before.diagnostics[0].message == '"plays" will be removed on 2025-04-21, in 20 days'
    assert not before.failed
    after = datetime(2025, 4, 21, tzinfo=UTC)
    assert findings(folder, spec(metrics="[plays]"), OLD, after) == [("removed-metric", 4, 11)]
