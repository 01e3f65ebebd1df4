"""API versions that expire, have expired, or do not exist."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import NOW, SANDBOX, load, spec


@pytest.mark.parametrize(
    ("version", "day", "expected"),
    [
        ("v21.0", datetime(2026, 10, 22, tzinfo=UTC), []),
        ("v21.0", datetime(2026, 10, 23, tzinfo=UTC), ["expires"]),
        ("v21.0", datetime(2027, 1, 22, tzinfo=UTC), ["expired"]),
        ("v20.0", NOW, ["expired"]),
        ("v27.0", datetime(2030, 1, 1, tzinfo=UTC), []),
        ("v28.0", NOW, ["is"]),
        ("v99.0", NOW, ["is"]),
    ],
)
def test_versions_that_end_are_told_ninety_days_ahead(
    folder: Path, version: str, day: datetime, expected: list[str]
) -> None:
    loaded = load(folder, spec(metrics="[reach]"), SANDBOX + f"api: {{version: {version}}}\n", day)
    assert [finding.message.split()[2] for finding in loaded.diagnostics] == expected
    assert not loaded.failed


@pytest.mark.parametrize("version", ["v2.30", "v230.0", "28.0", "v28", "V28.0", "v28.1", "v028.0", "latest", "v19.0"])
def test_what_is_not_a_version_stays_an_error(folder: Path, version: str) -> None:
    loaded = load(folder, spec(metrics="[reach]"), SANDBOX + f"api: {{version: {version}}}\n")
    assert [(finding.code, finding.severity) for finding in loaded.diagnostics] == [
        ("wrong-api-version", Severity.ERROR)
    ]
