"""Metrics that are newer than the API version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.rule_specs import SANDBOX, findings, spec

OLD = SANDBOX + "api: {version: v21.0}\n"


def test_a_metric_newer_than_the_version_asked(folder: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert findings(folder, spec(metrics="[reach, views]"), OLD, now) == [("newer-metric", 4, 18)]
