"""Folders that must be writable, and history that others must not write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reporter.core.errors import Exit
from reporter.pipeline.doctor.check import Check
from reporter.pipeline.doctor.folders import check_history, check_outputs
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import NOW, make_workspace

needs_user = pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
PUBLISHED = make_spec(deliver=({"folder": {"path": "published/{period}"}},))


def outputs(folder: Path) -> list[Check]:
    return list(check_outputs(make_workspace(folder), {"weekly": PUBLISHED}, NOW))


def test_folders_that_do_not_exist_yet_can_be_created(tmp_path: Path) -> None:
    assert outputs(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "published").write_text("in the way")
    (check,) = outputs(tmp_path)
    assert (check.name, check.exit) == ("files", Exit.NO_OUTPUT)
    assert check.text == f"{tmp_path / 'published'} is not writable for this user; change its permissions"


@needs_user
def test_a_folder_without_permission_is_reported(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    (check,) = outputs(tmp_path)
    assert check.text.startswith(f"{tmp_path / 'out'} is not writable")


def test_a_private_history_is_in_order(tmp_path: Path) -> None:
    folder = tmp_path / ".reporter"
    folder.mkdir(mode=0o700)
    (folder / "history.sqlite3").touch(mode=0o600)
    assert list(check_history(folder / "history.sqlite3")) == []


def test_a_folder_that_others_can_write_to_is_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / ".reporter"
    folder.mkdir()
    folder.chmod(0o770)
    (folder / "history.sqlite3").touch()
    (check,) = check_history(folder / "history.sqlite3")
    assert (check.name, check.exit) == ("history", Exit.INCOMPLETE)
    assert check.text == f"other users can write to {folder} and replace history; run chmod 700 on it"


@needs_user
def test_a_history_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").touch(mode=0o400)
    tmp_path.chmod(0o700)
    (check,) = check_history(tmp_path / "history.sqlite3")
    assert (check.exit, check.text.split(" is ")[0]) == (Exit.DISK, str(tmp_path / "history.sqlite3"))
