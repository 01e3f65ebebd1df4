"""Writing artifacts: whole or not at all, private, never outside the folder that was named."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from reporter.core.errors import DiskError, OutputError
from reporter.core.report import Artifact

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}
_DRAFT = re.compile(r"\..*\.(\d+)-\w+\.tmp")  # of which process


def write_artifact(folder: Path, artifact: Artifact) -> Path:
    """Write the artifact into `folder` (made when missing) and return its path.

    The file appears under its name only when it is complete and on disk; an older one stays whole until then.
    Raises OutputError when it cannot be created, DiskError when the disk is full or fails.
    """
    if Path(artifact.name).name != artifact.name:
        raise OutputError(f'"{artifact.name}" is not a valid file name')
    target = folder / artifact.name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(target, artifact.data)
    except OSError as error:
        refusal = DiskError if error.errno in _FULL else OutputError
        raise refusal(f"cannot write {target}: {error.strerror or error}") from None
    return target


def _replace(target: Path, data: bytes) -> None:
    mine = f".{target.name[:80]}.{os.getpid()}-"
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=mine, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _remove_drafts(target.parent)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove_drafts(folder: Path) -> None:
    """Remove what processes began here that were killed; what may not be removed is no reason to fail."""
    for file in folder.glob(".*.tmp"):
        made = _DRAFT.fullmatch(file.name)
        if made and not _is_alive(int(made[1])):
            with suppress(OSError):
                file.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass  # somebody else's, or no number of a process at all
    return True
