"""Aliases and tags that no account has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec

WORKSPACE = "accounts:\n  acme: {login: sandbox, tags: [retail]}\n  acme_de: {login: sandbox}\n"


@pytest.mark.parametrize(
    ("accounts", "message", "help_text"),
    [
        ("[acme, amce]", 'unknown account "amce"', 'did you mean "acme"?'),
        ("[nobody]", 'unknown account "nobody"', "accounts in reporter.yaml: acme, acme_de"),
        ("{tags: [retial]}", 'no account has the tag "retial"', 'did you mean "retail"?'),
        ("{tags: [food]}", 'no account has the tag "food"', "tags in reporter.yaml: retail"),
    ],
)
def test_an_unknown_name_is_explained(folder: Path, accounts: str, message: str, help_text: str) -> None:
    (finding,) = load(folder, spec().replace("accounts: all", f"accounts: {accounts}"), WORKSPACE).diagnostics
    assert (finding.code, finding.message) == ("unknown-account", message)
    assert finding.help.startswith(help_text)


def test_another_account_is_never_put_in_place_of_a_mistyped_one(folder: Path) -> None:
    (finding,) = load(folder, spec().replace("accounts: all", "accounts: [acme_d]"), WORKSPACE).diagnostics
    assert finding.replacement == ""


def test_the_accounts_of_a_client_are_checked(folder: Path) -> None:
    (finding,) = load(folder, spec(), WORKSPACE + "clients: {X: {accounts: [acme, other]}}\n").diagnostics
    assert (finding.code, finding.path, finding.line, finding.column) == ("unknown-account", "reporter.yaml", 4, 32)
