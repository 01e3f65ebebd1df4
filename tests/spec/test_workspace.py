"""The workspace: its folder, its accounts, and the settings of reporter.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from reporter.spec.model import Tagged
from reporter.spec.workspace import Workspace, WorkspaceModel, find_workspace, report_files

ACCOUNTS: dict[str, Any] = {
    "acme": {"login": "sandbox", "tags": ["retail", "uk"]},
    "beta": {"login": "sandbox"},
    "acme_de": {"login": "sandbox", "tags": ["retail"]},
}


def model(**keys: Any) -> WorkspaceModel:  # noqa: ANN401 - any keys
    return WorkspaceModel.model_validate({"accounts": ACCOUNTS, **keys})


@pytest.mark.parametrize(
    ("selection", "aliases"),
    [
        ("all", ("acme", "beta", "acme_de")),
        (("acme_de", "acme"), ("acme_de", "acme")),
        (("acme", "nobody", "acme"), ("acme",)),
        (Tagged(tags=("retail",)), ("acme", "acme_de")),
        (Tagged(tags=("uk", "food")), ("acme",)),
        (Tagged(tags=("food",)), ()),
    ],
)
def test_accounts_are_selected_by_alias_or_tag(selection: Any, aliases: tuple[str, ...]) -> None:  # noqa: ANN401 - a spec's
    assert Workspace(Path(), model()).aliases(selection) == aliases


def test_the_nearest_folder_above_counts(tmp_path: Path) -> None:
    inner = tmp_path / "agency" / "reports"
    inner.mkdir(parents=True)
    assert find_workspace(inner) is None
    (tmp_path / "reporter.yaml").touch()
    assert find_workspace(inner) == tmp_path
    (tmp_path / "agency" / "reporter.yaml").touch()
    assert find_workspace(inner) == find_workspace(tmp_path / "agency") == tmp_path / "agency"


def test_a_folder_named_like_the_file_is_not_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "reporter.yaml").mkdir()
    assert find_workspace(tmp_path) is None


def test_reports_are_the_yaml_files_of_one_folder_by_name(tmp_path: Path) -> None:
    (tmp_path / "reports" / "old").mkdir(parents=True)
    for name in ("b.yaml", "a.yml", "c.yaml.bak", "notes.md", "old/d.yaml", "e.yxml"):
        (tmp_path / "reports" / name).touch()
    assert [file.name for file in report_files(tmp_path)] == ["a.yml", "b.yaml"]
    assert report_files(tmp_path / "elsewhere") == []


@pytest.mark.parametrize(
    "url", ["sqlite:///history.sqlite3", "postgresql://me@db/history", "postgresql+psycopg://db/x", "env:URL"]
)
def test_databases_that_history_can_use(url: str) -> None:
    assert model(history=url).history == url


@pytest.mark.parametrize("url", ["mysql://db/history", "history.sqlite3", "sqlite:///", "env:"])
def test_databases_that_it_cannot(url: str) -> None:
    with pytest.raises(ValidationError, match="expected sqlite:///FILE or postgresql://USER@HOST/DATABASE"):
        model(history=url)


@pytest.mark.parametrize(
    "keys",
    [
        {"ping": "https://hc-ping.com/secret"},
        {"version": 2},
        {"accounts": {}},
        {"accounts": {"acme": {"login": "myspace"}}},
        {"accounts": {"acme": {"login": "facebook", "instagram_id": "acme"}}},
        {"collect": {"every_run": "7 days"}},
        {"unknown": 1},
    ],
)
def test_settings_that_are_rejected(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model(**keys)


def test_errors_never_repeat_what_was_written() -> None:
    with pytest.raises(ValidationError) as caught:
        model(ping="https://hc-ping.com/hunter2")
    assert "hunter2" not in str(caught.value)
