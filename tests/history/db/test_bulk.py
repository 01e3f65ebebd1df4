"""Many rows at once, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from reporter.history.db.bulk import RowFormat, among, select_among, write_rows
from reporter.history.open import History
from reporter.history.tables import ACCOUNT

ADD = RowFormat(ACCOUNT, ("id", "alias"))
RENAME = RowFormat(ACCOUNT, ("alias",), ("id",))
QUERY = select(ACCOUNT.c.id, ACCOUNT.c.alias).where(among(ACCOUNT.c.alias)).order_by(ACCOUNT.c.id)


@pytest.mark.parametrize("count", [0, 1, 2_000])
def test_rows_are_added_and_found_by_their_keys(history: History, count: int) -> None:
    rows = [(number, f"acme {number} é'\"") for number in range(1, count + 1)]
    history.write(lambda connection: write_rows(connection, ADD, rows))
    with history.read() as connection:
        found = select_among(connection, QUERY, [alias for _, alias in rows[::2]])
    assert [tuple(row) for row in found] == rows[::2]


def test_only_the_rows_of_the_keys_are_changed(history: History) -> None:
    history.write(lambda connection: write_rows(connection, ADD, [(1, "a"), (2, "b"), (3, "c")]))
    history.write(lambda connection: write_rows(connection, RENAME, [("x", 1), ("z", 3)]))
    with history.read() as connection:
        rows = connection.execute(select(ACCOUNT.c.alias).order_by(ACCOUNT.c.id)).scalars().all()
    assert rows == ["x", "b", "z"]


def test_no_keys_find_no_rows(history: History) -> None:
    history.write(lambda connection: write_rows(connection, ADD, [(1, "a")]))
    with history.read() as connection:
        assert select_among(connection, QUERY, []) == []
        assert select_among(connection, QUERY, ["b"]) == []
