"""Histories in trouble: full disks, locks, servers that stop. One clear refusal, and what was recorded stays."""

from __future__ import annotations

import multiprocessing
import resource
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text

from reporter.core.errors import (
    ConfigurationError,
    CredentialsError,
    DiskError,
    HistoryError,
    ReporterError,
    TemporaryError,
)
from reporter.core.observations import Observed
from reporter.history import open as store
from reporter.history.open import History, open_history
from reporter.history.read.snapshots import latest
from tests.support.history_makers import look, measures, media, media_query
from tests.support.history_server import new_database

URL = "sqlite:///history.sqlite3"


def kept(history: History) -> list[object]:
    with history.read() as connection:
        return [snapshot.measures["views"] for snapshot in latest(connection, media_query())]


def test_d01_a_full_disk_loses_nothing_that_was_there(tmp_path: Path) -> None:
    with open_history(URL, tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        many = [(media(number, caption="x" * 500), measures(views=number)) for number in range(2, 3000)]
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
        try:
            with pytest.raises(DiskError, match=r"history\.sqlite3 cannot be"):
                look(history, 2, *many, visit=False)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert kept(history) == [Observed(1)]
        look(history, 3, *many)
        assert len(kept(history)) == 2998  # the first is gone from the list; all others are there
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_g05_another_writer_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_BUSY_S", 0.2)
    with open_history(URL, tmp_path) as history:
        other = sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TemporaryError, match="in use by another program"):
            look(history, 1, (media(), measures(views=1)))
        other.execute("COMMIT")
        other.close()
        look(history, 1, (media(), measures(views=1)))
        assert kept(history) == [Observed(1)]


def _writes(folder: str, first: int) -> None:
    with open_history(URL, Path(folder)) as history:
        for number in range(first, first + 20):
            look(history, number, (media(number), measures(views=number)), visit=False)


def test_g05_several_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    workers = [
        multiprocessing.get_context("spawn").Process(target=_writes, args=(str(tmp_path), first))
        for first in (0, 100, 200)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with open_history(URL, tmp_path) as history:
        assert len(kept(history)) == 60


def test_g09_a_copy_made_while_it_is_written_is_whole(tmp_path: Path) -> None:
    with open_history(URL, tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))

        def change(connection: Connection) -> None:
            connection.execute(text("UPDATE snapshot SET until = until + 1"))
            copy = sqlite3.connect(tmp_path / "history.sqlite3")
            copy.execute("VACUUM INTO ?", (str(tmp_path / "copy.sqlite3"),))
            copy.close()

        history.write(change)
    with sqlite3.connect(tmp_path / "copy.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ("nobody-there", TemporaryError, "cannot be reached"),
        ("dbname", ConfigurationError, "a database that does not exist"),
        ("user", CredentialsError, "rejected the user"),
    ],
)
def test_d20_a_server_that_does_not_let_in(
    postgresql: str, tmp_path: Path, change: str, error: type[ReporterError], words: str
) -> None:
    url = {
        "nobody-there": f"postgresql+psycopg://tester@/x?host={tmp_path}",
        "dbname": f"postgresql+psycopg://tester@/nowhere?host={postgresql}",
        "user": f"postgresql+psycopg://nobody@/postgres?host={postgresql}",
    }[change]
    with pytest.raises(error, match=words):
        open_history(url, tmp_path)


def test_d20_a_wrong_password_is_one_of_credentials(postgresql: str, tmp_path: Path) -> None:
    with psycopg.connect(host=postgresql, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
    hba = Path(postgresql, "data", "pg_hba.conf")
    before = hba.read_text()
    hba.write_text(f"local all locked scram-sha-256\n{before}")
    with psycopg.connect(host=postgresql, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    try:
        with pytest.raises(CredentialsError) as caught:
            open_history(f"postgresql+psycopg://locked:wr0ng@/postgres?host={postgresql}", tmp_path)
        assert "wr0ng" not in str(caught.value)
    finally:
        hba.write_text(before)


def test_d20_a_connection_that_is_cut_loses_nothing_that_was_kept(postgresql: str, tmp_path: Path) -> None:
    url = new_database(postgresql)
    with open_history(url, tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))

        def change(connection: Connection) -> None:
            connection.execute(text("UPDATE snapshot SET until = until + 1"))
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        with pytest.raises(DiskError, match="data recorded before is saved"):
            history.write(change)
        assert kept(history) == [Observed(1)]


def test_d20_a_deadlock_is_tried_again(postgresql: str, tmp_path: Path) -> None:
    with open_history(new_database(postgresql), tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))
        calls = []

        def change(connection: Connection) -> None:
            calls.append(1)
            connection.execute(text("UPDATE snapshot SET until = until + 1"))
            if len(calls) < 3:
                connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$"))

        history.write(change)
        assert len(calls) == 3


@pytest.mark.parametrize("odd", ["what?", "100%", "a#b", "%41", "ü ö"])
def test_a_folder_of_any_name_keeps_its_history(tmp_path: Path, odd: str) -> None:
    folder = tmp_path / odd
    for _ in range(2):
        with open_history(URL, folder):
            pass
    assert (folder / "history.sqlite3").stat().st_size > 0
    assert {path.name for path in tmp_path.iterdir()} == {odd}


@pytest.mark.parametrize("text", [b"root:x:0:0::/root:/bin/sh\n", b"SQLite format 3"])
def test_a_file_that_is_no_history_is_not_touched(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "history.sqlite3"
    file.write_bytes(text)
    file.chmod(0o644)
    with pytest.raises(HistoryError, match="nothing was changed"):
        open_history(URL, tmp_path)
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (text, 0o644)
    assert [path.name for path in tmp_path.iterdir()] == ["history.sqlite3"]


def test_writers_who_meet_something_new_at_once_all_get_through(url: str, tmp_path: Path) -> None:
    def write(number: int) -> None:
        with open_history(url, tmp_path) as history:
            for one in range(5):
                look(history, number, (media(one, account=f"new-{one}"), measures(views=number)))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(6)))
