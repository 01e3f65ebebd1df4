"""`reporter init`: a workspace that is valid from the start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.cli import run
from reporter.core.errors import Exit
from tests.support.cli_started import Started


def test_a_new_workspace_has_samples_and_settings_and_is_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"
    assert run(["init", str(folder)]) is Exit.DONE
    captured = capsys.readouterr()
    created = [Path(line) for line in captured.out.splitlines()]
    assert all(path.is_file() for path in created)
    assert {folder / "reporter.yaml", folder / "reports" / "weekly.yaml", folder / ".gitignore"} <= set(created)
    assert captured.err == f"\nnext: cd {folder} && reporter run reports/weekly.yaml\n"
    assert run(["validate", "--workspace", str(folder), "--now", "2026-11-23T08:00:00Z"]) is Exit.DONE


def test_editors_find_a_schema_for_every_file(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    schemas = settings["yaml.schemas"]
    assert set(schemas.values()) == {"reports/*.yaml", "reporter.yaml"}
    assert all((tmp_path / path).is_file() for path in schemas)


def test_what_exists_is_never_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", "utf-8")
    assert run(["init", str(tmp_path)]) is Exit.DONE
    assert (tmp_path / ".gitignore").read_text("utf-8") == "mine\n"
    capsys.readouterr()
    assert run(["init", str(tmp_path)]) is Exit.NO_OUTPUT
    assert "reporter.yaml already exists; name a new folder" in capsys.readouterr().err


def test_a_new_workspace_is_valid_and_nothing_is_overwritten(reporter: Started, workspace: Path) -> None:
    done = reporter("init", "new")
    assert done.returncode == 0
    assert (workspace / "new" / ".vscode" / "report.schema.json").exists()
    assert reporter("validate", "--workspace", "new").returncode == 0
    assert reporter("init", "new").returncode == 73
