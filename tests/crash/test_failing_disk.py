"""Disks that are full, fail, or may not be written to: one refusal, and all that was kept or made before stays whole.

The ids in the names are those of the cases that the product is held against.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reporter.core.errors import DiskError
from reporter.history.open import open_history
from reporter.history.runs import alone
from reporter.history.tables import HEAD
from tests.support.crash.delivery import ENVIRON, EVERYBODY, NOW, aftermath, run_undisturbed
from tests.support.crash.delivery import new_workspace as new_mailing
from tests.support.crash.failing import Failed, fail, one_line, quoted, with_mount
from tests.support.crash.history import (
    FILE,
    FOLDER,
    URL,
    Said,
    check_whole,
    collect_undisturbed,
    environment,
    new_workspace,
    program,
    said,
)
from tests.support.crash.standin import World, serving
from tests.support.crash.tracer import is_killed
from tests.support.mail_server import mail_server

pytestmark = pytest.mark.strace

JOURNAL = f"{FILE}-journal"
OLDER = "0001"
COPY = f"{FILE}.before-{HEAD}-from-{OLDER}"
OPENING = (
    "import pathlib, sys, reporter.history.open as store; store.open_history(sys.argv[1], pathlib.Path(sys.argv[2]))"
)


@dataclass(frozen=True)
class Days:
    """A workspace after its first day, and what its history says then and after the second one."""

    workspace: Path
    first: Said
    second: Said


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Return the days of a workspace that nothing disturbs."""
    workspace = new_workspace(tmp_path_factory.mktemp("days") / "workspace")
    collect_undisturbed(workspace, 1)
    later = shutil.copytree(workspace, workspace.with_name("later"))
    collect_undisturbed(later, 2)
    return Days(workspace, said(workspace), said(later))


def failing(workspace: Path, calls: str, fault: str, when: str) -> Failed:
    """Collect on the second day while calls on the history's files fail."""
    world, folder = World(2), workspace / FOLDER
    with serving(world) as graph:
        return fail(
            calls,
            fault,
            when,
            program=program(workspace, world),
            environ=environment(graph),
            folder=workspace,
            only=[folder / FILE, folder / JOURNAL],
        )


def _numbers(said_of: Said) -> set[tuple[str, ...]]:
    """Return the measures, but not until when they read so: what does not move is only made longer."""
    return {(*row[:7], *row[8:]) for row in said_of["measures"]}


@pytest.mark.parametrize(
    ("calls", "fault", "first", "step"),
    [("pwrite64", "ENOSPC", 1, 13), ("pwrite64", "EIO", 4, 19), ("fdatasync", "EIO", 1, 4)],
)
def test_d04_a_write_that_fails_anywhere_loses_nothing(
    tmp_path: Path, days: Days, calls: str, fault: str, first: int, step: int
) -> None:
    hits = 0
    for number in range(6):
        workspace = shutil.copytree(days.workspace, tmp_path / str(number))
        # from this call on, as on a disk that has no room any more; the first failed commit ends the run
        ended = failing(workspace, calls, fault, f"{first + number * step}+")
        check_whole(workspace / FOLDER / FILE)
        collected = said(workspace)
        assert set(days.first["facts"]) <= set(collected["facts"])
        assert _numbers(days.first) <= _numbers(collected)
        if not ended.hit:
            assert ended.code == 0, ended.told
            break
        assert (ended.code, one_line(ended.told)) == (74, True), ended
        assert str(Path(FOLDER) / FILE) in ended.told
        hits += 1
    collect_undisturbed(workspace, 2)
    assert said(workspace) == days.second
    assert hits >= 3


def test_d05_interrupted_calls_are_not_noticed(tmp_path: Path, days: Days) -> None:
    workspace = shutil.copytree(days.workspace, tmp_path / "workspace")
    assert failing(workspace, "pwrite64,pread64", "EINTR", "2+3") == Failed(0, "", hit=True)
    check_whole(workspace / FOLDER / FILE)
    assert said(workspace) == days.second


@pytest.mark.parametrize("what", ["file", "folder"])
def test_d06_d07_what_may_not_be_written_to_is_told_and_stays_as_it_is(tmp_path: Path, days: Days, what: str) -> None:
    workspace = shutil.copytree(days.workspace, tmp_path / "workspace")
    file = workspace / FOLDER / FILE
    before = file.read_bytes()
    place = quoted(file if what == "file" else file.parent)
    world = World(2)
    with serving(world) as graph:
        ended = with_mount(
            f'mount --bind {place} {place}; mount -o remount,bind,ro {place}; exec "$@"',
            program=program(workspace, world),
            environ=environment(graph),
            folder=workspace,
        )
    assert (ended.code, one_line(ended.told)) == (74, True), ended
    assert FOLDER in ended.told
    assert file.read_bytes() == before
    collect_undisturbed(workspace, 2)
    assert said(workspace) == days.second


