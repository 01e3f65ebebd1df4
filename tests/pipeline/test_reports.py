"""The reports of a run, created, archived or put on hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.errors import Exit
from reporter.delivery.archive import Batch, select_due
from reporter.executor.execute import CollectionResult
from reporter.history.open import open_history
from reporter.pipeline.reports import CreatedReports, ReportCreator
from reporter.spec.editions import editions
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import HISTORY, NOW, make_context, make_workspace, no_progress

FOLDER = ({"folder": {"path": "published"}},)


def created(
    folder: Path,
    *,
    archives: bool = False,
    offline: bool = False,
    **keys: Any,  # noqa: ANN401 - a spec's keys
) -> tuple[CreatedReports, CollectionResult]:
    workspace = make_workspace(folder, "kettle", "lumen")
    spec = make_spec(**{"accounts": ("kettle",), "outputs": {"csv": {}}, **keys})
    due = editions(spec, name="weekly", workspace=workspace, now=NOW)
    with open_history(HISTORY, folder) as history:
        batch = select_due(history, due, now=NOW, offline=offline, release_held=False) if archives else Batch(due)
        creator = ReportCreator(
            history, workspace, load_catalog(), make_context(), folder / "out", no_progress, archives=archives
        )
        return creator.create(batch, offline=offline)


def test_one_collection_serves_all_reports(tmp_path: Path) -> None:
    found, collection = created(tmp_path, accounts="all", for_each="account")
    assert [report.account for report in found.reports] == ["kettle", "lumen"]
    assert [path.name for path in found.artifacts] == ["weekly-kettle-2026-W47.csv", "weekly-lumen-2026-W47.csv"]
    assert all(path.is_file() for path in found.artifacts)
    assert (found.problems, found.codes) == ([], [])
    assert collection.requests > 0


def test_a_report_that_fails_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "out" / "kettle.csv").mkdir(parents=True)  # in the way of the file
    found, _ = created(tmp_path, accounts="all", for_each="account", outputs={"csv": {"file": "{account}.csv"}})
    assert [report.account for report in found.reports] == ["lumen"]
    (problem,) = found.problems
    assert problem.line.startswith("weekly for kettle: ")
    assert found.codes[0] is not Exit.DONE


def test_what_is_on_hold_says_why_and_what_to_do(tmp_path: Path) -> None:
    found, _ = created(tmp_path, archives=True, deliver=FOLDER, hold_if=("media >= 0",))
    assert found.codes == [Exit.INCOMPLETE]
    (problem,) = found.problems
    assert problem.line == (
        "weekly 2026-W47 is on hold: media >= 0; fix the cause and run it again, or send it unchanged with --release"
    )
    assert [path.name for path in found.held] == ["weekly-2026-W47.csv"]


def test_a_delivered_report_is_not_created_again_but_can_be_restored(tmp_path: Path) -> None:
    first, _ = created(tmp_path, archives=True, deliver=FOLDER)
    data = first.artifacts[0].read_bytes()
    first.artifacts[0].unlink()
    again, collection = created(tmp_path, archives=True, deliver=FOLDER)
    assert (again.reports, again.artifacts, collection.requests) == ([], [], 0)
    restored, _ = created(tmp_path, archives=True, offline=True, deliver=FOLDER)
    assert restored.artifacts == first.artifacts
    assert restored.artifacts[0].read_bytes() == data
    assert restored.restored[0]["title"] == "Weekly"


def test_offline_nothing_is_requested_and_missing_data_is_reported(tmp_path: Path) -> None:
    found, collection = created(tmp_path, offline=True)
    assert collection.requests == 0
    assert found.codes
    assert Exit.DONE not in found.codes


@pytest.mark.parametrize("archives", [False, True])
def test_a_text_that_cannot_be_read_is_reported(tmp_path: Path, archives: bool) -> None:  # noqa: FBT001 - a parameter
    (tmp_path / "words.md").write_bytes(b"\xff")
    sections = ({"kind": "kpis"}, {"kind": "text", "file": "words.md"})
    found, _ = created(tmp_path, archives=archives, deliver=FOLDER, sections=sections)
    (problem,) = found.problems
    assert "the text file words.md is not saved as UTF-8" in problem.line
    assert problem.line.endswith("--release" if archives else "the report was created without it")
