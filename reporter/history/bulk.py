"""Many rows at once: asking for those of many keys, and writing down many.

SQLAlchemy prepares the values of a statement anew for every row and key, which takes longer than the database takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from sqlalchemy import JSON
from sqlalchemy import ColumnElement
from sqlalchemy import Connection
from sqlalchemy import Dialect
from sqlalchemy import Insert
from sqlalchemy import Select
from sqlalchemy import Update
from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import func
from sqlalchemy import select


class Writing(NamedTuple):
    """A statement for many rows and what their values are, in the order in which it writes them.

    `names`: an insert's columns in the table's order, an update's parameters.
    """

    statement: Insert | Update
    names: tuple[str, ...]


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the keys that `looked_up` is given.

    They travel as one value, a JSON object, of which both databases give the names as rows.
    """
    keys = func.json_each(bindparam("keys", type_=JSON)).table_valued("key")
    return column.in_(select(cast(keys.c.key, column.type)))


def looked_up(connection: Connection, query: Select[Any], keys: Iterable[int | str], **values: int | str) -> list[Any]:
    """Return the rows of a query with `among` for these keys; `values`: its other parameters."""
    wanted = dict.fromkeys(keys, 0)
    return list(connection.execute(query, {"keys": wanted, **values}).all()) if wanted else []


def write_rows(connection: Connection, writing: Writing, rows: Sequence[tuple[Any, ...]]) -> None:
    """Carry out a statement for each row, by the driver alone: it takes the values as they are."""
    if rows:
        connection.exec_driver_sql(_text(writing, connection.dialect), list(rows))


@lru_cache
def _text(writing: Writing, dialect: Dialect) -> str:
    statement, names = writing
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names) if statement.is_insert else None)
    assert tuple(compiled.positiontup) == names, "values would go into each other's columns"
    return str(compiled)
