"""A past that is written in one transaction, and only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

import pytest
from sqlalchemy import Connection, select

from reporter.core.observations import STORY_LIFE, Backlog, MetricValue, Missing, Observed, Snapshot
from reporter.history.db.bulk import write_rows
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.read.snapshots import latest
from reporter.history.tables import FACTS, LISTING, MEDIA, METRIC_SET, SERIES, SNAPSHOT
from reporter.history.write.accounts import record_listing
from reporter.history.write.backlog import is_unknown, record_backlog
from reporter.history.write.snapshots import record
from reporter.sandbox.past import past

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
EVERYTHING = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bakery() -> Backlog:
    """Return the past of the smallest account."""
    return past("kettle", "kettle", NOW)


def wanted(start: datetime, end: datetime, now: datetime = NOW) -> MediaQuery:
    return MediaQuery(("kettle",), start, end, now, pictures=False)


def test_the_rows_are_those_of_one_look_after_the_other(history: History) -> None:
    whole = past("kettle", "kettle", NOW)
    young = [item for item in whole.media if item.first > NOW - timedelta(days=10)]
    few = Backlog(young, [one for one in whole.visits if one[0] > NOW - timedelta(days=10)])
    record_backlog(history, "at-once", renamed(few, "at-once"))

    def one_by_one(connection: Connection) -> None:
        for seen, visit in sorted(few.visits, key=itemgetter(0)):
            record(connection, few_at(few, seen, visit.listed, visit.since))
            record_listing(connection, "kettle", visit, seen=seen)

    history.write(one_by_one)
    with history.read() as connection:
        query = (
            select(MEDIA.c.account, MEDIA.c.media_id, METRIC_SET.c.kind, METRIC_SET.c.metrics)
            .add_columns(
                SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.metric_values, MEDIA.c.first_listed, MEDIA.c.listed
            )
            .add_columns(MEDIA.c.gone, FACTS.c.since, FACTS.c.caption)
            .join_from(MEDIA, SERIES, SERIES.c.media == MEDIA.c.id)
            .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
            .join(METRIC_SET, METRIC_SET.c.id == SERIES.c.metric_set)
            .join(FACTS, FACTS.c.media == MEDIA.c.id)
        )
        rows = connection.execute(query).all()
        visits = connection.execute(
            select(
                LISTING.c.account,
                LISTING.c.list,
                LISTING.c.seen,
                LISTING.c.since,
                LISTING.c.until,
            )
        )
        sides = [{tuple(row[1:]) for row in rows if row[0] == account} for account in (1, 2)]
        read = list(visits)
    assert len(sides[0]) > 300
    assert sides[0] == sides[1]
    assert {tuple(row[1:]) for row in read if row[0] == 1} == {tuple(row[1:]) for row in read if row[0] == 2}


def renamed(some: Backlog, account: str) -> Backlog:
    return Backlog([item._replace(media=replace(item.media, account=account)) for item in some.media], some.visits)


def few_at(some: Backlog, seen: datetime, listed: str, since: datetime) -> list[Snapshot]:
    """Return what a look at a list read, as the recorder gets it."""
    found = []
    for item in some.media:
        story = item.media.product_type == "STORY"
        start = seen - STORY_LIFE + timedelta(microseconds=1) if story else since
        if story == (listed == "stories") and start <= item.media.published <= seen:
            found += [
                Snapshot(item.media, seen, measures(reading.metrics, reading.measures))
                for reading in item.readings
                if reading.first <= seen <= reading.last
            ]
    return found


def measures(names: tuple[str, ...], said: Any) -> dict[str, MetricValue]:  # noqa: ANN401 - a UnchangedReading's
    return {
        name: one if isinstance(one, Observed | Missing) else Observed(one)
        for name, one in zip(names, said, strict=True)
    }


def test_it_is_written_whole_or_not_at_all(bakery: Backlog, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(connection: Any, writing: Any, rows: Any) -> None:  # noqa: ANN401 - whatever is written
        if writing.table is LISTING:
            raise KeyboardInterrupt
        write_rows(connection, writing, rows)

    monkeypatch.setattr("reporter.history.write.backlog.write_rows", dies)
    with pytest.raises(KeyboardInterrupt):
        record_backlog(history, "kettle", bakery)
    monkeypatch.undo()
    assert is_unknown(history, "kettle")
    record_backlog(history, "kettle", bakery)
    assert not is_unknown(history, "kettle")
    record_backlog(history, "kettle", past("kettle", "kettle", NOW + WEEK))  # somebody was quicker: nothing is added
    with history.read() as connection:
        assert {
            snapshot.media.media_id for snapshot in latest(connection, wanted(EVERYTHING, NOW + WEEK, NOW + WEEK))
        } <= {item.media.media_id for item in bakery.media}
