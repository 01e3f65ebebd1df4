"""Settings that exist with Facebook login only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("login", "expected"),
    [("instagram", ["facebook-only"]), ("facebook", []), ("sandbox", [])],
)
def test_collaborations_exist_with_facebook_login_only(folder: Path, login: str, expected: list[str]) -> None:
    workspace = f'accounts:\n  one: {{login: {login}, token: env:T, instagram_id: "1", collaborations: true}}\n'
    assert [finding.code for finding in load(folder, spec(), workspace).diagnostics] == expected
    assert load(folder, spec(), workspace.replace("true", "false")).diagnostics == ()
