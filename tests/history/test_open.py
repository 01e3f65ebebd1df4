"""Opening a history: private, versioned, copied before it changes; what is damaged or foreign is left as it is.

The ids in the names are those of the cases that the product is held against.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from reporter.core.errors import ConfigurationError, HistoryError, ReporterError
from reporter.history import migrations
from reporter.history.db.location import parse_location
from reporter.history.open import History, open_history
from reporter.history.read.watch import last_runs
from reporter.history.tables import HEAD, METADATA
from tests.support.history_makers import look, measures, media

URL = "sqlite:///.reporter/history.sqlite3"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a history that holds one snapshot."""
    with open_history(URL, tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))
    return tmp_path / ".reporter" / "history.sqlite3"


def refused(folder: Path, error: type[ReporterError], words: str, url: str = URL) -> None:
    with pytest.raises(error, match=words) as caught:
        open_history(url, folder)
    assert "\n" not in str(caught.value)


def test_the_migrations_make_what_the_tables_say(history: History) -> None:
    with history.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == HEAD


def test_l10_files_are_their_owners_alone_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_history(URL, tmp_path):
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / ".reporter").iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / ".reporter").stat().st_mode) == 0o700


def test_a_file_that_others_can_read_is_made_private(file: Path) -> None:
    file.chmod(0o644)
    open_history(URL, file.parent.parent).__exit__(None, None, None)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_commit_is_on_disk_with_its_folder(history: History) -> None:
    if history.location.path is None:
        pytest.skip("the server keeps its own files")
    with history.read() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("synchronous", "journal_mode")]
    assert found == [3, "delete"]  # EXTRA, and the rollback journal


def test_a_copy_is_kept_before_the_version_changes(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    old.close()
    with open_history("sqlite:///history.sqlite3", tmp_path) as history:
        look(history, 1, (media(), measures(views=1)))
    copy = tmp_path / f"history.sqlite3.before-{HEAD}-from-nothing"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as kept:
        assert [row[0] for row in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")] == [
            "alembic_version"
        ]
    kept.close()


def test_d08_what_is_no_history_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".reporter").mkdir(mode=0o700)
    path = tmp_path / ".reporter" / "history.sqlite3"
    for content in (b"not a database " * 100, b"\0" * 8192):
        path.write_bytes(content)
        refused(tmp_path, HistoryError, "damaged or is not a history database")
        assert path.read_bytes() == content
    path.write_bytes(b"")
    refused(tmp_path, HistoryError, "is empty")
    assert path.read_bytes() == b""


def test_d08_a_truncated_or_zeroed_history_is_told_and_not_touched(file: Path) -> None:
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:4096] + b"\0" * 4096 + whole[8192:]):
        file.write_bytes(damaged)
        with pytest.raises(HistoryError, match="damaged"), open_history(URL, file.parent.parent) as history:
            look(history, 2, (media(), measures(views=2)))
        assert file.read_bytes()[:8192] == damaged[:8192]


def test_d11_a_newer_version_is_left_as_it_is(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    refused(file.parent.parent, HistoryError, "newer version of reporter")
    assert file.read_bytes() == before


def test_d11_a_newer_version_on_the_server_is_left_as_it_is(history: History, tmp_path: Path) -> None:
    def change(connection: object) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")  # type: ignore[attr-defined]

    history.write(change)
    url = history.location.url.render_as_string(hide_password=False)
    refused(tmp_path, HistoryError, "newer version of reporter", url)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite3") as other:
        other.execute("CREATE TABLE customers (id INTEGER)")
    other.close()
    refused(tmp_path, HistoryError, "contains other tables", "sqlite:///other.sqlite3")


def test_d13_wal_is_not_used_where_it_loses_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, mode, warned in (((3, 40, 1), "delete", True), ((3, 51, 3), "wal", False), ((3, 50, 7), "wal", False)):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        with open_history(f"sqlite:///{mode}{warned}{version[1]}.sqlite3?journal=wal", tmp_path) as history:
            with history.read() as connection:
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == mode
            assert any("can lose data" in warning for warning in history.warnings) is warned


def test_without_its_driver_a_server_is_told_by_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
    refused(tmp_path, ConfigurationError, "pip install", "postgresql://me@db.example/history")


def _at_0002(url: str, folder: Path) -> None:
    """Make a history as the version before this one left it, with a run in it."""
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    place = parse_location(url, folder)
    engine = create_engine(place.url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql(
            "INSERT INTO run (id, command, started, finished, exit) VALUES (1, 'collect', 1, 2, 3)"
        )
    engine.dispose()


def test_a_history_of_the_version_before_is_brought_up_to_date_with_its_runs(url: str, tmp_path: Path) -> None:
    _at_0002(url, tmp_path)
    for _ in range(2):
        with open_history(url, tmp_path) as history, history.read() as connection:
            context = MigrationContext.configure(connection)
            assert context.get_current_revision() == HEAD
            (run,) = last_runs(connection, 20)
            assert (run.command, run.code, run.problems) == ("collect", 3, ())
    copies = [path.name for path in tmp_path.glob("*.before-*")]
    assert copies == ([f"history.sqlite3.before-{HEAD}-from-0002"] if url.startswith("sqlite") else [])
