"""A rule: the nearest name for a finding."""

from __future__ import annotations

import pytest

from reporter.core.diagnostics import Finding
from reporter.validator.rule import with_nearest_name

FINDING = Finding("unknown-name", ("metrics", 0), "unknown", "write one of views, reach")


@pytest.mark.parametrize(
    ("written", "help_text", "replacement"),
    [
        ("reech", 'did you mean "reach"?', "reach"),
        ("qqqq", "write one of views, reach", ""),
    ],
)
def test_the_nearest_name_is_suggested(written: str, help_text: str, replacement: str) -> None:
    finding = with_nearest_name(FINDING, written, ("views", "reach"))
    assert finding.help.startswith(help_text)
    assert (finding.replacement, finding.message, finding.path) == (replacement, "unknown", ("metrics", 0))
