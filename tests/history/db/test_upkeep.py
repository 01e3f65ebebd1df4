"""Pruning: what is removed, and what growth and status still need."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reporter.analysis.dataset.growth import gains
from reporter.catalog.load import load_catalog
from reporter.cli import run
from reporter.core.context import CommandContext
from reporter.core.errors import DiskError
from reporter.core.i18n import Translator
from reporter.core.observations import MetricValue, Observed
from reporter.history.db.upkeep import prune_snapshots
from reporter.history.open import History, open_history
from reporter.history.read.nearest import growths
from reporter.history.runs import record_run
from tests.support.history_makers import hour, look, measures, media, media_query

URL = "sqlite:///.reporter/history.sqlite3"
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


def test_what_pruning_removed_is_told_when_the_file_cannot_shrink(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = file.parent.parent
    with open_history(URL, folder) as history:
        for at in (2, 3):
            look(history, at, *((media(number), measures(views=number + at)) for number in range(300)))

    def full(_history: History) -> None:
        raise DiskError("history cannot be written: the disk is full")

    monkeypatch.setattr(History, "shrink", full)
    prune_command = ["history", "prune", "--older-than", "1d", "--workspace", str(folder), "--now", NOW]
    assert run(prune_command) == 3
    said = capsys.readouterr().err
    assert "warning: 600 snapshots were deleted, but the file was not shrunk" in said
    assert "the disk is full" in said


def test_pruning_keeps_since_when_and_when_last_anybody_looked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = file.parent.parent
    with open_history(URL, folder) as history:
        for at in (2, 3, 4):
            look(history, at, (media(), measures(views=at)))
            with record_run(history, "collect", CommandContext(hour(at), hour(at), {})):
                pass
    status = ["status", "--json", "--workspace", str(folder), "--now", "2027-11-23T08:00:00Z"]
    run(status)
    before = json.loads(capsys.readouterr().out)
    assert run(["history", "prune", "--older-than", "30d", *status[2:]]) == 0
    capsys.readouterr()
    run(status)
    after = json.loads(capsys.readouterr().out)
    (old,), (new,) = before["accounts"], after["accounts"]
    for name in ("media_listed", "stories_listed"):
        assert old[name] == new[name] is not None
    with closing(sqlite3.connect(file)) as connection:
        visits = connection.execute("SELECT list, seen FROM completed_listing ORDER BY list, seen").fetchall()
        runs = connection.execute("SELECT started FROM run").fetchall()
    ends = [int(hour(at).timestamp()) for at in (1, 4)]
    assert visits == [(name, at) for name in ("media", "stories") for at in ends]
    assert runs == [(ends[1],)]


WEEK = 7 * 24
METRICS = [load_catalog().metrics[name] for name in ("views", "reach")]


def gained(history: History, *, start: float = 0, end: float = WEEK, now: float = 10_000) -> dict[str, MetricValue]:
    """Return what views grew by, by the last digit of the media id."""
    with history.read() as connection:
        (found,) = growths(connection, media_query(end=hour(end), now=now), [(hour(start), hour(end))])
    return {
        one.media.media_id[-1]: one.measures["views"]
        for one in gains(found, METRICS, translator=Translator("en_GB"))
        if "views" in one.measures
    }


def test_pruning_leaves_what_growth_since_then_is_counted_from(history: History) -> None:
    for at, views in ((-170, 1), (-2, 10), (60, 20), (166, 40)):
        look(history, at, (media(published=-500), measures(views=views)))
    whole = gained(history)
    assert whole == {"1": Observed(30)}
    assert prune_snapshots(history, hour(5)) == 1
    assert gained(history) == whole
