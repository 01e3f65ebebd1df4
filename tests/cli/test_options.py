"""What commands share: times, workspaces, specs and names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from reporter.cli.options import (
    Moment,
    display_path,
    known_name,
    output_folder,
    spec_files,
    valid_specs,
    workspace_folder,
)
from reporter.cli.terminal import Terminal
from reporter.core.errors import NoInputError, OutputError, UsageError
from tests.support.workspaces import NOW, make_workspace


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-23T08:00:00Z", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23T08:00:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23T09:00:00+01:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_utc(written: str, moment: datetime) -> None:
    assert Moment().convert(written, None, None) == moment


@pytest.mark.parametrize("written", ["", "soon", "23.11.2026", "1970-01-01", "2200-01-01"])
def test_what_is_not_a_time_is_rejected(written: str) -> None:
    with pytest.raises(click.BadParameter):
        Moment().convert(written, None, None)


def test_the_workspace_is_named_or_the_nearest_one(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert workspace_folder(workspace) == workspace
    with pytest.raises(NoInputError, match="create a workspace with `reporter init"):
        workspace_folder(workspace / "reports")
    monkeypatch.chdir(workspace / "reports")
    assert workspace_folder(None) == workspace
    monkeypatch.chdir("/")
    assert workspace_folder(None, [workspace / "reports" / "weekly.yaml"]) == workspace
    with pytest.raises(NoInputError, match=r"no reporter\.yaml in the current folder or above it"):
        workspace_folder(None)


def test_the_specs_are_named_or_all_of_the_workspace(workspace: Path) -> None:
    assert spec_files((), workspace) == [workspace / "reports" / "weekly.yaml"]
    assert spec_files((Path("x.yaml"),), workspace) == [Path("x.yaml")]
    (workspace / "reports" / "weekly.yaml").unlink()
    with pytest.raises(NoInputError, match="no specs in "):
        spec_files((), workspace)


def test_a_link_in_the_place_of_the_folder_for_files_is_not_followed(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    assert output_folder(None, workspace) == tmp_path / "out"
    (tmp_path / "out").symlink_to(tmp_path.parent)
    with pytest.raises(OutputError, match="is a link; remove it, or name its target with --out"):
        output_folder(None, workspace)
    assert output_folder(tmp_path / "out", workspace) == tmp_path / "out"


def test_paths_are_shown_from_the_current_folder_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert display_path(tmp_path / "reports" / "weekly.yaml") == "reports/weekly.yaml"
    assert display_path(Path("weekly.yaml")) == "weekly.yaml"
    assert display_path(Path("/etc/hostname")) == "/etc/hostname"


def test_an_unknown_name_is_rejected_with_the_nearest_one() -> None:
    assert known_name("reach", ["views", "reach"], what="metric") == "reach"
    with pytest.raises(UsageError, match=r'^unknown metric "reech"; did you mean "reach"\?$'):
        known_name("reech", ["views", "reach"], what="metric")
    with pytest.raises(UsageError, match=r'^unknown account "qqqq"$'):
        known_name("qqqq", ["acme"], what="account")


def test_specs_with_errors_are_skipped_with_a_warning(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "reports" / "broken.yaml").write_text("title: [\n", "utf-8")
    found, specs = valid_specs(Terminal(), workspace, NOW)
    assert found is not None
    assert list(specs) == ["weekly"]
    assert "specs with errors were skipped; run `reporter validate`" in capsys.readouterr().err


def test_errors_in_the_workspace_leave_nothing_to_run(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "reporter.yaml").write_text("accounts: {}\n", "utf-8")
    assert valid_specs(Terminal(), workspace, NOW) == (None, {})
    assert "reporter.yaml:1" in capsys.readouterr().err
