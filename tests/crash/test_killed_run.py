"""A run that is killed while it writes leaves each file as it was or as it will be, and the next one ends the work.

Kills at what changes files in the folder of reports; those in history are the matter of the collects and letters.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reporter.cli import run
from tests.support.crash.delivery import ENVIRON, command, history_of, program, run_undisturbed
from tests.support.crash.history import check_whole
from tests.support.crash.tracer import is_killed

pytestmark = pytest.mark.strace

ACCOUNTS = "version: 1\naccounts:\n  lumen: {login: sandbox}\n"
SPEC = """\
title: {title}
accounts: all
period: last_week
metrics: [views]
outputs: {{html: {{}}, csv: {{}}, json: {{}}}}
"""
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a report in it, whose spec has changed since."""
    workspace = tmp_path_factory.mktemp("before") / "workspace"
    (workspace / "reports").mkdir(parents=True)
    (workspace / "reporter.yaml").write_text(ACCOUNTS)
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(SPEC.format(title="As it was"))
    assert run_undisturbed(workspace).code == 0
    spec.write_text(SPEC.format(title="As it will be").replace("[views]", "[views, reach]"))
    return workspace


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return what a run writes that nothing disturbs."""
    workspace = shutil.copytree(before, tmp_path_factory.mktemp("after") / "workspace")
    assert run([*command(workspace), "--offline"]) == 0
    return written(workspace)


@pytest.mark.parametrize(
    ("calls", "least"),
    [("write", 6), ("?renameat2,?renameat,?rename", 3), ("fsync", 6)],
    ids=["write", "rename", "fsync"],
)
def test_e02_killed_while_writing_reports(tmp_path: Path, before: Path, after: Files, calls: str, least: int) -> None:
    old = written(before)
    assert [name for name in after if after[name] == old[name]] == []
    kills, killed = 0, True
    while killed:
        workspace = shutil.copytree(before, tmp_path / str(kills))
        offline = [*program(workspace), "--offline"]
        killed = is_killed(calls, kills + 1, program=offline, environ=ENVIRON, folder=workspace)
        left = written(workspace)
        assert left.keys() == old.keys()
        torn = [name for name, data in left.items() if data not in {old[name], after[name]}]
        assert torn == [], f"killed at call {kills + 1}"
        check_whole(history_of(shutil.copytree(workspace, tmp_path / f"{kills} seen")))
        assert run([*command(workspace), "--offline"]) == 0
        assert written(workspace) == after, f"after a kill at call {kills + 1}"
        assert not [*(workspace / "out").glob(".*")], "nothing half-written is left"
        kills += killed
    assert kills >= least


def written(workspace: Path) -> Files:
    """Return the files that people find; a draft that was left half-written has a hidden name."""
    return {path.name: path.read_bytes() for path in (workspace / "out").iterdir() if not path.name.startswith(".")}
