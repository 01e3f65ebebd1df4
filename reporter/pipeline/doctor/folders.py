"""Checks that this user can write to the workspace, to history, and to the folders that receive reports.

A run creates missing folders, so for those the nearest existing folder above is checked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from reporter.core.errors import Exit
from reporter.delivery.targets import recipients
from reporter.pipeline.doctor.check import Check
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import TargetKind
from reporter.spec.workspace import Workspace

_OTHERS_WRITE = 0o022


def check_outputs(workspace: Workspace, specs: Mapping[str, ReportSpec], now: datetime) -> Iterator[Check]:
    """Give a result for each folder that should receive files but is not writable."""
    copies = {
        workspace.folder / recipient.recipient
        for name, spec in specs.items()
        for edition in editions(spec, name=name, workspace=workspace, now=now)
        for recipient in recipients(edition, workspace)
        if recipient.kind is TargetKind.FOLDER
    }
    folders = (workspace.folder, workspace.folder / "out", *sorted(copies))
    for folder in dict.fromkeys(map(_nearest, folders)):
        if not _is_writable(folder):
            yield Check("files", f"{folder} is not writable for this user; change its permissions", Exit.NO_OUTPUT)


def check_history(file: Path) -> Iterator[Check]:
    """Give the problems with the file and the folder of history, in which SQLite creates its journals."""
    for path, is_writable in ((file.parent, _is_writable(file.parent)), (file, os.access(file, os.R_OK | os.W_OK))):
        if not is_writable:
            yield Check("history", f"{path} is not writable for this user; change its permissions", Exit.DISK)
    if file.parent.stat().st_mode & _OTHERS_WRITE:
        text = f"other users can write to {file.parent} and replace history; run chmod 700 on it"
        yield Check("history", text, Exit.INCOMPLETE)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest existing one above it."""
    return next(path for path in (folder, *folder.absolute().parents) if os.access(path, os.F_OK))


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
