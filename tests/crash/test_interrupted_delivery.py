"""Two runs at once, a holder of the lock that dies, and a run that is told to stop while nobody knows what arrived."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.crash.delivery import EVERYBODY, HISTORY, Ended, aftermath, new_workspace, run_undisturbed, started
from tests.support.crash.history import runs
from tests.support.mail_server import PostOffice, mail_server

pytestmark = pytest.mark.strace

DONE = Ended(0, "")
ONE_EACH = dict.fromkeys(EVERYBODY, 1)


@dataclass
class Gate:
    """Where a client has to wait: `reached` when one is there, until it is `opened`."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


def held_up(office: PostOffice, command: str, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Make the server do what a command says, or keep a message ("DATA"), but answer only when the gate is open."""
    gate, handle = Gate(), getattr(office, f"handle_{command}")

    async def wait(*told: object) -> str:
        answer = await handle(*told)
        gate.reached.set()
        await asyncio.to_thread(gate.opened.wait, 60)
        return str(answer)

    monkeypatch.setattr(office, f"handle_{command}", wait)
    return gate


@pytest.mark.parametrize("group", range(2))
def test_g01_of_two_runs_started_together_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    for number in range(5):
        with mail_server() as office:
            gate = held_up(office, "RCPT", monkeypatch)
            workspace = new_workspace(tmp_path / f"{group}-{number}", office.url)
            with started(workspace) as one, started(workspace) as other:
                loser, winner = _as_they_end(one, other)
                gate.opened.set()
                assert winner.communicate(timeout=60)[1] == ""
                told = loser.communicate()[1]
            assert (loser.returncode, winner.returncode) == (75, 0)
            assert f"another run weekly is already running (process {winner.pid}, since " in told
            assert {one: office.copies(one) for one in EVERYBODY} == ONE_EACH


def test_g03_when_the_holder_of_the_lock_is_killed_the_next_run_delivers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as office:
        gate = held_up(office, "RCPT", monkeypatch)
        workspace = new_workspace(tmp_path / "workspace", office.url)
        with started(workspace) as holder:
            assert gate.reached.wait(60)
            assert run_undisturbed(workspace).code == 75
            holder.kill()
        gate.opened.set()
        after = aftermath(workspace, office)
    assert (after.first, after.second, after.copies) == (DONE, DONE, ONE_EACH)
    assert runs(workspace, HISTORY) == [None, 0, 0]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_e06_stopped_while_the_server_thinks_about_a_whole_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    with mail_server() as office:
        gate = held_up(office, "DATA", monkeypatch)
        workspace = new_workspace(tmp_path / "workspace", office.url)
        with started(workspace) as process:
            assert gate.reached.wait(60)
            process.send_signal(number)
            told = process.communicate(timeout=60)[1]
        assert (process.returncode, told.strip().count("\n")) == (code, 0), told
        gate.opened.set()
        after = aftermath(workspace, office)
    assert after.first.code == 3
    assert after.told == after.unknown == [EVERYBODY[0]]
    assert after.second == DONE
    assert after.copies == ONE_EACH, "the server had taken it, and nobody sent it again"
    assert runs(workspace, HISTORY) == [code, 3, 0]


def _as_they_end(
    one: subprocess.Popen[str], other: subprocess.Popen[str]
) -> tuple[subprocess.Popen[str], subprocess.Popen[str]]:
    """Wait until one of two processes has ended; return it and the other one."""
    while True:
        if one.poll() is not None:
            return one, other
        if other.poll() is not None:
            return other, one
        time.sleep(0.01)
