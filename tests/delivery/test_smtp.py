"""Every way in which handing over a message can break, and what is told of it. Test names follow the plan's cases."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from reporter.core.errors import (
    CredentialsError,
    Exit,
    ProtocolError,
    RejectedError,
    ReporterError,
    TemporaryError,
)
from reporter.delivery.outcome import UnknownOutcomeError
from reporter.delivery.server import MailServer, Security, read_server
from reporter.delivery.smtp import Limits, TooLargeError, send
from tests.support.mail_server import LOGIN, PostOffice, certified, mail_server, trusted, trusting
from tests.support.smtp_script import (
    DOT,
    POLITE,
    Answer,
    Script,
    dripped,
    drop,
    hang,
    reset,
    said_and_dropped,
    scripted,
)

MESSAGE = b"Subject: x\r\n\r\nbody\r\n"
LARGE = MESSAGE + (b"y" * 998 + b"\r\n") * 8_000  # more than a system keeps unsent
PATIENT = Limits()
SHORT = Limits(reply=0.5)  # for servers that say nothing
SHORT_AFTER = Limits(after_dot=0.3)
EHLO = b"250-script\r\n250-AUTH PLAIN LOGIN\r\n250-STARTTLS\r\n250 SIZE 0\r\n"
MAIL = ["EHLO", "MAIL", "RCPT"]


def nothing() -> None:
    """Note nothing."""


def at(script: Script, security: Security = "plain", *, login: bool = False, host: str = "localhost") -> MailServer:
    user, password = LOGIN if login else ("", "")
    return MailServer(host, script.port, security, user, password)


def sent(  # what all tests send, but for what they say
    server: MailServer,
    message: bytes = MESSAGE,
    *,
    limits: Limits = PATIENT,
    context: ssl.SSLContext | None = None,
    recipient: str = "boss@example.com",
    about_to_send: Callable[[], None] = nothing,
) -> str:
    return send(
        server,
        message,
        sender="Acme <reports@acme.example>",
        recipient=recipient,
        about_to_send=about_to_send,
        limits=limits,
        context=context or trusting(),
    )


def server_of(office: PostOffice, *, login: bool = False) -> MailServer:
    user, password = LOGIN if login else (None, None)
    return read_server(office.url, user=user, password=password)


def refused(kind: type[ReporterError], script: Script, **options: object) -> str:
    """Return the one line that tells why nothing was accepted."""
    with pytest.raises(kind) as told:
        sent(at(script), **options)  # type: ignore[arg-type]
    assert type(told.value) is kind
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
@pytest.mark.parametrize("login", [True, False])
def test_a_message_arrives_as_it_is(security: Security, login: bool) -> None:  # noqa: FBT001 - a case
    with mail_server(security, login=login) as office:
        assert sent(server_of(office, login=login)) == "250 OK: queued"
    assert office.accepted == [("reports@acme.example", "boss@example.com", MESSAGE)]
    assert office.logins == ([LOGIN] if login else [])


def test_the_system_s_authorities_are_trusted_and_no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with mail_server("tls") as office:
        with pytest.raises(ProtocolError, match="no trusted certificate"):
            send(server_of(office), MESSAGE, sender="a@b.de", recipient="c@d.de", about_to_send=nothing)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted(tmp_path)))
        send(server_of(office), MESSAGE, sender="a@b.de", recipient="c@d.de", about_to_send=nothing)
    assert office.accepted == [("a@b.de", "c@d.de", MESSAGE)]


def test_what_happens_is_noted_before_anything_of_the_message_leaves() -> None:
    seen = []
    with scripted() as script:
        sent(at(script), about_to_send=lambda: seen.extend(script.verbs()))
    assert seen == MAIL
    assert script.verbs() == [*MAIL, "DATA", "QUIT"]


def test_nothing_leaves_when_that_cannot_be_noted() -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    with scripted() as script, pytest.raises(OSError, match="No space"):
        sent(at(script), about_to_send=full)
    assert script.verbs() == MAIL


@pytest.mark.parametrize("end", [drop, reset, hang], ids=["drop", "reset", "hang"])
def test_f01_f02_no_answer_to_a_whole_message_is_unknown(end: Answer) -> None:
    with scripted({".": end}) as script:
        told = refused(UnknownOutcomeError, script, limits=SHORT_AFTER)
    assert script.messages == [MESSAGE]
    assert "ask the recipient before you resend it" in told
    assert UnknownOutcomeError.exit == Exit.INCOMPLETE


@pytest.mark.parametrize("cut", [drop, reset, hang], ids=["drop", "reset", "hang"])
def test_f03_a_message_that_broke_off_may_be_sent_again(cut: Answer) -> None:
    with scripted({"BODY": cut}) as script:
        refused(TemporaryError, script, message=LARGE, limits=SHORT)
    assert script.messages == []
    with scripted() as script:
        sent(at(script), LARGE)
    assert script.messages == [LARGE]


def test_f01_f03_it_is_the_same_over_tls() -> None:
    faults: list[tuple[dict[str, Answer], type[ReporterError]]] = [
        ({"BODY": drop}, TemporaryError),
        ({"BODY": hang}, TemporaryError),
        ({".": drop}, UnknownOutcomeError),
        ({".": hang}, UnknownOutcomeError),
    ]
    for answers, kind in faults:
        limits = SHORT if kind is TemporaryError else SHORT_AFTER
        with scripted(answers, context=certified("localhost"), at_once=True) as script, pytest.raises(kind):
            sent(at(script, "tls"), LARGE, limits=limits)
        assert script.messages == ([LARGE] if kind is UnknownOutcomeError else [])


def test_f03_the_end_of_a_message_is_sent_after_all_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[bytes] = []
    own = socket.socket.send

    def noted(self: socket.socket, data: bytes) -> int:
        count = own(self, data)
        handed.append(bytes(data[:count]))
        return count

    monkeypatch.setattr(socket.socket, "send", noted)
    with scripted() as script:
        sent(at(script), LARGE)
    assert handed[-2:] == [b".\r\n", b"QUIT\r\n"]
    assert DOT not in b"".join(handed[:-2])


def test_f03_an_end_that_cannot_be_sent_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    own = socket.socket.send

    def broken(self: socket.socket, data: bytes) -> int:
        if bytes(data) == b".\r\n":
            raise BrokenPipeError
        return own(self, data)

    monkeypatch.setattr(socket.socket, "send", broken)
    with scripted() as script:
        refused(UnknownOutcomeError, script)


@pytest.mark.parametrize(
    ("banner", "kind"),
    [
        (b"421 busy\r\n", TemporaryError),
        (drop, TemporaryError),
        (hang, TemporaryError),
        (said_and_dropped(b"220 cut sh"), TemporaryError),
        (b"554 not you\r\n", RejectedError),
        (b"SSH-2.0-OpenSSH_9.6\r\n", ProtocolError),
        (b"220 " + b"x" * 9_000 + b"\r\n", ProtocolError),
        (b"220 " + b"x" * 9_000, ProtocolError),
        (b"220-a\r\n221 b\r\n", ProtocolError),
        (b"220-a\r\n" * 200, ProtocolError),
        (b"100 a\r\n", ProtocolError),
        (b"\x00\xff\n", ProtocolError),
        (b"354 go ahead\r\n", ProtocolError),
    ],
)
def test_f04_a_greeting_that_is_none(banner: Answer, kind: type[ReporterError]) -> None:
    with scripted({"CONNECT": banner}) as script:
        refused(kind, script, limits=SHORT if banner is hang else PATIENT)
    assert script.heard == []


def test_f05_a_recipient_put_off_is_reached_by_the_next_try() -> None:
    with mail_server() as office:
        office.at_recipient["boss@example.com"] = ["450 4.2.0 greylisted"]
        with pytest.raises(TemporaryError, match=r"replied: 450 4\.2\.0 greylisted; run the same"):
            sent(server_of(office))
        sent(server_of(office))
    assert office.copies("boss@example.com") == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("451 try later", TemporaryError),
        ("421 going down", TemporaryError),
        ("550 spam", RejectedError),
        ("554 no", RejectedError),
        ("552 too big", TooLargeError),
    ],
)
def test_f06_an_answer_after_the_end_is_not_unknown(answer: str, kind: type[ReporterError]) -> None:
    with mail_server() as office:
        office.after_dot["boss@example.com"] = [answer]
        with pytest.raises(kind, match=answer):
            sent(server_of(office))
    assert office.accepted == []


@pytest.mark.parametrize(("answer", "kind"), [("550 unknown", RejectedError), ("450 later", TemporaryError)])
def test_f07_each_recipient_has_an_outcome_of_its_own(answer: str, kind: type[ReporterError]) -> None:
    with mail_server() as office:
        office.at_recipient["b@example.com"] = [answer]
        sent(server_of(office), recipient="a@example.com")
        with pytest.raises(kind):
            sent(server_of(office), recipient="b@example.com")
    assert [mail.recipient for mail in office.accepted] == ["a@example.com"]


@pytest.mark.parametrize(
    "answers",
    [{".": said_and_dropped(b"250 ok\r\n")}, {"QUIT": drop}, {"QUIT": b"nonsense\r\n"}, {"QUIT": b"500 what?\r\n"}],
)
def test_f08_what_was_accepted_is_sent_however_it_ends(answers: dict[str, Answer]) -> None:
    with scripted(answers) as script:
        assert sent(at(script)).startswith("250 ")


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({}, ProtocolError),
        ({"EHLO": b"502 no\r\n"}, RejectedError),
        ({"EHLO": EHLO, "STARTTLS": b"502 no\r\n"}, ProtocolError),
        ({"EHLO": EHLO, "STARTTLS": b"454 not now\r\n"}, TemporaryError),
        ({"EHLO": EHLO, "STARTTLS": b"220 go\r\n250 injected\r\n"}, ProtocolError),
        ({"EHLO": EHLO, "STARTTLS": said_and_dropped(b"220 go\r\n")}, ProtocolError),
        ({"EHLO": EHLO, "STARTTLS": dripped(b"220 go\r\nHTTP/1.1 400 Bad", pause=0)}, ProtocolError),
        ({"EHLO": EHLO, "STARTTLS": b"354 go\r\n"}, ProtocolError),
    ],
)
def test_f09_without_tls_neither_login_nor_message_leaves(
    answers: dict[str, Answer], kind: type[ReporterError]
) -> None:
    with scripted(answers) as script:
        with pytest.raises(kind) as told:
            sent(at(script, "starttls", login=True))
        assert type(told.value) is kind
    assert script.verbs() in (["EHLO"], ["EHLO", "STARTTLS"])


def test_f09_a_server_without_tls_where_tls_is_expected() -> None:
    with scripted() as script, pytest.raises(ProtocolError):
        sent(at(script, "tls", login=True))
    assert not {"AUTH", "MAIL"} & set(script.verbs())


def test_f09_what_was_offered_before_tls_counts_no_more() -> None:
    with scripted({"EHLO": EHLO}, context=certified("localhost")) as script:
        sent(at(script, "starttls"))
    assert script.verbs() == ["EHLO", "STARTTLS", *MAIL, "DATA", "QUIT"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (certified("localhost", by=trustme.CA()), "unable to get local issuer certificate"),
        (certified("mail.example.com"), "not valid for 'localhost'"),
    ],
    ids=["stranger", "other-host"],
)
def test_f10_a_certificate_that_does_not_do(security: Security, shown: ssl.SSLContext, reason: str) -> None:
    with scripted({"EHLO": EHLO}, context=shown, at_once=security == "tls") as script:
        with pytest.raises(ProtocolError, match="no trusted certificate") as told:
            sent(at(script, security, login=True))
        assert reason in str(told.value)
    assert not {"AUTH", "MAIL"} & set(script.verbs())


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"AUTH": b"535 5.7.8 wrong\r\n"}, CredentialsError),
        ({"AUTH": b"534 mechanism too weak\r\n"}, CredentialsError),
        ({"AUTH": b"454 not now\r\n"}, TemporaryError),
        ({"AUTH": b"334 \r\n"}, ProtocolError),
        ({"EHLO": b"250 script\r\n"}, ProtocolError),
        ({"EHLO": b"250-script\r\n250 AUTH XOAUTH2\r\n"}, ProtocolError),
    ],
)
def test_f11_a_login_that_fails(answers: dict[str, Answer], kind: type[ReporterError]) -> None:
    with scripted(answers) as script, pytest.raises(kind) as told:
        sent(at(script, login=True))
    assert type(told.value) is kind
    assert "MAIL" not in script.verbs()
    assert LOGIN[1] not in str(told.value)


def test_f11_a_wrong_password_and_none_where_one_is_needed() -> None:
    with mail_server("starttls", login=True) as office:
        with pytest.raises(CredentialsError, match=r"rejected the login \(535\)"):
            sent(replace(server_of(office, login=True), password="wrong-one"))
        with pytest.raises(CredentialsError, match=r"530 5\.7\.0 Authentication required; write mail\.user"):
            sent(server_of(office))
    assert office.accepted == []


def test_f11_the_older_way_to_log_in() -> None:
    user, password = (base64.b64encode(one.encode()).decode() for one in LOGIN)
    answers = {"AUTH LOGIN": b"334 VXNlcm5hbWU6\r\n", user: b"334 UGFzc3dvcmQ6\r\n", password: b"235 welcome\r\n"}
    ehlo = b"250-script\r\n250 AUTH LOGIN XOAUTH2\r\n"

    def spoken(script: Script, connection: socket.socket) -> None:
        answer = answers[script.heard[-1]]
        connection.sendall(answer)

    with scripted({"EHLO": ehlo, "AUTH": spoken}) as script:
        sent(at(script, login=True))
    assert script.heard[1:4] == ["AUTH LOGIN", user, password]


def test_a_login_that_is_repeated_by_the_server_is_not_shown() -> None:
    token = base64.b64encode("\0{}\0{}".format(*LOGIN).encode()).decode()
    echo = f"{LOGIN[1]} {token} \x1b]0;x\x07 {'x' * 300}"
    for verb, code in (("AUTH", 535), ("AUTH", 454), ("RCPT", 550), (".", 451)):
        with scripted({verb: f"{code} {echo}\r\n".encode()}) as script, pytest.raises(ReporterError) as told:
            sent(at(script, login=True))
        assert LOGIN[1] not in str(told.value)
        assert token not in str(told.value)
        assert "\x1b" not in str(told.value)
        assert len(str(told.value)) < 400
    assert LOGIN[1] not in repr(at(script, login=True))


def test_f12_a_message_that_is_larger_than_the_server_takes_is_not_begun() -> None:
    with mail_server(most_bytes=1_000) as office:
        with pytest.raises(TooLargeError, match=r"1,020 bytes.*accepts 1,000"):
            sent(server_of(office), MESSAGE + b"x" * 998 + b"\r\n")
        sent(server_of(office), MESSAGE)
    assert [mail.data for mail in office.accepted] == [MESSAGE]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_f12_a_server_that_finds_the_message_too_large(verb: str) -> None:
    with scripted({verb: b"552 5.3.4 too big\r\n"}) as script:
        assert "5.3.4 too big" in refused(TooLargeError, script)
    assert script.heard[1] == f"MAIL FROM:<reports@acme.example> SIZE={len(MESSAGE)}"
    assert TooLargeError.exit == Exit.REFUSED


def test_f14_an_address_that_speaks_is_never_sent() -> None:
    with (
        scripted() as script,
        pytest.raises(ValueError, match="not allowed in an address"),
    ):
        sent(at(script), recipient="a@x.de>\r\nRCPT TO:<e@x.de")
    assert script.heard == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b".\r\n..\r\n.a\r\n", b"..\r\n...\r\n..a\r\n"),
        (b"no end", b"no end\r\n"),
        (b"a\n.\nb\r.\rc", b"a\r\n..\r\nb\r\n..\r\nc\r\n"),
        (b"", b"\r\n"),
    ],
)
def test_f16_no_line_of_a_message_ends_it(written: bytes, read: bytes) -> None:
    with scripted() as script:
        sent(at(script), written)
    assert script.messages == [read]


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_f17_answers_that_drip_end_in_time(verb: str) -> None:
    answer = POLITE[verb]
    assert isinstance(answer, bytes)
    with scripted({verb: dripped(answer, pause=0.2)}) as script:
        assert "took too long" in refused(TemporaryError, script, limits=SHORT)
    with scripted({verb: dripped(answer, pause=0.2)}) as script:
        refused(TemporaryError, script, limits=Limits(until_dot=0.5))
    assert script.messages == []


def test_f17_an_answer_to_the_message_that_drips_is_unknown() -> None:
    with scripted({".": dripped(b"250 ok\r\n", pause=0.2)}) as script:
        refused(UnknownOutcomeError, script, limits=SHORT_AFTER)


def test_f17_a_handshake_that_hangs_ends_in_time() -> None:
    with scripted({"CONNECT": hang}) as script, pytest.raises(TemporaryError):
        sent(at(script, "tls"), limits=SHORT)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_f18_an_answer_too_many_ends_it_before_the_message(verb: str) -> None:
    answer = POLITE[verb]
    assert isinstance(answer, bytes)
    with scripted({verb: answer + b"250 and more\r\n"}) as script:
        refused(ProtocolError, script)
    assert script.messages == []


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", [b"garbage\r\n", b"334 go on\r\n", b"99\r\n"])
def test_f18_an_answer_that_is_none_before_the_message(verb: str, answer: bytes) -> None:
    with scripted({verb: answer}) as script:
        refused(ProtocolError, script)
    assert script.messages == []


def test_f18_a_server_that_goes_down_says_so_out_of_turn() -> None:
    with scripted({"EHLO": EHLO + b"421 going down\r\n"}) as script:
        assert "421 going down" in refused(TemporaryError, script)
    with scripted({"BODY": b"421 going down\r\n"}) as script:
        refused(TemporaryError, script, message=LARGE)
    assert script.messages == []


def test_f18_acceptance_before_the_end_of_a_message_is_none() -> None:
    with scripted({"BODY": b"250 accepted\r\n"}) as script:
        refused(ProtocolError, script, message=LARGE)
    assert script.messages == []


@pytest.mark.parametrize("answer", [b"garbage\r\n", b"354 more\r\n", b"250" + b"x" * 9_000, said_and_dropped(b"250 o")])
def test_f18_an_answer_that_is_none_after_the_message_is_unknown(answer: Answer) -> None:
    with scripted({".": answer}) as script:
        refused(UnknownOutcomeError, script)
    assert script.messages == [MESSAGE]


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TemporaryError, match=f"cannot reach mail server localhost:{port} "):
        sent(MailServer("localhost", port, "plain"))


def test_a_host_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TemporaryError, match="Name or service not known"):
        sent(MailServer("mail.example.com", 465, "tls"))
