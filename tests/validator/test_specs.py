"""Specs that pass, and specs with the diagnostics that they must give, compared as printed.

A new bug report is a new pair: put the spec into tests/specs/err (or err-workspace, for a reporter.yaml) and what must
be printed into a .out file beside it.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.validator.load import Loaded, load_all
from reporter.validator.show import show_diagnostics

SPECS = Path(__file__).parents[1] / "specs"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def loaded(folder: Path, *files: Path) -> Loaded:
    return load_all(folder, files, now=NOW, shown=lambda path: path.name)


def printed(made: Loaded) -> str:
    return show_diagnostics(made.diagnostics, "text", colour=False).rstrip("\n") + "\n"


@pytest.mark.parametrize("file", sorted((SPECS / "ok").glob("*.yaml")), ids=lambda path: str(path.stem))
def test_a_sound_spec_has_no_diagnostics(file: Path) -> None:
    made = loaded(SPECS / "workspace", file)
    assert printed(made) == "\n"
    assert not made.failed


@pytest.mark.parametrize("file", sorted((SPECS / "err").glob("*.yaml")), ids=lambda path: str(path.stem))
def test_a_faulty_spec_is_told_as_written_beside_it(file: Path) -> None:
    assert printed(loaded(SPECS / "workspace", file)) == file.with_suffix(".out").read_text("utf-8")


@pytest.mark.parametrize("file", sorted((SPECS / "err-workspace").glob("*.yaml")), ids=lambda path: str(path.stem))
def test_a_faulty_workspace_is_told_as_written_beside_it(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "reporter.yaml")
    assert printed(loaded(tmp_path)) == file.with_suffix(".out").read_text("utf-8")


def test_no_secret_stands_in_what_is_printed() -> None:
    told = "".join(file.read_text("utf-8") for file in sorted(SPECS.rglob("*.out")))
    assert "hunter" not in told
    assert "EAAB" not in told


def test_twenty_mistakes_are_told_at_once() -> None:
    assert len(loaded(SPECS / "workspace", SPECS / "err" / "twenty.yaml").diagnostics) == 20
