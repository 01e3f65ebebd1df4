"""What an e-mail address is, for specs and for sending alike."""

from __future__ import annotations

import pytest

from reporter.spec.addresses import address_of, parse_mailbox


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("a@example.com", "", "a@example.com"),
        (" a@example.com ", "", "a@example.com"),
        ("A.b+c@Example.COM", "", "A.b+c@example.com"),
        ("<a@example.com>", "", "a@example.com"),
        ("Acme Team <a@example.com>", "Acme Team", "a@example.com"),
        ('"Acme, Inc." <a@example.com>', "Acme, Inc.", "a@example.com"),
        ("Ünï <a@bücher.example>", "Ünï", "a@xn--bcher-kva.example"),
        ("a@straße.example", "", "a@xn--strae-oqa.example"),
        ("x" * 64 + "@example.com", "", "x" * 64 + "@example.com"),
    ],
)
def test_f14_one_address_with_or_without_a_name(written: str, name: str, address: str) -> None:
    assert parse_mailbox(written) == (name, address)
    assert address_of(address_of(written)) == address


@pytest.mark.parametrize(
    "written",
    [
        "a@x.de>\r\nRCPT TO:<e@x.de",
        "a@x.de\n",
        "a\x00@x.de",
        "a\u202e@x.de",
        "\ud800 <a@x.de>",
    ],
)
def test_f14_what_could_end_a_line(written: str) -> None:
    with pytest.raises(ValueError, match="contains characters that are not allowed in an address"):
        address_of(written)


@pytest.mark.parametrize(
    "written",
    ["a@x.de, b@x.de", "a@x.de; b@x.de", "a@x.de b@x.de", "a@x.de <b@x.de>", '"a@x.de" <b@x.de>', "<a@x.de> <b@x.de>"],
)
def test_f14_several_in_one_text(written: str) -> None:
    with pytest.raises(ValueError, match="contains several addresses"):
        address_of(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "a",
        "a@",
        "@x.de",
        "a@x",
        "a@localhost",
        "a@x.d",
        "a@x..de",
        "a@x.de.",
        "a@-x.de",
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        ".a@x.de",
        "a.@x.de",
        "a..b@x.de",
        '"a b"@x.de',
        "ä@x.de",
        "a @x.de",
        "a@x.de (comment)",
        "group: a@x.de;",
        "<a@x.de",
        "a@x.de>",
        "<<a@x.de>>",
        "a<b@x.de>c",
        "a@🎉.example",
        "a@" + "x" * 64 + ".de",
    ],
)
def test_f14_what_is_no_address(written: str) -> None:
    with pytest.raises(ValueError, match="is not a valid email address"):
        address_of(written)


@pytest.mark.parametrize("written", ["x" * 65 + "@example.com", "a@" + ".".join(["x" * 60] * 5) + ".de"])
def test_f14_what_is_too_long(written: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        address_of(written)
