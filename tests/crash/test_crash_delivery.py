"""A run that is killed while it posts letters sends nobody a second copy, and leaves out nobody without saying so.

What a killed process wrote stays in the kernel's memory: that writes reach the disk in their order is not shown here.
Calls that only read files are left out: a kill at one finds what a kill at the next call that changes something finds.
"""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.delivery import deliver as delivering
from reporter.history.open import open_history
from reporter.history.outbox import DeliveryState, deliveries, record_state
from tests.support.crash import faults as crash_faults
from tests.support.crash.delivery import (
    ENVIRON,
    EVERYBODY,
    HISTORY,
    Aftermath,
    Ended,
    aftermath,
    command,
    history_of,
    move_mail,
    new_workspace,
    program,
    run_undisturbed,
    started,
)
from tests.support.crash.history import check_whole
from tests.support.crash.tracer import is_killed
from tests.support.mail_server import mail_server

pytestmark = pytest.mark.strace

SAID = 7  # times that a client speaks for one letter: EHLO, MAIL, RCPT, DATA, the message, its dot, QUIT
AT_DATA, AT_QUIT = 4, 7
DONE = Ended(0, "")
OUTPUT = "out/weekly-2026-W47.csv"


@dataclass(frozen=True)
class Series:
    """Kills at the first, the (first + step)-th, ... call of a kind until a run makes no more; at `least` so many.

    Processors and libraries differ in which of several calls of a kind they have.
    """

    calls: str
    first: int = 1
    step: int = 1
    least: int = 1

    def __str__(self) -> str:
        """Return the test's name."""
        return f"{self.calls.rpartition('?')[2]}-{self.first}-{self.step}"


def _shared(calls: str, *, tests: int, least: int) -> list[Series]:
    """Share the kills at every call of a kind between tests that may run side by side."""
    return [Series(calls, 1 + test, tests, least) for test in range(tests)]


COMMITS = "?unlinkat,?unlink"  # a transaction counts from when its journal is removed
SERIES = [
    *_shared("pwrite64", tests=8, least=8),
    *_shared("?fsync,?fdatasync", tests=4, least=8),
    *_shared("?recvmsg,?recvfrom", tests=4, least=6),
    *_shared("?sendmsg,?sendto", tests=3, least=SAID),
    Series(f"?renameat2,?renameat,?rename,{COMMITS}", least=8),
    Series("connect", least=len(EVERYBODY)),
    Series("write"),
]


@pytest.fixture(scope="module")
def pending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose report is kept and waits for its three recipients, whom the server did not want yet."""
    with mail_server() as office:
        office.at_recipient = {one: ["450 4.7.1 come back"] for one in EVERYBODY}
        workspace = new_workspace(tmp_path_factory.mktemp("pending") / "workspace", office.url)
        ended = run_undisturbed(workspace)
        assert (ended.code, office.accepted) == (75, []), ended.told
    return workspace


@pytest.fixture(scope="module")
def broken(pending: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same as a run left it that died while it sent the first letter."""
    workspace = shutil.copytree(pending, tmp_path_factory.mktemp("broken") / "workspace")
    with open_history(HISTORY, workspace) as history:
        with history.read() as connection:
            first = deliveries(connection, states=[DeliveryState.PENDING])[0]
        assert first.recipient == EVERYBODY[0]
        history.write(
            lambda connection: record_state(connection, first.number, DeliveryState.SENDING, now=datetime.now(UTC))
        )
    return workspace


@pytest.mark.parametrize("series", SERIES, ids=str)
def test_e03_killed_while_posting(tmp_path: Path, pending: Path, series: Series) -> None:
    found = _after_kills(tmp_path, pending, series=series)
    for number, after in enumerate(found):
        where = f"kill {number}: {after}"
        assert (after.doubled, after.lost) == ([], []), where
        assert (after.first.code, after.second) == (3 if after.unknown else 0, DONE), where
        assert after.told == after.unknown, where
        assert len(after.unknown) <= 1, where
    _count(found, kills=len(found) - 1)
    assert len(found) > series.least, "the last one was not killed"
    assert found[-1].first == DONE, "so there was nothing left to do"


