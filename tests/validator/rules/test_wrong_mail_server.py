"""URLs of mail servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import SANDBOX, findings, spec


def mail(server: str, rest: str = "") -> str:
    return SANDBOX + f"mail: {{server: '{server}', from: a@example.com{rest}}}\n"


@pytest.mark.parametrize(
    "server", ["smtps://mail.example.com", "smtp://mail.example.com:25", "smtp+plain://127.0.0.1:1025"]
)
def test_mail_servers_that_can_be_used(folder: Path, server: str) -> None:
    assert findings(folder, spec("deliver: [{email: {to: a@example.com}}]"), mail(server)) == []


@pytest.mark.parametrize(
    ("server", "rest"),
    [
        ("mail.example.com", ""),
        ("http://mail.example.com", ""),
        ("smtp+plain://mail.example.com", ""),
        ("smtps://mail.example.com/x", ""),
        ("smtps://mail.example.com:99999", ""),
        ("smtps://mail.example.com", ", user: a@example.com"),
    ],
)
def test_mail_servers_that_cannot(folder: Path, server: str, rest: str) -> None:
    assert [code for code, _, _ in findings(folder, spec(), mail(server, rest))] == ["wrong-mail-server"]
