"""Whether a history in a file holds together: what SQLite finds when it looks, and when an opening makes it look.

A look reads the whole file, which takes about 5 ms a megabyte, so that not every opening of a large one can afford it.
What is promised: of a file of up to 16 MB, and of one of up to 1 GB whose last run never ended, no row is read or
written before all of it was looked at. A larger one may be damaged where nothing has looked yet; then what is met there
ends the command, and `reporter doctor` and `reporter history prune` look at all of it, however large it is.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from reporter.core.errors import HistoryError
from reporter.history.db.errors import DAMAGED
from reporter.history.tables import RUN

_ALWAYS = 16 << 20  # bytes
_AFTER_A_KILL = 1 << 30


def damage_in(connection: Connection) -> str:
    """Return what is wrong with a file in SQLite's words, "" for nothing."""
    # quick_check would not do: it overlooks indexes that do not fit their tables, which a half-done commit leaves
    result = " ".join(str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()).split())
    if result != "ok":
        return result
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"a row of {lost[0]} refers to a missing row of {lost[2]}" if lost else ""


def check_damage(connection: Connection, path: Path, shown: str, *, changes: bool) -> None:
    """Reading at a file that is being opened, as far as the above promises. Raises HistoryError for a damaged one.

    `changes`: its tables will be changed, so it is looked at in any case.
    """
    size = path.stat().st_size
    if not changes and size > _ALWAYS and not (size <= _AFTER_A_KILL and _was_killed(connection)):
        return
    damage = damage_in(connection)
    if damage:
        raise HistoryError(f"history {shown} {DAMAGED} (SQLite: {damage})")


def _was_killed(connection: Connection) -> bool:
    """Say whether the last run has no end; a power failure or a kill may have gone before, and then a meddling hand."""
    last = connection.execute(select(RUN.c.finished).order_by(RUN.c.id.desc()).limit(1)).first()
    return last is not None and last.finished is None
