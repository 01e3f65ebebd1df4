"""A spec and a workspace as text, and what the rules find in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reporter.validator.load import Loaded, load_all

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SANDBOX = "accounts:\n  solo: {login: sandbox}\n"


def load(folder: Path, spec: str, workspace: str = SANDBOX, now: datetime = NOW) -> Loaded:
    """Return the diagnostics of one spec in one workspace."""
    (folder / "reporter.yaml").write_text(workspace, "utf-8")
    (folder / "weekly.yaml").write_text(spec, "utf-8")
    return load_all(folder, [folder / "weekly.yaml"], now=now, shown=lambda path: path.name)


def findings(folder: Path, spec: str, workspace: str = SANDBOX, now: datetime = NOW) -> list[tuple[str, int, int]]:
    """Return the code, line and column of each diagnostic."""
    diagnostics = load(folder, spec, workspace, now).diagnostics
    return [(diagnostic.code, diagnostic.line, diagnostic.column) for diagnostic in diagnostics]


def spec(*lines: str, metrics: str = "[views]", period: str = "last_week") -> str:
    """Return the text of a valid spec of four lines, with more lines after them."""
    return "\n".join(("title: A", "accounts: all", f"period: {period}", f"metrics: {metrics}", *lines, ""))
