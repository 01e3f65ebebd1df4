"""Accounts without the id or the token that their login requires."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("account", "messages"),
    [
        ("login: sandbox", []),
        ("login: instagram, token: env:TOKEN", []),
        ('login: facebook, token: env:TOKEN, instagram_id: "1"', []),
        ("login: instagram", ['account "solo" has no token']),
        ("login: facebook, token: env:TOKEN", ['account "solo" has no instagram_id, which login: facebook requires']),
        (
            "login: facebook",
            ['account "solo" has no instagram_id, which login: facebook requires', 'account "solo" has no token'],
        ),
    ],
)
def test_what_an_account_lacks_is_reported_at_its_alias(folder: Path, account: str, messages: list[str]) -> None:
    diagnostics = load(folder, spec(), f"accounts:\n  solo: {{{account}}}\n").diagnostics
    assert [diagnostic.message for diagnostic in diagnostics] == messages
    assert {(diagnostic.code, diagnostic.line, diagnostic.column) for diagnostic in diagnostics} <= {
        ("incomplete-account", 2, 3)
    }


def test_an_id_that_is_not_valid_is_not_also_missing(folder: Path) -> None:
    workspace = "accounts:\n  solo: {login: facebook, token: env:TOKEN, instagram_id: acme}\n"
    codes = [diagnostic.code for diagnostic in load(folder, spec(), workspace).diagnostics]
    assert len(codes) == 1
    assert "incomplete-account" not in codes
