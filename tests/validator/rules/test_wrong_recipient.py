"""Email addresses of recipients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, spec


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com",
        "A.b+c@sub.example.co",
        "Acme Team <a@example.com>",
        '"Acme, Inc." <a@example.com>',
        "ü <a@bücher.de>",
    ],
)
def test_addresses_that_mail_reaches(folder: Path, address: str) -> None:
    codes = [code for code, _, _ in findings(folder, spec(f"deliver: [{{email: {{to: ['{address}']}}}}]"))]
    assert codes == ["missing-mail-server"]


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@b.de",
        "a@b",
        "a b@c.de",
        "a@b.de c@d.de",
        "a@b.de; c@d.de",
        "<a@b.de",
        "a..b@c.de",
        ".a@b.de",
        "a@-b.de",
        "a@b.de>",
    ],
)
def test_what_is_no_address(folder: Path, address: str) -> None:
    codes = [code for code, _, _ in findings(folder, spec(f"deliver: [{{email: {{to: ['{address}']}}}}]"))]
    assert codes == ["missing-mail-server", "wrong-recipient"]
