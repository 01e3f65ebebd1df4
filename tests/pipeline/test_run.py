"""What a run makes of files that change under it, of accounts that published nothing, and of very many problems."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.core.problems import lines_of
from reporter.history.open import open_history
from reporter.history.read.watch import last_runs
from reporter.pipeline.run import SpecResult, run_spec
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace, WorkspaceModel
from tests.support.cli_started import Started

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HISTORY = "sqlite:///.reporter/history.sqlite3"
AROUND = CommandContext(NOW, NOW, {})
LONG_AGO = "2012-05-07T08:00:00Z"  # before any account of the sandbox had published


def run(folder: Path, **keys: Any) -> SpecResult:  # noqa: ANN401 - a spec's keys are of many types
    spec = {"title": "Weekly", "accounts": "all", "period": "last_week", "metrics": ("views",), "outputs": {"csv": {}}}
    accounts = {"lumen": {"login": "sandbox"}, "nordpfad": {"login": "sandbox"}}
    return run_spec(
        ReportSpec.model_validate({**spec, **keys}),
        name="weekly",
        workspace=Workspace(folder, WorkspaceModel.model_validate({"accounts": accounts})),
        catalog=load_catalog(),
        out=folder / "out",
        context=AROUND,
        progress=lambda *_: None,
    )


def kept(folder: Path) -> tuple[int | None, tuple[str, ...]]:
    with open_history(HISTORY, folder) as history, history.read() as connection:
        newest = last_runs(connection, 1)[0]
    return newest.code, newest.problems


@pytest.fixture
def unreadable(tmp_path: Path) -> str:
    """Let the file of one account's text be no text."""
    (tmp_path / "words-lumen.md").write_bytes("fine\nfür".encode("latin-1"))
    (tmp_path / "words-nordpfad.md").write_text("Good news.", encoding="utf-8")
    return "the text file words-lumen.md is not saved as UTF-8 (line 2, character 2)"


TEXTS = {"for_each": "account", "sections": ({"kind": "kpis"}, {"kind": "text", "file": "words-{account}.md"})}
TO_FOLDER = {"deliver": ({"folder": {"path": "published"}},), "outputs": {"csv": {"file": "{account}.csv"}}}


def test_a_text_that_cannot_be_read_holds_its_own_report_only(tmp_path: Path, unreadable: str) -> None:
    outcome = run(tmp_path, **TEXTS, **TO_FOLDER)
    assert outcome.exit is Exit.INCOMPLETE
    (line,) = lines_of(outcome.problems)
    assert line.startswith(f"weekly for lumen 2026-W47 is on hold: {unreadable}")
    assert [path.name for path in (tmp_path / "published").iterdir()] == ["nordpfad.csv"]
    assert [one.name for one in outcome.created.held] == ["lumen.csv"]
    assert kept(tmp_path) == (3, (line,))


def test_a_report_that_is_not_delivered_says_what_it_lacks(tmp_path: Path, unreadable: str) -> None:
    outcome = run(tmp_path, **TEXTS, outputs={"csv": {"file": "{account}.csv"}})
    assert outcome.exit is Exit.INCOMPLETE
    lines = lines_of(outcome.problems)
    assert lines == [f"weekly for lumen: {unreadable}; the report was created without it"]
    assert kept(tmp_path) == (3, tuple(lines))


def test_annotations_that_are_faulty_by_now_make_no_report(tmp_path: Path) -> None:
    (tmp_path / "marks.yaml").write_text("annotations: [{date: soon, text: boosted}]\n")
    outcome = run(tmp_path, annotations="marks.yaml")
    assert (outcome.exit, outcome.created.reports) == (Exit.CONFIGURATION, [])
    (line,) = lines_of(outcome.problems)
    assert line.startswith("weekly: marks.yaml:1:")
    assert kept(tmp_path) == (78, (line,))


def test_what_validate_refuses_in_annotations_is_not_run(workspace: Path, reporter: Started) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(f"{spec.read_text()}annotations: marks.yaml\n")
    (workspace / "marks.yaml").write_text("annotations:\n- {date: 2026-11-18, text: boosted, accounts: [nobody]}\n")
    assert reporter("validate").returncode == 78
    done = reporter("run", "reports/weekly.yaml", "--now", "2026-11-23T08:00:00Z", "--json")
    assert done.returncode == 78
    (line,) = json.loads(done.stdout)["problems"]
    assert line.startswith("weekly was not run: marks.yaml:2:")
    assert not (workspace / "out").exists()


def test_an_account_that_published_nothing_is_known_all_the_same(reporter: Started) -> None:
    weekly = ("run", "reports/weekly.yaml", "--json", "--now")
    collected = reporter("collect", "--json", "--now", LONG_AGO)
    assert json.loads(collected.stdout)["media"] == {"lumen": {}, "nordpfad": {}}
    for arguments in ((LONG_AGO,), (LONG_AGO, "--offline"), ("2012-05-14T08:00:00Z",), (LONG_AGO,)):
        done = reporter(*weekly, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["problems"] == []
    assert json.loads(done.stdout)["requests"] == 0, "the report of that time is the one that was made then"
