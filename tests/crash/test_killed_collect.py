"""A collect that is killed at any moment loses nothing that was kept, and the next one ends where it would have ended.

What a killed process wrote stays in the kernel's memory: that writes reach the disk in their order is not shown here.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.crash.history import (
    FILE,
    FOLDER,
    Said,
    check_whole,
    collect_undisturbed,
    environment,
    known_at,
    new_workspace,
    program,
    runs,
    said,
)
from tests.support.crash.standin import World, serving
from tests.support.crash.tracer import is_killed

pytestmark = pytest.mark.strace

REQUESTS = 5  # of the first day: account, page, page and stories side by side, batch
DRAFT = f".{FILE}.new"
LOCKS = [f".{FILE}.opening", f".{FILE}.collect"]
FILES = [FILE, f"{FILE}-journal", DRAFT, f"{DRAFT}-journal", *LOCKS]


@dataclass(frozen=True)
class Series:
    """Kills at the first, the (first + step)-th, ... call of a kind until a run makes no more; at `least` so many.

    Processors differ in which of several calls of a kind they have.
    """

    day: int
    calls: str
    first: int = 1
    step: int = 1
    least: int = 1

    def __str__(self) -> str:
        """Return the test's name."""
        return f"day{self.day}-{self.calls.rpartition('?')[2]}-{self.first}-{self.step}"


def _shared(day: int, calls: str, *, tests: int, least: int, every: int = 1) -> list[Series]:
    """Share the kills at every n-th call of a kind between tests that may run side by side."""
    return [Series(day, calls, 1 + every * test, every * tests, least) for test in range(tests)]


OPEN, UNLINK = "?open,?openat", "?unlinkat,?unlink"
SERIES = [
    # the first start of all: the history is made, too. Every call.
    *_shared(1, "pwrite64", tests=8, least=20),
    *_shared(1, "fdatasync", tests=2, least=12),
    Series(1, OPEN, least=10),
    Series(1, UNLINK, least=6),
    Series(1, "fsync"),
    Series(1, "write"),
    Series(1, "?mkdirat,?mkdir"),
    Series(1, "?renameat,?renameat2,?rename"),
    # a day later, where rows change: every fourth write (a page comes into the journal in three), and else every call
    *_shared(2, "pwrite64", tests=2, least=12, every=4),
    *_shared(2, "fdatasync", tests=2, least=10),
    Series(2, OPEN, least=6),
    Series(2, UNLINK, least=5),
    Series(2, "write"),
]


@dataclass(frozen=True)
class Undisturbed:
    """What there is after a run that nothing disturbed."""

    workspace: Path
    said: Said
    requests: int

    @property
    def files(self) -> list[str]:
        """The names of the files that it left."""
        return _files(self.workspace)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Undisturbed]:
    """Return each day's end when nothing happens."""
    ends: dict[int, Undisturbed] = {}
    for day in (1, 2):
        folder = tmp_path_factory.mktemp("undisturbed") / "workspace"
        workspace = _workspace(folder, ends, day)
        world = collect_undisturbed(workspace, day)
        ends[day] = Undisturbed(workspace, said(workspace), world.begun)
    return ends


@pytest.mark.parametrize("series", SERIES, ids=str)
def test_e01_killed_at_a_call_that_changes_files(
    tmp_path: Path, undisturbed: dict[int, Undisturbed], series: Series
) -> None:
    kills, killed = 0, True
    while killed:
        ordinal = series.first + kills * series.step
        workspace = _workspace(tmp_path / str(ordinal), undisturbed, series.day)
        world = World(series.day)
        killed = _is_killed(series.calls, ordinal, workspace=workspace, world=world)
        _check_what_a_killed_run_leaves(workspace, tmp_path / f"{ordinal} seen", world)
        collect_undisturbed(workspace, series.day)
        assert said(workspace) == undisturbed[series.day].said, f"killed at call {ordinal}"
        assert _files(workspace) == undisturbed[series.day].files
        *earlier, last = runs(workspace)
        assert (set(earlier) <= {0, None}, last) == (True, 0)
        kills += killed
    assert kills >= series.least


@pytest.mark.parametrize("request_number", range(1, REQUESTS + 1))
def test_e01_killed_while_a_request_is_under_way(
    tmp_path: Path, url: str, undisturbed: dict[int, Undisturbed], request_number: int
) -> None:
    assert undisturbed[1].requests == REQUESTS
    workspace = new_workspace(tmp_path / "workspace", url)
    world = World(silent_from=request_number)
    with serving(world) as graph, _started(workspace, world, graph) as process:
        assert world.reached.wait(60)
        process.kill()
        process.wait(60)
        assert process.returncode == -signal.SIGKILL
    _wait_until_let_go(url)
    known = known_at(world, workspace, url)
    kept = (
        world.settled() if request_number < REQUESTS else world.all_told()
    )  # the last one comes when all lists are kept
    assert kept.items() <= known.items()
    assert (known != {}) == (request_number > 1), "the account's own numbers are kept before its lists are read"
    collect_undisturbed(workspace, 1)
    assert said(workspace, url) == undisturbed[1].said
    assert runs(workspace, url) == [None, 0]


def _workspace(folder: Path, ends: dict[int, Undisturbed], day: int) -> Path:
    """Make a workspace as it is on the morning of a day."""
    if day == 1:
        return new_workspace(folder)
    return shutil.copytree(ends[day - 1].workspace, folder)


def _is_killed(calls: str, ordinal: int, *, workspace: Path, world: World) -> bool:
    """Run the program until its main thread begins that call on one of the history's files."""
    folder = workspace / FOLDER
    paths = [folder / name for name in FILES] + ([folder] if calls != OPEN else [])
    with serving(world) as graph:
        return is_killed(
            calls,
            ordinal,
            program=program(workspace, world),
            environ=environment(graph),
            folder=workspace,
            only=paths,
        )


def _check_what_a_killed_run_leaves(workspace: Path, copy: Path, world: World) -> None:
    """Check on a copy, so that the next run finds everything as the killed one left it."""
    settled = world.settled()
    if not (workspace / FOLDER / FILE).exists():
        assert not settled
        return
    shutil.copytree(workspace, copy)
    check_whole(copy / FOLDER / FILE)
    assert settled.items() <= known_at(world, copy).items()


def _files(workspace: Path) -> list[str]:
    return sorted(path.name for path in (workspace / FOLDER).iterdir())


@contextmanager
def _started(workspace: Path, world: World, graph: str) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - our own program
        program(workspace, world), env=environment(graph), cwd=workspace, stdout=quiet, stderr=quiet
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_until_let_go(url: str) -> None:
    """Wait until the database server has noticed that its client is no more: until then it holds the client's locks."""
    if url.startswith("sqlite"):
        return
    import psycopg

    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(others).fetchone() != (0,):
            time.sleep(0.02)
