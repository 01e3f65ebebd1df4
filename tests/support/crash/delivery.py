"""A workspace that mails a small report to three people, runs of it, and what became of every copy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from reporter.cli import run
from tests.support.crash.history import check_whole
from tests.support.mail_server import PostOffice

EVERYBODY = ("anna@example.com", "ben@example.com", "carla@example.com")
NOW = "2026-11-23T08:00:00Z"
HISTORY = "sqlite:///.reporter/history.sqlite3"  # where it is when reporter.yaml names none
ENVIRON = {"PATH": os.environ["PATH"]}
_FOLDER, _FILE = HISTORY.removeprefix("sqlite:///").split("/")
_WORKSPACE = """\
version: 1
accounts:
  lumen: {{login: sandbox}}
mail:
  server: {url}
  from: Reports <reports@acme.example>
"""
_SPEC = f"""\
title: Weekly
accounts: all
period: last_week
metrics: [views]
outputs: {{csv: {{}}}}
deliver: [{{email: {{to: [{", ".join(EVERYBODY)}], body: text, attach: [csv]}}}}]
"""


class Ended(NamedTuple):
    """How a run ended, and what it said on standard error."""

    code: int
    told: str


@dataclass(frozen=True)
class Aftermath:
    """What two undisturbed runs and `reporter status` say after a run that was disturbed.

    `copies`: accepted by the mail server, of each recipient. `told`: of whom the first of the runs said that nobody
    knows. `unknown`: of whom `reporter status` says so.
    """

    first: Ended
    second: Ended
    copies: dict[str, int]
    told: list[str]
    unknown: list[str]

    @property
    def doubled(self) -> list[str]:
        """Who got more than one copy."""
        return [one for one, count in self.copies.items() if count > 1]

    @property
    def lost(self) -> list[str]:
        """Who got nothing and is not listed."""
        return [one for one, count in self.copies.items() if not count and one not in self.unknown]


def new_workspace(folder: Path, url: str) -> Path:
    """Make a workspace that never ran."""
    (folder / "reports").mkdir(parents=True)
    (folder / "reporter.yaml").write_text(_WORKSPACE.format(url=url))
    (folder / "reports" / "weekly.yaml").write_text(_SPEC)
    return folder


def move_mail(workspace: Path, url: str) -> Path:
    """Name another mail server."""
    (workspace / "reporter.yaml").write_text(_WORKSPACE.format(url=url))
    return workspace


def command(workspace: Path) -> list[str]:
    """Return the arguments of a run."""
    spec = workspace / "reports" / "weekly.yaml"
    return ["run", str(spec), "--workspace", str(workspace), "--now", NOW]


def program(workspace: Path) -> list[str]:
    """Return a run as people start it."""
    return [sys.executable, "-m", "reporter", *command(workspace)]


@contextmanager
def started(workspace: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a run in a process of its own, which does not outlive the test."""
    with subprocess.Popen(  # noqa: S603 - our own program
        program(workspace),
        env=ENVIRON,
        cwd=workspace,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run_undisturbed(workspace: Path) -> Ended:
    """Run to the end, in this process."""
    code, _, told = _called(command(workspace))
    return Ended(code, told)


def aftermath(workspace: Path, office: PostOffice) -> Aftermath:
    """Run twice more and look what became of every copy."""
    first, second = run_undisturbed(workspace), run_undisturbed(workspace)
    _, listed, _ = _called(["status", "--json", "--workspace", str(workspace), "--now", NOW])
    check_whole(history_of(workspace))
    assert len({mail.message["Message-ID"] for mail in office.accepted}) <= 1, "it is one letter, whoever carries it"
    return Aftermath(
        first,
        second,
        {one: office.copies(one) for one in EVERYBODY},
        re.findall(r"to (\S+): delivery unconfirmed", first.told),
        [delivery["recipient"] for delivery in json.loads(listed)["deliveries"] if delivery["state"] == "unknown"],
    )


def history_of(workspace: Path) -> Path:
    """Return where the workspace's history is."""
    return workspace / _FOLDER / _FILE


def _called(arguments: list[str]) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return int(code), out.getvalue(), err.getvalue()
