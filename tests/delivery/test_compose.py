"""The messages that carry a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from reporter.core.report import Alert, Artifact, Report
from reporter.delivery.compose import compose_messages, domain_of, for_copy, media_type, to_addresses
from reporter.history.outbox import Variant
from reporter.spec.editions import Edition, editions
from reporter.spec.outputs import Email
from reporter.spec.workspace import Workspace
from tests.support.analysis_makers import item, make_spec, report
from tests.support.workspaces import NOW, make_workspace

MAIL = {"server": "smtps://mail.example.com", "from": "Acme <reports@acme.example>"}
CSV = {"csv": Artifact("weekly.csv", b"a,b\n")}


def workspace_of(folder: Path = Path()) -> Workspace:
    clients = {"Acme Ltd": {"accounts": ["lumen"], "contacts": ["boss@acme.example", "team@acme.example"]}}
    return make_workspace(folder, "lumen", mail=MAIL, clients=clients)


def edition_of(email: dict[str, Any], **keys: Any) -> Edition:  # noqa: ANN401 - a spec's keys
    spec = make_spec(deliver=({"email": email},), outputs={"csv": {}}, **keys)
    return editions(spec, name="weekly", workspace=workspace_of(), now=NOW)[0]


def composed(email: dict[str, Any], *, computed: Report | None = None, **keys: Any) -> dict[Variant, EmailMessage]:  # noqa: ANN401
    messages = compose_messages(
        edition_of(email, **keys),
        computed or report([item(1, views=5)]),
        CSV,
        workspace=workspace_of(),
        out=Path("out"),
        created=datetime(2026, 11, 23, 8, tzinfo=UTC),
    )
    read = {}
    for (number, variant), data in messages.items():
        assert number == 0
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        read[variant] = message
    return read


def names(message: EmailMessage) -> list[str | None]:
    return [part.get_filename() for part in message.iter_attachments()]


def test_a_message_names_recipients_and_the_period() -> None:
    message = composed({"to": ["a@example.com"], "cc": ["b@example.com"], "attach": []})[Variant.FULL]
    assert (message["From"], message["To"], message["Cc"]) == (MAIL["from"], "a@example.com", "b@example.com")
    assert message["Subject"] == "Weekly · 2026-W47"


def test_a_message_with_attachments_has_a_light_variant_that_names_the_files() -> None:
    messages = composed({"to": ["a@example.com"], "attach": ["csv"], "body": "text"})
    assert set(messages) == {Variant.FULL, Variant.LIGHT}
    assert names(messages[Variant.FULL]) == ["weekly.csv"]
    assert names(messages[Variant.LIGHT]) == []
    assert "out/weekly.csv" in messages[Variant.LIGHT].get_content()
    assert set(composed({"to": ["a@example.com"], "attach": []})) == {Variant.FULL}


def test_the_first_alert_is_in_the_subject() -> None:
    computed = replace(report([]), alerts=(Alert("low", "Reach is low", "lumen"), Alert("few", "Few posts")))
    message = composed({"to": ["a@example.com"], "attach": []}, computed=computed)[Variant.FULL]
    assert message["Subject"] == "Weekly · 2026-W47 · Reach is low (lumen) and 1 more"
    long = replace(report([]), alerts=(Alert("low", "x" * 100),))
    message = composed({"to": ["a@example.com"], "attach": []}, computed=long)[Variant.FULL]
    assert message["Subject"] == f"Weekly · 2026-W47 · {'x' * 59}…"


def test_the_same_report_gives_the_same_message() -> None:
    first, second = (composed({"to": ["a@example.com"], "attach": ["csv"]})[Variant.FULL] for _ in range(2))
    assert first.as_bytes() == second.as_bytes()


def test_contacts_are_those_of_the_client_or_account() -> None:
    email = {"to": ["contacts", "ops@example.com"]}
    of_client = edition_of(email, for_each="client")
    assert list(to_addresses(Email.model_validate(email), of_client, workspace_of())) == [
        "boss@acme.example",
        "team@acme.example",
        "ops@example.com",
    ]
    assert list(to_addresses(Email.model_validate(email), edition_of(email), workspace_of())) == ["ops@example.com"]


def test_a_further_copy_has_a_message_id_of_its_own() -> None:
    message = b"Message-ID: <abc@acme.example>\r\nSubject: x <abc@acme.example>\r\n\r\nbody"
    assert for_copy(message, 0) == message
    second, third = for_copy(message, 1), for_copy(message, 2)
    assert len({message, second, third}) == 3
    assert second.count(b"@acme.example>") == 2
    assert second.endswith(b"Subject: x <abc@acme.example>\r\n\r\nbody")
    assert for_copy(message, 1) == second
    assert for_copy(b"no id", 1) == b"no id"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.csv", "text/csv"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.unknown-kind", "application/octet-stream"),
    ],
)
def test_the_media_type_follows_from_the_name(name: str, kind: str) -> None:
    assert media_type(name) == kind


def test_the_domain_is_that_of_the_sender() -> None:
    mail = workspace_of().model.mail
    assert mail is not None
    assert domain_of(mail) == "acme.example"
