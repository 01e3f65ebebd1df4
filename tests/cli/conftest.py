"""A workspace of the sandbox's brands in the test's own folder, and the program as people start it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_started import Started

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


@pytest.fixture
def reporter(workspace: Path) -> Started:
    """Return a function that runs the program in a process of its own, in the workspace."""

    def start(*arguments: str, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        command = [sys.executable, "-m", "reporter", *arguments]
        return subprocess.run(  # noqa: S603 - our own program
            command, cwd=workspace, env=kept | (environ or {}), capture_output=True, text=True, timeout=120, check=False
        )

    return start
