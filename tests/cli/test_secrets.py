"""What interpreters, loggers, doctor, logs and crash reports could tell of secrets: every one of them is a canary."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from reporter.sandbox.faults import AccountFault, AccountTrouble, Faults
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T08:00:00Z"
BRAND = next(account for account in ACCOUNTS if account.login == "facebook")
CANARIES = {
    "TOKEN": token(BRAND.alias),
    "APP_SECRET": "canary-app/secret+0815",
    "PASSWORD": "canary-password-0815",
    "PING": "http://127.0.0.1:9/canary-ping-0815",
    "VERIFY": "canary-verify-0815",
}
WORKSPACE = f"""\
accounts:
  acme: {{login: facebook, instagram_id: '{BRAND.instagram_id}', token: env:TOKEN, app_secret: env:APP_SECRET}}
mail: {{server: 'smtps://127.0.0.1:9', from: r@example.com, user: u, password: env:PASSWORD}}
ping: env:PING
webhook: {{verify_token: env:VERIFY}}
"""
# All that an interpreter, and whoever switches on other people's logs, can be made to tell.
TALKATIVE = {"PYTHONDEVMODE": "1", "PYTHONFAULTHANDLER": "1", "PYTHONWARNINGS": "default"}
LOUD = """\
import logging
logging.basicConfig(level=logging.DEBUG)
logging.raiseExceptions = True
"""
BROKEN = """\
import reporter.executor.graph.client as client
def broken(self, request):
    access = self._accounts[request.account]
    raise ZeroDivisionError(f"{access.token} {access.app_secret} {access!r}")
client.GraphClient.send = broken
"""
JOBS = (
    ("doctor",),
    ("doctor", "--json"),
    ("doctor", "--mail-to", "me@example.com"),
    ("collect", "--stories", "--log-format", "json"),
    ("run", "reports/weekly.yaml", "--log-format", "json"),
    ("token", "refresh", "--within", "59", "--log-format", "json"),
    ("status",),
)


@dataclass(frozen=True)
class Desk:
    """A workspace full of secrets, and the program started in it as talkative as it can be made."""

    folder: Path

    def start(self, *arguments: str, url: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        here = {"REPORTER_GRAPH_URL": url, "PYTHONPATH": f"{self.folder}:{ROOT}"}
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-X", "dev", "-m", "reporter", *arguments, "--now", NOW],
            cwd=self.folder,
            env=kept | TALKATIVE | CANARIES | here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self, *arguments: str, url: str) -> tuple[int, str]:
        with self.start(*arguments, url=url) as process:
            told = str(process.communicate(timeout=120)[0])
        return process.returncode, told

    def leaks(self, *said: str) -> list[str]:
        """Return which secrets stand in what was said, or in a file that was written, as typed or as in addresses."""
        made = [path for folder in (".reporter", "out") for path in (self.folder / folder).rglob("*") if path.is_file()]
        seen = "".join((*said, *(one.read_bytes().decode("latin-1") for one in made)))
        return [name for name, one in CANARIES.items() if one in seen or quote(one, safe="") in seen]


@pytest.fixture
def desk(workspace: Path) -> Desk:
    (workspace / "reporter.yaml").write_text(WORKSPACE)
    (workspace / "sitecustomize.py").write_text(LOUD)
    return Desk(workspace)


@contextmanager
def graph(trouble: AccountTrouble | None) -> Iterator[str]:
    faults = Faults(accounts={BRAND.alias: AccountFault(trouble)} if trouble else {})
    with running(datetime(2026, 11, 23, 8, tzinfo=UTC), faults=faults) as served:
        yield served.url


@pytest.mark.parametrize("trouble", [None, AccountTrouble.TOKEN_EXPIRED], ids=["good", "expired"])
def test_l05_l06_no_job_tells_a_secret_however_talkative_python_is(desk: Desk, trouble: AccountTrouble | None) -> None:
    with graph(trouble) as url:
        found = [desk.said(*job, url=url) for job in JOBS]
    told = "".join(text for _, text in found)
    assert '"event": "run.finished"' in told
    assert "Traceback" not in told
    assert desk.leaks(told) == []


def test_l06_a_crash_report_holds_no_secret(desk: Desk) -> None:
    (desk.folder / "sitecustomize.py").write_text(LOUD + BROKEN)
    found = [desk.said(*job, url="http://127.0.0.1:9") for job in JOBS[3:5]]
    assert [code for code, _ in found] == [70, 70]
    assert all("this is a bug in reporter, please report it: ZeroDivisionError at" in text for _, text in found)
    assert desk.leaks(*(text for _, text in found)) == []


def test_l05_a_program_that_is_aborted_shows_where_it_was_and_no_secret(desk: Desk) -> None:
    asked = threading.Event()

    def hold(silent: socket.socket) -> None:
        connection, _ = silent.accept()
        with closing(connection):
            assert connection.recv(16)  # a request, which holds the token
            asked.set()
            while connection.recv(4096):
                pass

    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        thread = threading.Thread(target=hold, args=(silent,))
        thread.start()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with desk.start("collect", "--stories", url=url) as process:
            assert asked.wait(60)
            process.send_signal(signal.SIGABRT)
            told = str(process.communicate(timeout=60)[0])
        thread.join()
    assert process.returncode in {-signal.SIGABRT, -signal.SIGSEGV}  # printing the other threads can crash Python
    assert "Fatal Python error: Aborted" in told
    assert desk.leaks(told) == []
