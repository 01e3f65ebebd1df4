"""Whether diagnostics stop a run."""

from __future__ import annotations

import pytest

from reporter.core.diagnostics import Diagnostic, Severity, has_errors

ERROR, WARNING = (Diagnostic("x.yaml", 1, 1, 2, severity, "code", "message") for severity in Severity)


@pytest.mark.parametrize(
    ("diagnostics", "stops", "stops_strictly"),
    [
        ([], False, False),
        ([WARNING], False, True),
        ([ERROR], True, True),
        ([WARNING, ERROR], True, True),
    ],
)
def test_errors_stop_a_run_and_warnings_only_with_strict(
    diagnostics: list[Diagnostic], *, stops: bool, stops_strictly: bool
) -> None:
    assert has_errors(diagnostics) is stops
    assert has_errors(diagnostics, strict=True) is stops_strictly
