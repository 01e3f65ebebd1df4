"""Reads a file that a user named: its bytes, with the path as the user wrote it. Does not interpret them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from reporter.core.errors import NoInputError

LIMIT = 256 * 1024  # bytes; no spec that people write comes near it


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes (at most LIMIT + 1) and its path as shown to people."""

    path: str
    data: bytes


def read_source(path: Path, *, shown: str = "") -> Source:
    """Read a file. Raises NoInputError when it is missing, not a regular file or unreadable; never waits for a pipe."""
    name = shown or str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            os.close(descriptor)
            what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise NoInputError(f"cannot read {name}: it is {what}")
        with os.fdopen(descriptor, "rb") as file:
            return Source(name, file.read(LIMIT + 1))
    except OSError as error:
        raise NoInputError(f"cannot read {name}: {(error.strerror or 'unreadable').lower()}") from None
    except ValueError:  # a NUL in the name
        raise NoInputError("cannot read the file: its name is not valid") from None
