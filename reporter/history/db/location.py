"""Where history is stored: the URL of reporter.yaml parsed, its file checked, made private and locked.

Knows files and URLs; runs no statement.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reporter.core.errors import ConfigurationError, DiskError, HistoryError

_SERVER_NAMES = ("postgresql+psycopg", "postgresql", "postgres")  # the first is the driver's; people write all
_MAGIC = b"SQLite format 3\0"
_REMOTE = ("nfs", "cifs", "smb", "9p", "fuse.sshfs")  # file systems whose locks cannot be relied on


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """A database: `url` for the driver, `path` of the file (SQLite only), `shown` in messages, without a password.

    `wal`: write-ahead logging is wished for (`?journal=wal`).
    """

    url: URL
    path: Path | None
    shown: str
    wal: bool = False


def parse_location(written: str, folder: Path) -> DatabaseLocation:
    """Return the database that a URL names; a relative file is in `folder`. Raises ConfigurationError."""
    try:
        url = make_url(written)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in {"sqlite", *_SERVER_NAMES}:
        raise ConfigurationError("history: write sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    if url.drivername in _SERVER_NAMES:
        url = url.set(drivername=_SERVER_NAMES[0])
        return DatabaseLocation(url, None, url.render_as_string(hide_password=True).partition("?")[0])
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("history: sqlite:///FILE requires a file name, because data in memory is lost")
    journal = url.query.get("journal", "")
    if set(url.query) - {"journal"} or journal not in {"", "delete", "wal"}:
        raise ConfigurationError("history: sqlite:///FILE accepts only ?journal=wal or ?journal=delete")
    path = folder / url.database
    return DatabaseLocation(URL.create("sqlite", database=str(path)), path, str(path), wal=journal == "wal")


def check_file(path: Path) -> bool:
    """Return whether the file is there; reject what is not an ordinary file. Raises HistoryError, DiskError."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise DiskError(f"history {path} cannot be opened: {error.strerror}") from None
    if not stat.S_ISREG(facts.st_mode):
        raise HistoryError(f"history {path} is a folder, a link or a pipe; name the file itself")
    if facts.st_nlink > 1:
        raise HistoryError(
            f"history {path} has a second name (a hard link); remove the link, or name a copy of the file"
        )
    if facts.st_size == 0:
        raise HistoryError(
            f"history {path} is empty, so its contents are lost; restore a backup, or delete the file to start over"
        )
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise DiskError(f"history {path} cannot be opened: {error.strerror}") from None
    if start != _MAGIC:
        raise HistoryError(
            f"{path} is damaged or is not a history database; nothing was changed; restore a backup, or move the file "
            "away to start over"
        )
    return True


def make_private(path: Path) -> None:
    """Take the file away from others, where it is ours."""
    facts = path.stat()
    if facts.st_mode & 0o077 and facts.st_uid == os.getuid():
        path.chmod(0o600)


def make_folder(path: Path) -> None:
    """Make the file's folder, for its owner alone. Raises DiskError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(f"history {path} cannot be created: {error.strerror}") from None


def remote_file_system(path: Path) -> str:
    """Return the type of file system if the file is on another machine, where locks are unreliable; "" otherwise."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return ""
    real = path.resolve()
    above = [(len(where), kind) for where, kind in mounts if real.is_relative_to(where.replace("\\040", " "))]
    kind = max(above, default=(0, ""))[1]
    return kind if kind.startswith(_REMOTE) else ""


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[bool]:
    """Lock the file `path` and give True; without `wait` give False if another process has locked it.

    The kernel releases it when its holder dies, however it dies. The file names the holder's process and start.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise DiskError(f"cannot create the lock file {path}: {error.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a process that is just being started may hold the file for a moment
        os.close(descriptor)