def test_d09_what_a_killed_commit_left_is_undone_without_a_word(
    tmp_path: Path, days: Days, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, world = shutil.copytree(days.workspace, tmp_path / "workspace"), World(2)
    journal = workspace / FOLDER / JOURNAL
    with serving(world) as graph:
        assert is_killed(
            "?unlinkat,?unlink",
            2,
            program=program(workspace, world),
            environ=environment(graph),
            folder=workspace,
            only=[journal],
        )
    assert journal.stat().st_size > 512, "it holds what the pages were before"
    collect_undisturbed(workspace, 2)
    assert said(workspace) == days.second
    assert not journal.exists()
    assert capsys.readouterr().err == ""


def _made_older(workspace: Path) -> Path:
    """Take the newest tables out of a filled history again, as if an older version had filled it."""
    file = workspace / FOLDER / FILE
    with closing(sqlite3.connect(file)) as connection:
        for table in ("delivery", "archived_message", "archived_file", "archived_report"):
            connection.execute(f"DROP TABLE {table}")
        for table in ("notification", "token", "fall"):
            connection.execute(f"DROP TABLE {table}")
        for column in ("run_id", "sent", "unsent", "problems", "report"):
            connection.execute(f"ALTER TABLE run DROP COLUMN {column}")
        for table, column, older in (("series", "metric_set", "ask"), ("snapshot", "metric_values", "measures")):
            connection.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {older}")
        for table, older in (("completed_listing", "visit"), ("metric_set", "ask")):
            connection.execute(f"ALTER TABLE {table} RENAME TO {older}")
        connection.execute("UPDATE alembic_version SET version_num = ?", (OLDER,))
        connection.commit()
        connection.execute("VACUUM")
    return file


def _version(file: Path) -> tuple[str, bool]:
    """Return which version a file says it is, and whether it has a table that only the newest has."""
    with closing(sqlite3.connect(file)) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        newest = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'archived_report'").fetchall()
        return version, bool(newest)


@pytest.mark.parametrize(
    ("calls", "first", "step"),
    [("pwrite64", 2, 17), ("fdatasync", 1, 3), ("?renameat,?renameat2,?rename", 1, 1), ("?unlinkat,?unlink", 1, 1)],
)
def test_d12_killed_while_an_older_history_is_brought_up_to_date(
    tmp_path: Path, days: Days, calls: str, first: int, step: int
) -> None:
    kills = 0
    for number in range(4):
        workspace = shutil.copytree(days.workspace, tmp_path / str(number))
        file = _made_older(workspace)
        older, folder = file.read_bytes(), workspace / FOLDER
        names = [FILE, JOURNAL, COPY, f".{COPY}.tmp", f".{COPY}.tmp-journal"]
        killed = is_killed(
            calls,
            first + number * step,
            program=[sys.executable, "-c", OPENING, URL, str(workspace)],
            environ=environment(""),
            folder=workspace,
            only=[folder, *(folder / name for name in names)],
        )
        check_whole(file)
        assert _version(file) in {(OLDER, False), (HEAD, True)}
        if file.read_bytes() != older:
            assert _version(folder / COPY) == (OLDER, False), "nothing was changed before there was a copy"
        assert said(workspace) == days.first
        assert _version(file) == (HEAD, True)
        check_whole(folder / COPY)
        assert _version(folder / COPY) == (OLDER, False)
        if not killed:
            break
        kills += 1
    assert kills


def test_d02_a_disk_that_is_full_when_a_report_is_written_keeps_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reporter.yaml").write_text("version: 1\naccounts:\n  lumen: {login: sandbox}\n")
    spec = tmp_path / "reports" / "weekly.yaml"
    spec.write_text("title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [views]\noutputs: {csv: {}}\n")
    arguments = [sys.executable, "-m", "reporter", "run", str(spec), "--workspace", str(tmp_path), "--now", NOW]
    out, old, after = tmp_path / "out", tmp_path / "old", tmp_path / "after"
    for folder in (out, old, after):
        folder.mkdir()
    (old / "weekly-2026-W47.csv").write_bytes(b"the old report\n")
    mounted = quoted(out)
    ended = with_mount(  # of one page, which the old report fills
        f"mount -t tmpfs -o size=4k none {mounted}; cp {quoted(old)}/* {mounted}; code=0; "
        f'"$@" || code=$?; cp -a {mounted}/. {quoted(after)}; exit $code',
        program=arguments,
        environ=ENVIRON,
        folder=tmp_path,
    )
    assert (ended.code, one_line(ended.told)) == (74, True), ended
    assert "weekly-2026-W47.csv" in ended.told
    assert {path.name: path.read_bytes() for path in after.iterdir()} == {"weekly-2026-W47.csv": b"the old report\n"}


@contextmanager
def _limited(what: int, most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (soft, hard))


def test_d03_a_disk_that_is_full_when_a_letter_is_out_sends_it_to_nobody_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    with mail_server() as office:
        accept = office.handle_DATA

        async def fill(*told: Any) -> str:  # noqa: ANN401 - the server's
            answer = await accept(*told)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, limit[1]))  # from now on no file takes a byte
            return answer

        workspace = new_mailing(tmp_path / "workspace", office.url)
        with monkeypatch.context() as patch:
            patch.setattr(office, "handle_DATA", fill)
            try:
                ended = run_undisturbed(workspace)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        assert (ended.code, [mail.recipient for mail in office.accepted]) == (74, [EVERYBODY[0]]), ended
        after = aftermath(workspace, office)
    assert (after.doubled, after.lost) == ([], [])
    assert after.told == after.unknown == [EVERYBODY[0]]
    assert (after.first.code, after.second.code) == (3, 0)


def test_d17_without_a_file_handle_left_it_is_told_and_nothing_is_lost(tmp_path: Path, days: Days) -> None:
    workspace = shutil.copytree(days.workspace, tmp_path / "workspace")
    refusals = 0
    with _limited(resource.RLIMIT_NOFILE, 256):
        for spare in range(6):
            taken = []
            try:
                while True:
                    taken.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                for one in taken[:spare]:
                    os.close(one)
            try:
                with open_history(URL, workspace) as history, alone(history, "collect"):
                    pass
            except DiskError:
                refusals += 1
            finally:
                for one in taken[spare:]:
                    os.close(one)
    assert refusals >= 3
    check_whole(workspace / FOLDER / FILE)
    assert said(workspace) == days.first
