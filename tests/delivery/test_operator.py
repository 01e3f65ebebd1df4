"""The operator is notified of problems, once a day for each cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reporter.core.problems import Problem
from reporter.delivery.operator import notify_operator
from reporter.spec.workspace import Workspace
from tests.support.mail_server import PostOffice, mail_server
from tests.support.workspaces import NOW, make_context, make_workspace


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Return a mail server on this computer."""
    with mail_server() as served:
        yield served


def workspace_of(folder: Path, office: PostOffice, operator: str | None = "ops@example.com") -> Workspace:
    mail = {"server": office.url, "from": "Reports <reports@acme.example>", "operator": operator}
    return make_workspace(folder, mail=mail)


def notify(workspace: Workspace, *problems: Problem, hours: float = 0, held: dict[Path, bytes] | None = None) -> str:
    context = make_context(NOW + timedelta(hours=hours))
    context.secrets.add("made-up-secret-0815")
    return notify_operator(workspace, context, job="run weekly", problems=problems, held=held)


def text_of(office: PostOffice) -> str:
    body = office.accepted[-1].message.get_body()
    assert body is not None
    return " ".join(body.get_content().split())


def test_the_message_lists_every_problem(tmp_path: Path, office: PostOffice) -> None:
    assert (
        notify(workspace_of(tmp_path, office), Problem("the token expired", "acme"), Problem("no response", "beta"))
        == ""
    )
    (mail,) = office.accepted
    assert (mail.recipient, mail.message["Subject"]) == ("ops@example.com", "[reporter] run weekly: 2 problems")
    text = text_of(office)
    assert f"run weekly in {tmp_path.name}, 2026-11-23 08:00 UTC: - acme: the token expired - beta: no response" in text
    assert "Each cause is reported at most once a day." in text


def test_a_cause_is_reported_once_a_day_whatever_its_numbers(tmp_path: Path, office: PostOffice) -> None:
    workspace = workspace_of(tmp_path, office)
    for hours, problem in (
        (0, Problem("12 requests failed", "acme")),
        (1, Problem("13 requests failed", "acme")),
        (2, Problem("12 requests failed", "beta")),
    ):
        assert notify(workspace, problem, hours=hours) == ""
    assert len(office.accepted) == 2
    assert "beta: 12 requests failed" in text_of(office)
    assert notify(workspace, Problem("14 requests failed", "acme"), hours=24) == ""
    assert len(office.accepted) == 3


def test_a_line_can_name_its_cause(tmp_path: Path, office: PostOffice) -> None:
    workspace = workspace_of(tmp_path, office)
    for hours, text in ((0, "no response; the report has no data"), (1, "no response")):
        assert notify(workspace, Problem(text, "acme", "no response"), hours=hours) == ""
    assert len(office.accepted) == 1


def test_secrets_are_not_sent(tmp_path: Path, office: PostOffice) -> None:
    notify(workspace_of(tmp_path, office), Problem("made-up-secret-0815 is not accepted", "acme"))
    assert b"0815" not in office.accepted[0].data


def test_the_files_on_hold_are_attached(tmp_path: Path, office: PostOffice) -> None:
    notify(workspace_of(tmp_path, office), Problem("weekly is on hold"), held={tmp_path / "weekly.csv": b"a,b\n"})
    (attachment,) = office.accepted[0].message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_payload(decode=True)) == ("weekly.csv", b"a,b\n")


def test_nobody_is_notified_without_an_operator_or_a_problem(tmp_path: Path, office: PostOffice) -> None:
    assert notify(workspace_of(tmp_path, office, operator=None), Problem("no response", "acme")) == ""
    assert notify(workspace_of(tmp_path, office)) == ""
    assert notify(make_workspace(tmp_path), Problem("no response", "acme")) == ""
    assert office.accepted == []


def test_a_message_that_cannot_be_sent_is_reported_and_not_remembered(tmp_path: Path, office: PostOffice) -> None:
    workspace = workspace_of(tmp_path, office)
    office.at_recipient["ops@example.com"] = ["550 5.1.1 no such user"]
    assert notify(workspace, Problem("no response", "acme")).startswith("could not email the operator: ")
    assert notify(workspace, Problem("no response", "acme"), hours=1) == ""
    assert len(office.accepted) == 1


def test_without_history_every_problem_is_new_and_the_message_says_so(tmp_path: Path, office: PostOffice) -> None:
    (tmp_path / ".reporter").mkdir()
    (tmp_path / ".reporter" / "history.sqlite3").write_bytes(b"not a database " * 100)
    for _ in range(2):
        assert notify(workspace_of(tmp_path, office), Problem("no response", "acme")) == ""
    assert len(office.accepted) == 2
    assert "While history is unavailable, reporter cannot record that it notified you." in text_of(office)
