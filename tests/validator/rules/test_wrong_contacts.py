"""Deliveries to contacts that do not exist."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import findings, spec


def test_contacts_are_found_for_each(folder: Path) -> None:
    workspace = "accounts:\n  solo: {login: sandbox, contacts: [a@example.com]}\n  duo: {login: sandbox}\n"
    lines = ("for_each: account", "deliver: [{email: {to: contacts}}]")
    assert findings(folder, spec(*lines), workspace) == [("missing-mail-server", 6, 12), ("wrong-contacts", 6, 24)]
    selected = spec(*lines).replace("accounts: all", "accounts: [solo]")
    assert findings(folder, selected, workspace) == [("missing-mail-server", 6, 12)]
