"""Parses email addresses for validation and for delivery: exactly one address in one text.

Stricter than RFC 5322 on purpose: what mail programs interpret differently (quoted local parts, comments, groups) is
rejected.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_NAMED = re.compile(r'(?:"(?P<quoted>[^"<>@]*)"|(?P<name>[^"<>@,;]*)) *<(?P<address>[^<>]*)>')
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>[^@]+)")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z]){_LABEL}(?<=[^.].)")
_LONGEST, _LONGEST_LOCAL = 254, 64  # RFC 5321, 4.5.3.1
_ONE = 'write boss@example.com or "Name <boss@example.com>"'
_LIST = "write a list with one address per entry: [a@example.com, b@example.com]"


class Mailbox(NamedTuple):
    """A name ("" = none) and the address alone, with its domain in ASCII."""

    name: str
    address: str


class AddressError(ValueError):
    """Why a text is not an address; the message continues after the quoted text. `help`: what to write."""

    def __init__(self, reason: str, help_: str = _ONE) -> None:
        super().__init__(reason)
        self.help = help_


def parse_mailbox(text: str) -> Mailbox:
    """Return the name and address of `a@example.com` or `Name <a@example.com>`. Raises AddressError."""
    if not text.isprintable():
        raise AddressError("contains characters that are not allowed in an address")
    named = _NAMED.fullmatch(text.strip())
    if not named and text.count("@") > 1:
        raise AddressError("contains several addresses", _LIST)
    bare = _ADDRESS.fullmatch(named["address"] if named else text.strip())
    domain = _ascii(bare["domain"]) if bare else ""
    if not bare or not _DOMAIN.fullmatch(domain):
        raise AddressError("is not a valid email address")
    address = f"{bare['local']}@{domain}"
    if len(address) > _LONGEST or len(bare["local"]) > _LONGEST_LOCAL:
        raise AddressError("is too long for an email address")
    return Mailbox((named["quoted"] or named["name"] or "").strip() if named else "", address)


def address_of(text: str) -> str:
    """Return the address alone of `a@example.com` or `Name <a@example.com>`. Raises AddressError, a ValueError."""
    return parse_mailbox(text).address


def _ascii(domain: str) -> str:
    """Return the domain in ASCII, as mail servers use it, or "" when it is not valid."""
    if domain.isascii():
        return domain.lower()
    import idna  # not Python's codec, which turns straße.de into strasse.de: another domain

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
