"""Files that cannot be read are refused in one line; nothing waits, nothing reads more than the limit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reporter.core.errors import Exit, NoInputError
from reporter.spec.yaml.source import LIMIT, read_source


def test_a_file_is_read_under_the_name_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "weekly.yaml").write_bytes(b"title: x\n")
    assert read_source(tmp_path / "weekly.yaml", shown="reports/weekly.yaml").path == "reports/weekly.yaml"
    assert read_source(tmp_path / "weekly.yaml").data == b"title: x\n"


def test_never_more_than_one_byte_above_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"x" * (LIMIT * 3))
    assert len(read_source(tmp_path / "big.yaml").data) == LIMIT + 1


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "pipe", "nul\0name", "x" * 300])
def test_what_is_no_readable_file_is_refused_without_waiting(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NoInputError, match="cannot read") as refused:
        read_source(tmp_path / name, shown=name)
    assert refused.value.exit is Exit.NO_INPUT
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(b"title: x\n")
    (tmp_path / "secret.yaml").chmod(0)
    with pytest.raises(NoInputError, match="permission denied"):
        read_source(tmp_path / "secret.yaml")


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(NoInputError, match="cannot read"):
        read_source(tmp_path / "loop")
