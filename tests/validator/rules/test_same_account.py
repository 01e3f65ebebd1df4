"""Two aliases of one Instagram account."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec

FACEBOOK = 'login: facebook, token: env:TOKEN, instagram_id: "{}"'


@pytest.mark.parametrize(
    ("first", "second", "doubled"),
    [
        (FACEBOOK.format("178414"), FACEBOOK.format("178414"), True),
        (FACEBOOK.format("178414"), FACEBOOK.format("00178414"), True),
        (FACEBOOK.format("178414"), 'login: instagram, token: env:T, instagram_id: "178414"', True),
        (FACEBOOK.format("178414"), FACEBOOK.format("178415"), False),
        ("login: instagram, token: env:T", "login: instagram, token: env:T", False),
        ("login: sandbox", "login: sandbox", False),
        ('login: sandbox, instagram_id: "1"', 'login: sandbox, instagram_id: "1"', False),
    ],
)
def test_two_aliases_of_one_account(folder: Path, first: str, second: str, *, doubled: bool) -> None:
    loaded = load(folder, spec(), f"accounts:\n  one: {{{first}}}\n  two: {{{second}}}\n")
    column = 3 + len("two: {") + second.find('"')
    expected = [("same-account", 3, column, '"two" has the same instagram_id as "one"')] if doubled else []
    assert [(finding.code, finding.line, finding.column, finding.message) for finding in loaded.diagnostics] == expected
