"""`reporter history`: export and prune; a history that is damaged, and one with a password."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.support.cli_started import Started, printed_json

NOW = "2026-11-23T08:00:00Z"


def test_an_export_is_every_measure_as_parquet(reporter: Started, workspace: Path) -> None:
    reporter("collect", "--now", NOW)
    done = reporter("history", "export", "--out", "exported", "--now", NOW)
    assert done.stdout.splitlines() == ["exported/history-lumen.parquet", "exported/history-nordpfad.parquet"]
    rows = pl.read_parquet(workspace / "exported" / "history-lumen.parquet")
    assert {"account", "media_id", "metric", "breakdown", "value", "reason", "seen", "until"} <= set(rows.columns)
    assert set(rows["account"].cast(pl.String)) == {"lumen"}
    assert rows.filter(pl.col("metric") == "views")["value"].drop_nulls().len() > 10


def test_pruning_keeps_the_last_numbers_of_every_media_item(reporter: Started, workspace: Path) -> None:
    for day in (1, 8, 15, 22):
        assert reporter("collect", "--now", f"2026-11-{day:02}T08:00:00Z").returncode == 0
    before = printed_json(reporter("status", "--json", "--now", NOW))["accounts"][0]
    assert reporter("history", "prune", "--older-than", "1w", "--now", "2027-11-23T08:00:00Z").returncode == 0
    after = printed_json(reporter("status", "--json", "--now", NOW))["accounts"][0]
    assert after["media"] == before["media"]
    assert 0 < after["snapshots"] < before["snapshots"]
    reporter("history", "export", "--now", NOW)
    rows = pl.read_parquet(workspace / "out" / "history-lumen.parquet")
    assert rows["media_id"].n_unique() == before["media"]


@pytest.mark.first_run
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no database at all, whatever its name says", 65), (b"SQLite format 3\0" + bytes(4_000), 65)],
    ids=["another file", "an empty database"],
)
def test_a_damaged_history_is_one_line_and_left_as_it_is(
    reporter: Started, workspace: Path, content: bytes, code: int
) -> None:
    file = workspace / ".reporter" / "history.sqlite3"
    file.parent.mkdir()
    file.write_bytes(content)
    for command in (("collect",), ("run", "reports/weekly.yaml"), ("status",), ("history", "export")):
        done = reporter(*command, "--now", NOW)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), done.stderr
        assert file.read_bytes() == content


def test_the_password_of_a_history_is_never_shown(reporter: Started, workspace: Path) -> None:
    with (workspace / "reporter.yaml").open("a") as file:
        file.write("history: env:HISTORY_URL\n")
    url = "postgresql://tester:canary-password@127.0.0.1:9/reports"
    for command in (("collect",), ("run", "reports/weekly.yaml"), ("status",)):
        done = reporter(*command, "--now", NOW, environ={"HISTORY_URL": url})
        assert done.returncode in {74, 75}, done.stderr
        assert "canary-password" not in done.stdout + done.stderr
