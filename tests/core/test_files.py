"""Artifacts appear whole or not at all, and only where they belong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reporter.core.errors import OutputError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact


def test_a_file_is_written_private_into_a_new_folder(tmp_path: Path) -> None:
    path = write_artifact(tmp_path / "out", Artifact("a.html", b"new"))
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["a.html"]


def test_an_older_file_is_replaced_and_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    (tmp_path / "a.html").symlink_to(elsewhere)
    write_artifact(tmp_path, Artifact("a.html", b"new"))
    assert elsewhere.read_bytes() == b"mine"
    assert (tmp_path / "a.html").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../a.html", "/a.html", "a/b.html", "", ".."])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        write_artifact(tmp_path / "out", Artifact(name, b"x"))


def test_a_folder_that_is_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(OutputError, match=r"cannot write .*a\.html"):
        write_artifact(tmp_path / "out", Artifact("a.html", b"x"))


def test_the_draft_of_a_killed_process_goes_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait(60)
    gone, living = tmp_path / f".b.html.{ended.pid}-abc.tmp", tmp_path / f".c.html.{os.getpid()}-abc.tmp"
    others = [tmp_path / ".editor.tmp", tmp_path / "notes.tmp"]
    for one in (gone, living, *others):
        one.write_bytes(b"half")
    write_artifact(tmp_path, Artifact("a.html", b"new"))
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "a.html", living, *others])


def test_a_draft_that_cannot_be_removed_is_no_reason_to_fail(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait(60)
    (tmp_path / f".b.html.{ended.pid}-abc.tmp").mkdir()  # which no file can be removed as, whoever tries
    assert write_artifact(tmp_path, Artifact("a.html", b"new")).read_bytes() == b"new"
