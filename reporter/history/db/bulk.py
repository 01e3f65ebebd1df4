"""Many rows at once: asking for those of many keys, and row_format down many.

SQLAlchemy prepares the values of a statement anew for every row and key, which takes longer than the database takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    bindparam,
    cast,
    func,
    insert,
    select,
    update,
)


class RowFormat(NamedTuple):
    """Which columns of a table are written, in the table's order.

    `keys`: columns that say which row is changed, whose values follow; without them a row is added.
    """

    table: Table
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ()


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the keys that `select_among` is given.

    They travel as one value, a JSON object, of which both databases give the names as rows.
    """
    keys = func.json_each(bindparam("keys", type_=JSON)).table_valued("key")
    return column.in_(select(cast(keys.c.key, column.type)))


def select_among(
    connection: Connection, query: Select[Any], keys: Iterable[int | str], **values: int | str
) -> list[Any]:
    """Return the rows of a query with `among` for these keys; `values`: its other parameters."""
    names = dict.fromkeys(keys, 0)
    return list(connection.execute(query, {"keys": names, **values}).all()) if names else []


def write_rows(connection: Connection, row_format: RowFormat, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows by the driver alone, which takes the values as they are.

    SQLite is quickest with a row at a time; PostgreSQL, to which each statement is a message, takes all in one.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_together(row_format, connection.dialect), tuple(map(list, zip(*rows, strict=True))))
    else:
        connection.exec_driver_sql(_row_by_row(row_format, connection.dialect), list(rows))


@lru_cache
def _row_by_row(row_format: RowFormat, dialect: Dialect) -> str:
    table, columns, keys = row_format
    there = [table.c[name] == bindparam(f"key_{name}") for name in keys]
    statement = update(table).where(*there) if keys else insert(table)
    return _text(statement.compile(dialect=dialect, column_keys=columns), (*columns, *(f"key_{name}" for name in keys)))


@lru_cache
def _together(row_format: RowFormat, dialect: Dialect) -> str:
    table, columns, keys = row_format
    names = (*columns, *keys)
    arrays = (bindparam(name, type_=ARRAY(table.c[name].type)) for name in names)
    rows = func.unnest(*arrays).table_valued(*names).render_derived()
    there = [table.c[name] == rows.c[name] for name in keys]
    added = insert(table).from_select(columns, select(rows))
    changed = update(table).where(*there).values({name: rows.c[name] for name in columns})
    return _text((changed if keys else added).compile(dialect=dialect), names)


def _text(compiled: Any, names: tuple[str, ...]) -> str:  # noqa: ANN401 - SQLAlchemy's
    assert tuple(compiled.positiontup) == names, "the values would be written to the wrong columns"
    return str(compiled)
