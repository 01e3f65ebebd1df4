"""What tests of several rooms stand on: a workspace, the program as people start it, histories on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from reporter.history.open import History, open_history
from tests.support import json_valid
from tests.support.cli_started import Started
from tests.support.history_server import new_database, running_server
from tests.support.needed import needs_of, program, summary
from tests.support.sandbox_past import remember

json_valid.watch()
settings.register_profile("untimed", deadline=None)  # how long an example takes says nothing about the product
settings.load_profile("untimed")


# Tests in these folders start the program, kill it, or recompute every figure of many weeks.
SLOW = {"acceptance", "cli", "crash", "oracle", "pipeline", "samples", "simulation"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow as a whole, and the tests that use the PostgreSQL server themselves."""
    for item in items:
        if not SLOW.isdisjoint(item.path.relative_to(Path(__file__).parent).parts):
            item.add_marker("slow")
        if "postgresql" in getattr(item, "fixturenames", ()):
            item.add_marker("postgresql")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tools are not on this computer."""
    for need in needs_of(item):
        item.user_properties.append(("needs", need))
        program(need)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show which tests needed what, and how many of them could not run."""
    lines = summary(terminalreporter.stats)
    if lines:
        terminalreporter.section("tests that need more than Python")
        for line in lines:
            terminalreporter.line(line)


WORKSPACE = """\
version: 1
accounts:
  lumen: {login: sandbox, tags: [lifestyle]}
  nordpfad: {login: sandbox}
clients:
  Lumen Home: {accounts: [lumen]}
  Nordpfad GmbH: {accounts: [nordpfad]}
"""
SPEC = """\
title: Weekly
accounts: all
period: last_week
metrics: [views, reach, total_interactions]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a folder with reporter.yaml and one spec."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reporter.yaml").write_text(WORKSPACE)
    (tmp_path / "reports" / "weekly.yaml").write_text(SPEC)
    return tmp_path


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all test processes of this session share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture
def reporter(workspace: Path, request: pytest.FixtureRequest, shared: Path) -> Started:
    """Return a function that runs the program in a process of its own, in the workspace.

    History already holds the past of its accounts, unless the test is a `first_run`: to record it takes a second.
    """
    if request.node.get_closest_marker("first_run") is None:
        remember(workspace, ("lumen", "nordpfad"), cache=shared)

    def start(*arguments: str, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        command = [sys.executable, "-m", "reporter", *arguments]
        done = subprocess.run(  # noqa: S603 - our own program
            command, cwd=workspace, env=kept | (environ or {}), capture_output=True, text=True, timeout=120, check=False
        )
        json_valid.check_files(workspace)
        return done

    return start


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the folder of a PostgreSQL server's socket. Tests that use it are marked `postgresql`."""
    with running_server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a history that is not there yet."""
    if request.param == "sqlite":
        return "sqlite:///history.sqlite3"
    return new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def history(url: str, tmp_path: Path) -> Iterator[History]:
    """Open a fresh history."""
    with open_history(url, tmp_path) as opened:
        yield opened