def test_killed_while_finding_what_an_earlier_kill_left(tmp_path: Path, broken: Path) -> None:
    found = _after_kills(tmp_path, broken, series=Series(COMMITS), ends=3)
    for number, after in enumerate(found):
        where = f"kill {number}: {after}"
        assert (after.doubled, after.lost, after.second) == ([], [], DONE), where
        assert EVERYBODY[0] in after.unknown, where
        assert len(after.unknown) <= 2, where
    _count(found, kills=len(found) - 1)
    assert len(found) > 6


@pytest.mark.parametrize(
    ("fault", "first", "harm"),
    [("sends again what broke", AT_QUIT, "doubled"), ("notes too early", AT_DATA, "lost")],
)
def test_a_program_that_notes_in_another_order_is_found_out(
    tmp_path: Path, pending: Path, monkeypatch: pytest.MonkeyPatch, fault: str, first: int, harm: str
) -> None:
    monkeypatch.setattr(delivering, *crash_faults.FAULTS[fault])
    faulty = [sys.executable, crash_faults.__file__, fault]
    found = _after_kills(tmp_path, pending, series=Series("sendto", first, SAID), faulty=faulty)
    assert [getattr(after, harm) for after in found] == [*([one] for one in EVERYBODY), []]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, bytes]:
    """Return how long a whole run takes that nothing disturbs, and what it writes."""
    with mail_server() as office:
        workspace = new_workspace(tmp_path_factory.mktemp("undisturbed") / "workspace", office.url)
        begun = time.monotonic()
        with started(workspace) as process:
            assert process.wait(120) == 0
        return time.monotonic() - begun, (workspace / OUTPUT).read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_e05_killed_at_any_time(tmp_path: Path, undisturbed: tuple[float, bytes], seed: int) -> None:
    duration, written = undisturbed
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found, kills = [], 0
    for number in range(5):
        with mail_server() as office:
            workspace = new_workspace(tmp_path / str(number), office.url)
            for _ in range(2):
                with started(workspace) as process:
                    time.sleep(chance.uniform(0, duration))
                    process.kill()
                assert process.returncode in {0, 3, -signal.SIGKILL}
                kills += process.returncode < 0
            after = aftermath(workspace, office)
        assert (after.doubled, after.lost, after.second) == ([], [], DONE), after
        assert after.first.code == (3 if after.told else 0), after
        assert (workspace / OUTPUT).read_bytes() == written
        found.append(after)
    _count(found, kills=kills)
    assert kills


def _after_kills(
    folder: Path,
    before: Path,
    *,
    series: Series,
    faulty: Sequence[str] = (),
    ends: int = 0,
) -> list[Aftermath]:
    """Return what is found after each kill, and at last after the run that was not killed.

    `before`: the workspace as each run finds it. `faulty`: what is killed instead of the product. `ends`: the exit code
    of a run that is not killed.
    """
    found: list[Aftermath] = []
    killed = True
    while killed:
        ordinal = series.first + len(found) * series.step
        with mail_server() as office:
            workspace = move_mail(shutil.copytree(before, folder / str(ordinal)), office.url)
            killed = is_killed(
                series.calls,
                ordinal,
                program=[*faulty, *command(workspace)] if faulty else program(workspace),
                environ=ENVIRON,
                folder=workspace,
                ends=ends,
            )
            seen = shutil.copytree(history_of(workspace).parent, folder / f"{ordinal} seen")
            check_whole(seen / history_of(workspace).name)  # of a copy: the next run finds all as it was left
            found.append(aftermath(workspace, office))
    return found


def _count(found: Sequence[Aftermath], *, kills: int) -> None:
    """Print what kills did in all."""
    names = ("doubled", "lost", "unknown")
    counts = [f"{name} {sum(len(getattr(after, name)) for after in found)}" for name in names]
    print(f"kills {kills},", ", ".join(counts))  # noqa: T201 - the figures are for people
