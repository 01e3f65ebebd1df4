"""G06: status and preview read history while a collect writes: as it was before or as it is after, never "locked"."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from reporter.cli import run
from reporter.core.context import CommandContext
from reporter.core.observations import CompletedListing, MediaItem, Observed, Snapshot
from reporter.history.open import History, open_history
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record
from reporter.pipeline.preview import Preview

HISTORY = "sqlite:///.reporter/history.sqlite3"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OLD, NEW = 4_321, 8_765
POST = MediaItem(
    account="lumen",
    media_id="17900000000000001",
    product_type="FEED",
    published=NOW - timedelta(days=3),
    media_type="IMAGE",
    caption="",
)


def look(connection: Connection, views: int, seen: datetime) -> None:
    record(connection, [Snapshot(POST, seen, {"views": Observed(float(views))})])
    for listed in ("media", "stories"):
        record_listing(connection, "lumen", CompletedListing(listed, NOW - timedelta(days=30), seen), seen=seen)


@pytest.fixture
def history(workspace: Path) -> Iterator[History]:
    yaml = workspace / "reporter.yaml"
    yaml.write_text("accounts:\n  lumen: {login: sandbox}\n")
    with open_history(HISTORY, workspace) as opened:
        opened.write(lambda connection: look(connection, OLD, NOW - timedelta(hours=2)))
        yield opened


def snapshots(workspace: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Return how many `status` counts."""
    code = run(["status", "--json", "--now", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "--workspace", str(workspace)])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return int(json.loads(out)["accounts"][0]["snapshots"])


def views(workspace: Path) -> set[int]:
    """Return which of the two numbers the preview shows."""
    context = CommandContext(NOW, NOW, {})
    preview = Preview(workspace, workspace / "reports" / "weekly.yaml", context, lambda *_: None, offline=True)
    ((_, page),) = preview.draw().pages
    return {number for number in (OLD, NEW) if f"{number:,}" in page.decode()}


@contextmanager
def writing(history: History) -> Iterator[None]:
    """Write the new number, and be about to commit for as long as the block lasts."""
    begun, done = threading.Event(), threading.Event()

    def change(connection: Connection) -> None:
        look(connection, NEW, NOW - timedelta(hours=1))
        begun.set()
        assert done.wait(120)

    writer = threading.Thread(target=history.write, args=(change,))
    writer.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        done.set()
        writer.join()


def test_g06_before_a_commit_the_old_numbers_are_read_and_after_it_the_new(
    workspace: Path, history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(history):
        assert (snapshots(workspace, capsys), views(workspace)) == (1, {OLD})
    assert (snapshots(workspace, capsys), views(workspace)) == (2, {NEW})


def test_g06_while_a_commit_has_the_file_to_itself_readers_wait(
    workspace: Path, history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    history.write(lambda connection: look(connection, NEW, NOW - timedelta(hours=1)))
    with closing(sqlite3.connect(workspace / ".reporter" / "history.sqlite3", check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.5, other.rollback)
        release.start()
        assert (snapshots(workspace, capsys), views(workspace)) == (2, {NEW})
        release.join()
