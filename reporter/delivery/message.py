"""A message as the bytes that a mail server takes. Knows nothing of reports, opens no connection.

The same message gives the same bytes, because messages are archived and compared. What comes from captions and account
names is cleaned here, so that a header stays one header. There is no Bcc: who receives a message is in its envelope.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from hashlib import sha256

from reporter.spec.addresses import parse_mailbox

_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"  # and what turns the direction
_UNPRINTABLE = re.compile(f"[{_CONTROL}]+")
_NOT_IN_NAMES = re.compile(f'[{_CONTROL}"<>:|?*]+')
_NOT_IN_BODIES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_ENDING = 200, 100, 16
_PICTURES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `sender`, `to`, `cc`: as people write addresses. `html`: "" for a message of text only.

    `pictures`: content id (as in `cid:` links), bytes and file name. `attachments`: file name, media type and bytes.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    cc: tuple[str, ...] = ()
    html: str = ""
    pictures: Sequence[tuple[str, bytes, str]] = ()
    attachments: Sequence[tuple[str, str, bytes]] = ()


def build_message(message: Message) -> bytes:
    """Return the message in the form of RFC 5322, all ASCII, its lines ended by CRLF."""
    return _head(message) + _body(message).as_bytes()


def message_id(*parts: str, domain: str) -> str:
    """Return the id of the message that is known by these parts: always the same, and of no other parts."""
    return f"<{sha256(json.dumps(parts).encode()).hexdigest()[:32]}@{domain}>"


def one_line(text: str, longest: int = _LONGEST_LINE) -> str:
    """Return what others wrote as one line without control characters, cut where it is too long."""
    plain = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"


def _head(message: Message) -> bytes:
    """Write the headers without the email package's folding, which up to 3.11.8 encodes the commas between names."""
    headers = {
        "From": _mailbox(message.sender),
        "To": _mailboxes(message.to),
        "Cc": _mailboxes(message.cc),
        "Subject": _encoded(one_line(message.subject)),
        "Date": format_datetime(message.date),
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value).encode("ascii")


def _body(message: Message) -> EmailMessage:
    built = EmailMessage(policy=SMTP)
    built.set_content(_clean(message.text), cte="quoted-printable")
    if message.html:
        built.add_alternative(_clean(message.html), subtype="html", cte="quoted-printable")
        page = built.get_body(("html",))
        assert isinstance(page, EmailMessage)
        for cid, data, name in message.pictures:
            subtype = _PICTURES[name.rpartition(".")[2].lower()]
            page.add_related(data, "image", subtype, cid=f"<{cid}>", filename=_file_name(name), disposition="inline")
    for name, media_type, data in message.attachments:
        built.add_attachment(data, *media_type.split("/"), filename=_file_name(name))
    seed = sha256(message.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(built.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number}_{seed}")  # "=_" stands in no encoded body
        if part is not built:
            del part["MIME-Version"]
    return built


def _mailboxes(written: Sequence[str]) -> str:
    return ",\r\n ".join(map(_mailbox, written))


def _mailbox(written: str) -> str:
    name, address = parse_mailbox(written)
    name = one_line(name)
    if not name:
        return address
    return f'"{quote(name)}" <{address}>' if _is_plain(name) else f"{_encoded(name)} <{address}>"


def _encoded(text: str) -> str:
    return Header(text, "us-ascii" if _is_plain(text) else "utf-8", header_name="Subject").encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    """Say whether mail programs read a header's text as written; what looks encoded, they decode."""
    return text.isascii() and "=?" not in text


def _clean(text: str) -> str:
    return _NOT_IN_BODIES.sub("\ufffd", text)


def _file_name(name: str) -> str:
    """Return the last part of a path as a name that any system takes, its ending kept."""
    plain = one_line(_NOT_IN_NAMES.sub(" ", re.split(r"[/\\]", name)[-1]), len(name) + 1).lstrip(". ") or "attachment"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= _LONGEST_NAME or not stem or len(ending) > _LONGEST_ENDING:
        return plain[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending
