"""What the operator hears of jobs that end as a whole, and of one trouble that several jobs meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from threading import Event, Thread

import pytest

from reporter.history.open import open_history
from reporter.history.read.rows import known_accounts
from reporter.history.runs import alone
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token
from tests.support.cli_started import Started
from tests.support.mail_server import PostOffice, mail_server

NOW = "2026-11-23T08:00:00Z"
HISTORY = "sqlite:///.reporter/history.sqlite3"
BRAND = next(account for account in ACCOUNTS if str(account.login) == "facebook")
WEEKLY = ("run", "reports/weekly.yaml")
COLLECT, STORIES, REFRESH = ("collect",), ("collect", "--stories"), ("token", "refresh")
JOBS = pytest.mark.parametrize("job", [WEEKLY, COLLECT, STORIES, REFRESH], ids=" ".join)


@dataclass
class Firm:
    """A workspace with accounts of Meta's, whose operator's mail goes to `office`."""

    folder: Path
    office: PostOffice
    start: Started
    url: str

    def accounts(self, **tokens: str) -> None:
        lines = [
            f"  {alias}: {{login: facebook, instagram_id: '{int(BRAND.instagram_id) + number}', token: '{place}'}}"
            for number, (alias, place) in enumerate(tokens.items())  # the first is the brand
        ]
        mail = f"mail: {{server: '{self.office.url}', from: r@example.com, operator: ops@example.com}}"
        (self.folder / "reporter.yaml").write_text("\n".join(("version: 1", "accounts:", *lines, mail, "")))

    def run(self, *arguments: str, **tokens: str) -> CompletedProcess[str]:
        return self.start(*arguments, "--now", NOW, environ={"REPORTER_GRAPH_URL": self.url, **tokens})

    @property
    def told(self) -> list[str]:
        """What the operator was written, each mail on one line."""
        return [" ".join(mail.message.get_content().split()) for mail in self.office.accepted]


@pytest.fixture
def firm(workspace: Path, reporter: Started) -> Iterator[Firm]:
    with mail_server() as office, running(datetime(2026, 11, 23, 8, tzinfo=UTC)) as served:
        yield Firm(workspace, office, reporter, served.url)


def test_accounts_that_differ_in_a_digit_are_both_named_and_no_job_tells_them_again(firm: Firm) -> None:
    firm.accounts(brand1="env:T1", brand2="env:T2")
    second = (firm.folder / "reports" / "weekly.yaml").read_text().replace("Weekly", "Second")
    (firm.folder / "reports" / "second.yaml").write_text(second)
    for job in (WEEKLY, ("run", "reports/second.yaml"), COLLECT, STORIES):
        assert firm.run(*job, T1="wrong-token-one", T2="wrong-token-two").returncode == 77
    (told,) = firm.told
    assert "- brand1: " in told
    assert "- brand2: " in told
    assert "run weekly: 2 problems" in str(firm.office.accepted[0].message["Subject"])


@pytest.mark.first_run
@JOBS
def test_a_job_that_cannot_begin_is_told_even_without_a_memory(firm: Firm, job: tuple[str, ...]) -> None:
    firm.accounts(acme="env:T1")
    (firm.folder / ".reporter").mkdir(mode=0o700)
    (firm.folder / ".reporter" / "history.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 6000)
    done = firm.run(*job, T1=token(BRAND.alias))
    assert (done.returncode, "could not email the operator" in done.stderr) == (65, False)
    (told,) = firm.told
    assert "history.sqlite3" in told
    assert "reporter cannot record that it notified you" in told


@JOBS
def test_a_job_that_meets_itself_at_work_is_no_trouble(firm: Firm, job: tuple[str, ...]) -> None:
    firm.accounts(acme="env:T1")
    lock = {"run": "run weekly", "token": "token refresh"}.get(job[0], "collect")
    with open_history(HISTORY, firm.folder) as history, alone(history, lock):
        done = firm.run(*job, T1=token(BRAND.alias))
    assert (done.returncode, firm.told) == (75, [])
    assert f"another {lock} is already running" in done.stderr


@pytest.mark.parametrize("job", [WEEKLY, COLLECT], ids=" ".join)
def test_a_deadline_is_told(firm: Firm, job: tuple[str, ...]) -> None:
    over = Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            over.wait(60)

        do_POST = do_GET  # noqa: N815 - the library's name

    firm.accounts(acme="env:T1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        firm.url = f"http://127.0.0.1:{server.server_port}"
        done = firm.run(*job, "--deadline", "8s", T1=token(BRAND.alias))
        over.set()
        server.shutdown()
    assert done.returncode == 75
    (told,) = firm.told
    assert "stopped at the time limit (8s)" in told


@pytest.mark.parametrize("job", [WEEKLY, COLLECT], ids=" ".join)
def test_a_secret_that_cannot_be_had_stops_its_own_account_only(firm: Firm, job: tuple[str, ...]) -> None:
    firm.accounts(acme="env:T1", other="env:UNSET", open="file:open.token")
    (firm.folder / "open.token").write_text("made-up-token")
    (firm.folder / "open.token").chmod(0o640)
    done = firm.run(*job, T1=token(BRAND.alias))
    assert done.returncode == 3
    assert "other: token of other: environment variable UNSET is not set; store it there" in done.stderr
    assert "open: token of open: other users can read file:open.token; run chmod 600 on it" in done.stderr
    (told,) = firm.told
    assert "UNSET" in told
    assert "chmod 600" in told
    with open_history(HISTORY, firm.folder) as history, history.read() as connection:
        assert known_accounts(connection, ["acme", "other"], datetime(2026, 11, 24, tzinfo=UTC)) == {"acme"}


@pytest.mark.parametrize(("place", "code"), [("env:UNSET", 78), ("file:open.token", 77)])
def test_alone_such_an_account_ends_with_its_own_code(firm: Firm, place: str, code: int) -> None:
    firm.accounts(acme=place)
    (firm.folder / "open.token").write_text("made-up-token")
    (firm.folder / "open.token").chmod(0o640)
    for job in (WEEKLY, COLLECT, STORIES):
        assert firm.run(*job).returncode == code
    assert len(firm.told) == 1
