"""Letters to the mail server that most of the world runs: what it delivers is what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from reporter.delivery.message import Message, build_message
from reporter.delivery.server import MailServer
from reporter.delivery.smtp import TooLargeError, send
from tests.support.cli_started import Started
from tests.support.mail_server import trusted, trusting
from tests.support.postfix_server import SMALL, Postfix, running_postfix

pytestmark = [pytest.mark.xdist_group("postfix"), pytest.mark.postfix]  # started once

SENDER, RECIPIENT = "Berichte <reports@example.com>", "boss@example.com"
TEXT = "Grüße aus Köln – 你好 👋\n.\n..\n.hidden\n\n.\nFrom the top\n" + "ü" * 2_000 + "\nend\n"
DATA = bytes(range(256)) * 8 + b"\r\n.\r\n\n.\n"


@pytest.fixture(scope="module")
def postfix() -> Iterator[Postfix]:
    """Return a running postfix, or skip."""
    with running_postfix() as started:
        yield started


def letter(attached: bytes) -> bytes:
    return build_message(
        Message(
            sender=SENDER,
            to=(f"Die Chefin <{RECIPIENT}>",),
            subject="Wöchentlich · 2026-W47",
            text=TEXT,
            html=f"<p>{TEXT}</p>",
            attachments=[("zähler.bin", "application/octet-stream", attached)],
            message_id="<one@example.com>",
            date=datetime(2026, 11, 23, 8, tzinfo=UTC),
        )
    )


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_arrives_as_it_was_sent(postfix: Postfix) -> None:
    message = letter(DATA)
    marks: list[str] = []
    answer = send(
        MailServer("localhost", postfix.port, "starttls"),
        message,
        sender=SENDER,
        recipient=RECIPIENT,
        about_to_send=lambda: marks.append("marked"),
        context=trusting(),
    )
    assert (answer.startswith("250 2.0.0 Ok: queued as"), marks) == (True, ["marked"])
    (arrived,) = postfix.delivered(1)
    kept = message.replace(b"\r\n", b"\n")  # as files have their lines here
    assert arrived.endswith(kept), "postfix only writes headers of its own above ours"
    got, sent = read(arrived), read(kept)
    assert "with ESMTPS" in got["Received"]
    for name in set(sent):
        assert got.get_all(name) == sent.get_all(name)
        assert len(got.get_all(name, [])) == 1
    for kind in ("plain", "html"):
        body, own = got.get_body((kind,)), sent.get_body((kind,))
        assert body is not None
        assert own is not None
        assert body.get_content() == own.get_content()
        assert TEXT.rstrip() in body.get_content()
    (attachment,) = got.iter_attachments()
    assert (attachment.get_filename(), attachment.get_payload(decode=True)) == ("zähler.bin", DATA)


def test_a_letter_too_large_is_refused_before_anything_of_it_is_sent(postfix: Postfix) -> None:
    marks: list[str] = []
    with pytest.raises(TooLargeError, match=f"accepts {SMALL:,}; attach fewer files"):
        send(
            MailServer("localhost", postfix.small_port, "starttls"),
            letter(b"x" * SMALL),
            sender=SENDER,
            recipient=RECIPIENT,
            about_to_send=lambda: marks.append("marked"),
            context=trusting(),
        )
    assert marks == []


def test_a_whole_run_delivers_one_copy_to_each(
    postfix: Postfix, workspace: Path, reporter: Started, tmp_path: Path
) -> None:
    mail = f"mail:\n  server: smtp://localhost:{postfix.port}\n  from: {SENDER}\n"
    everybody = {"anna@example.com", "ben@example.com"}
    own, spec = workspace / "reporter.yaml", workspace / "reports" / "weekly.yaml"
    own.write_text(own.read_text() + mail)
    deliver = f"deliver: [{{email: {{to: [{', '.join(everybody)}], attach: [csv]}}}}]\n"
    spec.write_text(spec.read_text().replace("Weekly", "Wöchentlich") + "outputs: {csv: {}}\n" + deliver)
    environ = {"SSL_CERT_FILE": str(trusted(tmp_path))}
    for _ in range(2):
        done = reporter("run", "reports/weekly.yaml", "--now", "2026-11-23T08:00:00Z", environ=environ)
        assert (done.returncode, done.stderr) == (0, "")
    arrived = [read(one) for one in postfix.delivered(2)]
    assert {one["Delivered-To"] for one in arrived} == everybody
    assert len(arrived) == len(everybody)
    for one in arrived:
        assert "with ESMTPS" in one["Received"]
        assert one["Subject"] == "Wöchentlich · 2026-W47"
        (attached,) = one.iter_attachments()
        assert attached.get_payload(decode=True) == (workspace / "out" / "weekly-2026-W47.csv").read_bytes()
