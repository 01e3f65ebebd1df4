"""Damaged histories: found before a row is read or written, told with what to do, and left byte for byte as they are.

The ids in the names are those of the cases that the product is held against.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from reporter.cli import run
from reporter.core.context import CommandContext
from reporter.core.errors import HistoryError
from reporter.history.db import integrity as soundness
from reporter.history.db.upkeep import find_damage, prune_snapshots
from reporter.history.open import History, open_history
from reporter.history.runs import record_run
from tests.support.history_makers import hour, look, measures, media

URL = "sqlite:///.reporter/history.sqlite3"
PAGE = 4096
ADVICE = "restore a backup"
NOW = "2026-11-23T08:00:00Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the history of a workspace, which fills some dozens of pages."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reporter.yaml").write_text("version: 1\naccounts:\n  acme: {login: sandbox}\n")
    (tmp_path / "reports" / "all.yaml").write_text(
        "title: All\naccounts: all\nperiod: last_week\nmetrics: [views]\noutputs: {csv: {}}\n"
    )
    with open_history(URL, tmp_path) as history:
        look(history, 1, *((media(number), measures(views=number)) for number in range(300)))
    return tmp_path / ".reporter" / "history.sqlite3"


def commands(folder: Path) -> Iterator[list[str]]:
    """Give what people start, with a workspace and a time."""
    for words in (["collect"], ["run", str(folder / "reports" / "all.yaml"), "--offline"], ["status"], ["doctor"]):
        yield [*words, "--workspace", str(folder), "--now", NOW]
    yield ["history", "prune", "--older-than", "1d", "--workspace", str(folder), "--now", NOW]


def found_by(pragma: str, path: Path) -> str:
    """Return what SQLite itself says of a file."""
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return str(connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0])


def test_d08_zeroed_pages_in_the_middle_are_met_before_anything_is_written(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = file.read_bytes()
    pages = len(whole) // PAGE
    assert pages > 20
    middle = pages // 2
    damaged = whole[: middle * PAGE] + bytes(3 * PAGE) + whole[(middle + 3) * PAGE :]
    file.write_bytes(damaged)
    for command in commands(file.parent.parent):
        assert run(command) == 65, command
        assert file.read_bytes() == damaged, command
        said = capsys.readouterr()
        assert ADVICE in " ".join((said.out + said.err).split()), command


def test_d10_a_commit_half_of_which_reached_the_file_is_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    with open_history(URL, file.parent.parent) as history:
        look(history, 2, (media(300), measures(views=300)), visit=False)
    after = file.read_bytes()
    changed = [at for at in range(0, len(after), PAGE) if before[at : at + PAGE] != after[at : at + PAGE]]
    overlooked = 0
    for count in range(1, len(changed)):  # so many of its pages were written when it broke off
        half = bytearray(before.ljust(len(after), b"\0"))
        for at in changed[:count]:
            half[at : at + PAGE] = after[at : at + PAGE]
        file.write_bytes(half)
        if found_by("integrity_check", file) == "ok":
            continue
        overlooked += found_by("quick_check", file) == "ok"
        for command in commands(file.parent.parent) if count == len(changed) // 2 else ():
            assert run(command) == 65, command
            assert ADVICE in " ".join("".join(capsys.readouterr()).split()), command
        with pytest.raises(HistoryError, match=ADVICE):
            open_history(URL, file.parent.parent)
        assert file.read_bytes() == half
    assert overlooked, "there were halves that a quick look takes for a whole"


@contextmanager
def spoilt(file: Path, statement: str) -> Iterator[None]:
    """Change a file behind the product's back."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
    before = file.read_bytes()
    yield
    assert file.read_bytes() == before


def test_a_row_that_belongs_to_nothing_is_damage(file: Path) -> None:
    with (
        spoilt(file, "DELETE FROM media WHERE id = 7"),
        pytest.raises(HistoryError, match=r"a row of [a-z]+ refers to a missing row of media"),
    ):
        open_history(URL, file.parent.parent)


@pytest.mark.parametrize("killed", [False, True])
def test_a_large_history_is_looked_at_whole_after_a_run_without_an_end(
    file: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    monkeypatch.setattr(soundness, "_ALWAYS", 1000)
    folder = file.parent.parent
    with open_history(URL, folder) as history, record_run(history, "collect", CommandContext(hour(2), hour(2), {})):
        pass
    if killed:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE run SET finished = NULL")
            connection.commit()
    with spoilt(file, "DELETE FROM media WHERE id = 7"):
        if killed:
            with pytest.raises(HistoryError, match=ADVICE):
                open_history(URL, folder)
        else:
            with open_history(URL, folder) as history:
                assert "refers to a missing row" in find_damage(history)
                with pytest.raises(HistoryError, match="nothing was deleted"):
                    prune_snapshots(history, hour(100))


def test_what_the_tables_forbid_is_told_as_damage_with_what_to_do(history: History) -> None:
    if history.location.path is None:
        pytest.skip("a server looks after its own files")

    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(text("INSERT INTO account (alias) VALUES ('acme')"))

    for change in (twice, lambda connection: connection.execute(text("DELETE FROM no_such_table"))):
        with pytest.raises(HistoryError, match=ADVICE):
            history.write(change)


def test_a_history_that_lost_its_version_is_told_and_not_copied(file: Path) -> None:
    with (
        spoilt(file, "DELETE FROM alembic_version"),
        pytest.raises(HistoryError, match=r"has no version .* restore a backup"),
    ):
        open_history(URL, file.parent.parent)
    assert not list(file.parent.glob("*.before-*"))
