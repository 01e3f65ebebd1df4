"""Whether this user may write where runs write: the workspace, history, and the folders that reports are copied to.

A folder that is not there yet is made by a run, so the nearest one above it counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from reporter.core.errors import Exit
from reporter.delivery.targets import recipients
from reporter.history.outbox import TargetKind
from reporter.pipeline.doctor.check import Check
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace

_OTHERS_WRITE = 0o022


def check_outputs(workspace: Workspace, specs: Mapping[str, ReportSpec], now: datetime) -> Iterator[Check]:
    """Give those of the folders that files are written to, and copied to, which cannot be written to."""
    copies = {
        workspace.folder / one.recipient
        for name, spec in specs.items()
        for edition in editions(spec, name=name, workspace=workspace, now=now)
        for one in recipients(edition, workspace)
        if one.kind is TargetKind.FOLDER
    }
    places = dict.fromkeys(_nearest(one) for one in (workspace.folder, workspace.folder / "out", *sorted(copies)))
    for place in places:
        if not _writable(place):
            yield Check("files", f"{place} cannot be written to by this user", Exit.NO_OUTPUT)


def check_history(file: Path) -> Iterator[Check]:
    """Give what is wrong with the history's file and folder, in which SQLite makes its journals."""
    for place, right in ((file.parent, _writable(file.parent)), (file, os.access(file, os.R_OK | os.W_OK))):
        if not right:
            yield Check("history", f"{place} cannot be written to by this user", Exit.DISK)
    if file.parent.stat().st_mode & _OTHERS_WRITE:
        said = f"others can write in {file.parent}, and so replace history; run chmod 700 on it"
        yield Check("history", said, Exit.INCOMPLETE)


def _nearest(folder: Path) -> Path:
    """Return the folder, or what is there of the way to it."""
    return next(one for one in (folder, *folder.absolute().parents) if os.access(one, os.F_OK))


def _writable(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)
