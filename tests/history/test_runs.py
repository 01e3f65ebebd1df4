"""The record of each run, and the lock that keeps two runs apart."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.core.context import CommandContext
from reporter.core.errors import (
    CredentialsError,
    DiskError,
    Exit,
    TemporaryError,
    TerminatedError,
)
from reporter.core.problems import Problem
from reporter.history.open import History, open_history
from reporter.history.read.watch import last_runs
from reporter.history.runs import alone, record_rejected_run, record_run
from tests.support.history_makers import hour

URL = "sqlite:///history.sqlite3"


def test_g02_a_second_one_is_told_who_is_at_work(history: History) -> None:
    with alone(history, "collect"):
        with (
            pytest.raises(TemporaryError, match="another collect is already running") as caught,
            alone(history, "collect"),
        ):
            pytest.fail("two at once")
        if history.location.path is not None:
            assert f"process {os.getpid()}" in str(caught.value)
    with alone(history, "collect"):
        pass


def test_g03_the_lock_of_a_killed_one_is_free_at_once(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from reporter.history.open import open_history;"
        "from reporter.history.runs import alone; history = open_history(sys.argv[1], Path(sys.argv[2]));"
        "lock = alone(history, 'collect'); lock.__enter__(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, URL, str(tmp_path)], check=False, timeout=60)  # noqa: S603 - ours
    assert done.returncode == -9
    with open_history(URL, tmp_path) as history, alone(history, "collect"):
        pass


def test_a_run_is_written_down_with_its_end(history: History) -> None:
    with record_run(history, "collect", CommandContext(hour(1), hour(1), {})) as note:
        note.requests, note.calls = 3, 5
    for number, error in enumerate((DiskError("full"), KeyboardInterrupt(), TerminatedError(), ZeroDivisionError()), 2):
        context = CommandContext(hour(number), hour(number), {})
        with pytest.raises(type(error)), record_run(history, f"run {number}", context):
            raise error
    with history.read() as connection:
        found = [(one.command, one.code, one.requests, one.calls) for one in last_runs(connection, 1)]
    ended = ((5, 70), (4, 143), (3, 130), (2, 74))
    assert found == [*((f"run {number}", code, 0, 0) for number, code in ended), ("collect", 0, 3, 5)]


def test_a_run_knows_that_the_one_before_broke_off(history: History) -> None:
    killed_ones = []  # else they would be closed, and written down as ended

    def run(at: int, *, killed: bool = False) -> object:
        context = CommandContext(hour(at), hour(at), {})
        noting = record_run(history, "run", context, report="weekly")
        note = noting.__enter__()
        if killed:
            killed_ones.append(noting)
        else:
            noting.__exit__(None, None, None)
        return note.broke_off

    assert [run(1), run(2, killed=True), run(3), run(4)] == [None, None, hour(2), None]


@pytest.mark.parametrize("second", ["run weekly", "run monthly"])
def test_g08_only_the_same_report_waits(history: History, second: str) -> None:
    with alone(history, "run weekly"):
        if second == "run weekly":
            with pytest.raises(TemporaryError, match="another run weekly is already running"), alone(history, second):
                pass
        else:
            with alone(history, second):
                pass


NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
AROUND = CommandContext(NOW, NOW, {})


def test_history_keeps_why_a_run_failed_and_no_secret(history: History) -> None:
    context = replace(AROUND, secrets={"canary-0815"})
    with pytest.raises(CredentialsError), record_run(history, "collect", context):
        raise CredentialsError("acme: canary-0815 is not accepted")
    with pytest.raises(ZeroDivisionError), record_run(history, "collect", context):
        raise ZeroDivisionError("whatever it may say")
    with record_run(history, "collect", context) as note:
        note.problems = [Problem("nothing that stands in the way")]
    with record_run(history, "collect", context) as note:
        note.code, note.problems = Exit.INCOMPLETE, [Problem("one", "acme")] * 2 + [Problem("canary-0815", "beta")]
    with history.read() as connection:
        runs = last_runs(connection, 9)[::-1]
    assert [(run.code, run.problems) for run in runs] == [
        (77, ("acme: *** is not accepted",)),
        (70, ("this is a bug in reporter: ZeroDivisionError",)),
        (0, ()),
        (3, ("acme: one", "beta: ***")),
    ]


def test_a_refusal_does_not_hide_a_run_that_was_killed(history: History) -> None:
    record_rejected_run(history, "run weekly", AROUND, code=Exit.CONFIGURATION, problem=Problem("weekly was not run"))
    with history.read() as connection:
        (refused,) = last_runs(connection, 9)
    assert (refused.code, refused.problems) == (78, ("weekly was not run",))
    killed = record_run(history, "run weekly", AROUND)
    killed.__enter__()
    record_rejected_run(history, "run weekly", AROUND, code=Exit.CONFIGURATION, problem=Problem("weekly was not run"))
    with record_run(history, "run weekly", AROUND) as note:
        assert note.broke_off == NOW
