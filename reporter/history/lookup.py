"""One way to ask the database for many keys at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Connection
from sqlalchemy import Select

_CHUNK = 10_000  # keys of one statement; databases limit how many it may hold


def looked_up(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], *, keys: Sequence[Any]
) -> list[Any]:
    """Return the rows of a query whose column holds one of the keys."""
    found: list[Any] = []
    for start in range(0, len(keys), _CHUNK):
        found += connection.execute(query.where(column.in_(keys[start : start + _CHUNK]))).all()
    return found
