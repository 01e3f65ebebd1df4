"""Letters as bytes: what others wrote stays text, the same letter gives the same bytes, mail programs read it whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, strategies

from reporter.delivery.message import Message, build_message, message_id, one_line
from reporter.delivery.server import read_server
from reporter.delivery.smtp import send
from tests.support.mail_server import mail_server

LETTER = Message(
    sender="Acme Reports <reports@acme.example>",
    to=("boss@example.com",),
    subject="Weekly · 2026-W47",
    text="Views: 1,204",
    message_id=message_id("weekly", "acme", "2026-W47", domain="acme.example"),
    date=datetime(2026, 11, 23, 8, tzinfo=UTC),
)
EVERYTHING = replace(
    LETTER,
    cc=("Team <team@example.com>",),
    html='<p>Views: <b>1,204</b> <img src="cid:chart-1"></p>',
    pictures=[("chart-1", b"\x89PNG\r\n", "views.png")],
    attachments=[("weekly.xlsx", "application/vnd.ms-excel", b"PK\x03\x04"), ("weekly.csv", "text/csv", b"a,b\r\n")],
)


def read(letter: Message) -> EmailMessage:
    """Return the letter as a mail program reads it, checked for what every letter holds to."""
    data = build_message(letter)
    assert data.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert all(part.defects == [] for part in message.walk())
    return message


def shape(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def text_of(message: EmailMessage, subtype: str = "plain") -> str:
    body = message.get_body((subtype,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def test_f21_a_letter_says_when_from_whom_and_that_a_program_wrote_it() -> None:
    message = read(EVERYTHING)
    told = {name: message[name] for name in message}
    assert told.pop("Content-Type").startswith("multipart/mixed; boundary=")
    assert told == {
        "From": "Acme Reports <reports@acme.example>",
        "To": "boss@example.com",
        "Cc": "Team <team@example.com>",
        "Subject": "Weekly · 2026-W47",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Message-ID": EVERYTHING.message_id,
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_f21_the_same_letter_gives_the_same_bytes() -> None:
    assert build_message(EVERYTHING) == build_message(replace(EVERYTHING))
    assert build_message(EVERYTHING).count(b"MIME-Version") == 1


def test_f21_an_id_is_known_by_its_parts() -> None:
    assert LETTER.message_id == message_id("weekly", "acme", "2026-W47", domain="acme.example")
    assert re.fullmatch(r"<[0-9a-f]{32}@acme\.example>", LETTER.message_id)
    others = [("a", "b"), ("ab",), ("a", "", "b"), ("a,b",), ("b", "a"), ('a", "b',), ("ä", "\ud800")]
    assert len({message_id(*parts, domain="x.de") for parts in others}) == len(others)


def test_what_a_letter_is_made_of() -> None:
    related = ["multipart/related", "text/html", "image/png"]
    alternative = ["multipart/alternative", "text/plain"]
    files = ["application/vnd.ms-excel", "text/csv"]
    assert shape(read(LETTER)) == ["text/plain"]
    assert shape(read(replace(LETTER, html="<p>"))) == [*alternative, "text/html"]
    assert shape(read(replace(EVERYTHING, attachments=()))) == [*alternative, *related]
    assert shape(read(replace(LETTER, attachments=EVERYTHING.attachments))) == ["multipart/mixed", "text/plain", *files]
    assert shape(read(EVERYTHING)) == ["multipart/mixed", *alternative, *related, *files]


def test_what_is_carried_arrives_as_it_was() -> None:
    message = read(EVERYTHING)
    assert text_of(message).strip() == EVERYTHING.text
    assert text_of(message, "html").strip() == EVERYTHING.html
    parts = list(message.walk())
    picture = parts[5]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<chart-1>", "inline")
    assert [part.get_payload(decode=True) for part in parts[5:]] == [b"\x89PNG\r\n", b"PK\x03\x04", b"a,b\r\n"]
    assert [part.get_filename() for part in parts[5:]] == ["views.png", "weekly.xlsx", "weekly.csv"]


@pytest.mark.parametrize(
    "sign", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x00", "\x1b", "\ud800"]
)
def test_f13_a_subject_stays_one_header(sign: str) -> None:
    message = read(replace(LETTER, subject=f"Weekly{sign}Bcc: evil@x.example{sign}{sign}Subject: other"))
    assert message.get_all("Subject") == ["Weekly Bcc: evil@x.example Subject: other"]
    assert "Bcc" not in message


def test_f13_a_subject_of_ten_thousand_letters_is_cut() -> None:
    for letter in "xü":
        subject = str(read(replace(LETTER, subject=letter * 10_000))["Subject"])
        assert subject == letter * 199 + "…"


def test_f13_a_subject_that_looks_encoded_is_read_as_written() -> None:
    written = "=?utf-8?q?a=0D=0ABcc:_x?="
    assert read(replace(LETTER, subject=written))["Subject"] == written


@given(strategies.text())
def test_f13_any_subject_is_read_as_one_line_of_itself(subject: str) -> None:
    message = read(replace(LETTER, subject=subject))
    assert message.get_all("Subject", [""]) == [one_line(subject)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Acme, Inc.", "Acme, Inc."),
        ("Müller & Söhne, Köln", "Müller & Söhne, Köln"),
        ("Bcc: evil", "Bcc: evil"),
        ("a\\b", "a\\b"),
        ("x" * 200, "x" * 200),
        ("=?utf-8?q?a?=", "=?utf-8?q?a?="),
    ],
)
def test_f13_a_name_stays_a_name(written: str, name: str) -> None:
    everybody = (f'"{written}" <a@example.com>', f'"{written}" <b@example.com>', "c@bücher.example")
    message = read(replace(LETTER, sender=everybody[0], to=everybody))
    assert message["From"].addresses == (Address(name, addr_spec="a@example.com"),)
    assert message["To"].addresses == (
        Address(name, addr_spec="a@example.com"),
        Address(name, addr_spec="b@example.com"),
        Address("", addr_spec="c@xn--bcher-kva.example"),
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.xlsx", "a.xlsx"),
        ("..", "attachment"),
        ("", "attachment"),
        (".hidden", "hidden"),
        ('a"b".xlsx', "a b .xlsx"),
        ("a\r\nContent-Type: text/html\r\n\r\n.xlsx", "html .xlsx"),
        ("a\x00\u202ecod.xlsx", "a cod.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 95 + ".xlsx"),
        ("x" * 300, "x" * 100),
        ("a." + "x" * 300, "a." + "x" * 98),
        ("Übersicht 📈.xlsx", "Übersicht 📈.xlsx"),
        ("📈" * 300 + ".xlsx", "📈" * 95 + ".xlsx"),
        ("a;b='c'%41.xlsx", "a;b='c'%41.xlsx"),
    ],
)
def test_f15_a_file_name_is_a_plain_name(written: str, name: str) -> None:
    message = read(replace(LETTER, attachments=[(written, "application/octet-stream", b"1")]))
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == name
    assert attachment.get_content_type() == "application/octet-stream"


def test_f16_any_text_is_carried_in_short_lines() -> None:
    text = "a\n.\n..\nFrom me\n" + "x" * 5_000 + "\n" + "ü" * 5_000 + "\ttab\r\n\x00\ud800\x1b[2J\n."
    shown = text.replace("\x00\ud800\x1b", "\ufffd" * 3).replace("\r\n", "\n")
    message = read(replace(LETTER, text=text, html=text))
    assert text_of(message) == shown + "\n"
    assert text_of(message, "html") == shown + "\n"


def test_f16_a_letter_passes_a_server_unchanged() -> None:
    message = build_message(
        replace(EVERYTHING, text=".\n.\n..\n.", html="\n.\n", attachments=[("a", "x/y", b"\r\n.\r\n")])
    )
    with mail_server() as office:
        server = read_server(office.url, user=None, password=None)
        send(server, message, sender="a@b.de", recipient="c@d.de", about_to_send=lambda: None)
    assert [mail.data for mail in office.accepted] == [message]


@given(strategies.text(strategies.characters(), max_size=300))
def test_f16_any_body_is_a_valid_one(text: str) -> None:
    message = read(replace(LETTER, text=text, html=text or "x"))
    assert shape(message) == ["multipart/alternative", "text/plain", "text/html"]
