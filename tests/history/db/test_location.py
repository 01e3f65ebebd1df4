"""Where history is stored: URLs that name a database, and files that cannot be one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError, DiskError, HistoryError, ReporterError
from reporter.history.db.location import parse_location, remote_file_system
from reporter.history.open import open_history

URL = "sqlite:///.reporter/history.sqlite3"


def refused(folder: Path, error: type[ReporterError], words: str, url: str = URL) -> None:
    with pytest.raises(error, match=words) as caught:
        open_history(url, folder)
    assert "\n" not in str(caught.value)


def test_d14_a_file_system_of_another_machine_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    line = f"server:/x {tmp_path} nfs4 rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda _path, **_keys: f"/dev/sda / ext4 rw 0 0\n{line}")
    assert remote_file_system(tmp_path / "history.sqlite3") == "nfs4"
    assert remote_file_system(Path("/elsewhere/history.sqlite3")) == ""


def test_d15_links_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real.sqlite3").write_bytes(b"x")
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "real.sqlite3")
    (tmp_path / "folder.sqlite3").mkdir()
    os.mkfifo(tmp_path / "pipe.sqlite3")
    os.link(tmp_path / "real.sqlite3", tmp_path / "hard.sqlite3")
    for name in ("link", "folder", "pipe"):
        refused(tmp_path, HistoryError, "a folder, a link or a pipe", f"sqlite:///{name}.sqlite3")
    refused(tmp_path, HistoryError, "has a second name", "sqlite:///hard.sqlite3")


def test_d06_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused(tmp_path, DiskError, "cannot be created", "sqlite:///file/history.sqlite3")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "history.sqlite3", "sqlite:///x?mode=ro"]
)
def test_a_url_that_leads_nowhere_is_refused(url: str, tmp_path: Path) -> None:
    refused(tmp_path, ConfigurationError, "^history:", url)


@pytest.mark.parametrize("name", ["postgresql+psycopg", "postgresql", "postgres"])
def test_a_password_is_not_shown(name: str) -> None:
    place = parse_location(f"{name}://me:s3cret@db.example/history?sslmode=require", Path())
    assert "s3cret" not in place.shown
    assert place.shown == "postgresql+psycopg://me:***@db.example/history"
