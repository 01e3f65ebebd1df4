"""What an e-mail address is, for those who check specs and those who send: one address in one text, nothing else.

Stricter than RFC 5322 on purpose: what mail programs read in different ways (quoted local parts, comments, groups) is
refused.
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
_LIST = "write a list with one address an entry: [a@example.com, b@example.com]"


class Mailbox(NamedTuple):
    """A name ("" = none) and the bare address behind it, its domain in ASCII."""

    name: str
    address: str


class AddressError(ValueError):
    """Why a text is no address; reads on from the text in quotes. `help`: what to write."""

    def __init__(self, reason: str, help_: str = _ONE) -> None:
        super().__init__(reason)
        self.help = help_


def parse_mailbox(text: str) -> Mailbox:
    """Return what `a@example.com` or `Name <a@example.com>` stands for. Raises AddressError."""
    if not text.isprintable():
        raise AddressError("holds characters that no address line has")
    named = _NAMED.fullmatch(text.strip())
    if not named and text.count("@") > 1:
        raise AddressError("holds several addresses in one text", _LIST)
    bare = _ADDRESS.fullmatch(named["address"] if named else text.strip())
    domain = _ascii(bare["domain"]) if bare else ""
    if not bare or not _DOMAIN.fullmatch(domain):
        raise AddressError("is no e-mail address")
    address = f"{bare['local']}@{domain}"
    if len(address) > _LONGEST or len(bare["local"]) > _LONGEST_LOCAL:
        raise AddressError("is longer than an e-mail address can be")
    return Mailbox((named["quoted"] or named["name"] or "").strip() if named else "", address)


def address_of(text: str) -> str:
    """Return the bare address of `a@example.com` or `Name <a@example.com>`. Raises AddressError, a ValueError."""
    return parse_mailbox(text).address


def _ascii(domain: str) -> str:
    """Return the domain as mail servers know it, "" when there is no such domain."""
    if domain.isascii():
        return domain.lower()
    import idna  # not the codec of Python, which takes straße.de for strasse.de: somebody else's

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
