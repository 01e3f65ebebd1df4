"""Secrets in plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec

SECRET = "EAABinventedForATestItOpensNothing0000"


@pytest.mark.parametrize(
    "account", [f"{{login: instagram, token: {SECRET}}}", f"{{login: instagram, token: env:T, app_secret: {SECRET}}}"]
)
def test_a_secret_in_the_workspace_is_reported_and_never_repeated(folder: Path, account: str) -> None:
    diagnostics = load(folder, spec(), f"accounts:\n  solo: {account}\n").diagnostics
    assert "literal-secret" in {diagnostic.code for diagnostic in diagnostics}
    assert SECRET not in repr(diagnostics)


def test_a_secret_in_a_spec_is_reported_at_its_place(folder: Path) -> None:
    (finding,) = load(folder, spec(f"description: {SECRET}")).diagnostics
    assert (finding.code, finding.line, finding.column) == ("literal-secret", 5, 14)


def test_a_reference_is_not_a_secret(folder: Path) -> None:
    for reference in ("env:TOKEN", "file:.token", "keyring:reporter/solo"):
        assert (
            load(folder, spec(), f"accounts:\n  solo: {{login: instagram, token: '{reference}'}}\n").diagnostics == ()
        )
