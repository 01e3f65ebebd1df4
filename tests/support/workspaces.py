"""Workspaces of sandbox accounts, and the context of a command, for tests that start no process."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reporter.core.context import CommandContext
from reporter.spec.workspace import Workspace, WorkspaceModel

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday; last_week is 2026-W47
HISTORY = "sqlite:///.reporter/history.sqlite3"  # where a workspace has its history


def make_workspace(folder: Path, *aliases: str, **keys: Any) -> Workspace:  # noqa: ANN401 - any keys of reporter.yaml
    """Return a workspace with these sandbox accounts (lumen if none is named), or with `accounts` as given."""
    accounts = {alias: {"login": "sandbox"} for alias in aliases or ("lumen",)}
    return Workspace(folder, WorkspaceModel.model_validate({"accounts": accounts, **keys}))


def make_context(now: datetime = NOW, *, clock: datetime | None = None, **environ: str) -> CommandContext:
    """Return the context of a command at a time; `clock`: what the computer's clock says, if it differs."""
    return CommandContext(now, clock or now, environ)


def no_progress(*_: object) -> None:
    """Show no progress."""
