"""Entries that their list already contains."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import SANDBOX, findings, load, spec

MAIL = SANDBOX + "mail: {server: smtps://mail.example.com, from: a@example.com}\n"


@pytest.mark.parametrize(
    ("line", "repeated"),
    [
        ("media: {ids: ['1', '2', '1']}", "'1'"),
        ("media: {hashtags: {none: [Summer, summer]}}", "summer"),
        ("labels: {pillar: {A: {media_types: [IMAGE, IMAGE]}}}", "IMAGE"),
        ("sections: [{kind: table, by: [account, account]}]", "account"),
        ("sections: [{kind: heatmap, metric: views, rows: day, columns: day}]", "day"),
        ("deliver: [{email: {to: [a@example.com, a@example.com]}}]", "a@example.com"),
    ],
)
def test_the_repeated_entry_is_a_warning(folder: Path, line: str, repeated: str) -> None:
    (finding,) = load(folder, spec(line), MAIL).diagnostics
    assert (finding.code, finding.severity, finding.line) == ("duplicate-entry", Severity.WARNING, 5)
    assert finding.column == line.rindex(repeated) + 1


def test_lists_of_the_workspace_are_checked_as_well(folder: Path) -> None:
    workspace = "accounts:\n  solo: {login: sandbox, tags: [a, b, a]}\nclients: {X: {accounts: [solo, solo]}}\n"
    assert findings(folder, spec(), workspace) == [("duplicate-entry", 2, 39), ("duplicate-entry", 3, 32)]
