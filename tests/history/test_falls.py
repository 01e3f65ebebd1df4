"""Numbers that fell: what is noted is what the rows show, in whatever order they came and whatever went since."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from reporter.core.observations import Observed
from reporter.history.db.upkeep import prune_snapshots
from reporter.history.encode import seconds
from reporter.history.open import History, open_history
from reporter.history.read.snapshots import latest
from reporter.history.tables import FALL, SERIES, SNAPSHOT
from tests.support.history_makers import TO_0004, hour, look, measures, media, media_query

ASKS = (("views",), ("views", "reach"), ("likes",))
Read = tuple[int, int, tuple[str, ...], tuple[int, ...]]  # hour, media item, metrics, their numbers
RunRecord = set[tuple[int, str, int, int, str]]

reads = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 3), st.sampled_from(ASKS), st.tuples(*[st.integers(0, 4)] * 2)),
    max_size=14,
    unique_by=lambda one: (one[0], one[1]),
)


def tell(history: History, told: list[Read]) -> None:
    for at, number, metrics, numbers in told:
        own = dict(zip(metrics, numbers, strict=False))
        look(history, at, (media(number), measures(**own)), visit=False)


def noted(history: History) -> RunRecord:
    """Return what history notes: media item, metric, and the hours since when and at which, and the number."""
    query = select(FALL.c.media, FALL.c.metric, FALL.c.since, FALL.c.read, FALL.c.highest)
    with history.read() as connection:
        return {(row[0], row[1], _hour(row[2]), _hour(row[3]), row[4]) for row in connection.execute(query)}


def shown(told: list[Read]) -> set[tuple[str, str, int, int, str]]:
    """Return what the readings show, by plain counting: each number higher than all before it that then fell."""
    found = set()
    for number in {one[1] for one in told}:
        for metric in ("views", "reach", "likes"):
            own = sorted(
                (at, values[metrics.index(metric)])
                for at, item, metrics, values in told
                if item == number and metric in metrics
            )
            for place, (at, value) in enumerate(own):
                before = [earlier for _, earlier in own[:place]]
                is_record = all(earlier < value for earlier in before)
                lower = [(later, other) for later, other in own[place + 1 :] if other != value]
                if is_record and lower and lower[0][1] < value:
                    found.add((str(17 * 10**15 + number), metric, lower[0][0], at, str(value)))
    return found


def by_media_id(history: History) -> set[tuple[str, str, int, int, str]]:
    with history.read() as connection:
        ids = {row[0]: row[1] for row in connection.execute(text("SELECT id, media_id FROM media"))}
    return {(ids[number], *rest) for number, *rest in noted(history)}


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=reads)
def test_every_fall_is_noted_with_its_times(history: History, told: list[Read]) -> None:
    _forget(history)
    tell(history, sorted(told))
    assert by_media_id(history) == shown(told)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=reads)
def test_readings_that_are_written_late_are_noted_too(history: History, told: list[Read]) -> None:
    _forget(history)
    tell(history, told)
    found, right = ({(*one[:2], *one[3:]): one[2] for one in some} for some in (by_media_id(history), shown(told)))
    assert found.keys() == right.keys()
    # of a number that read the same at several looks, only the first and the last look are kept
    assert all(found[one] >= since for one, since in right.items())


def test_a_number_heard_twice_at_the_same_time_counts_as_heard_last(history: History) -> None:
    tell(history, [(1, 1, ("views",), (100, 0)), (2, 1, ("views",), (90, 0)), (2, 1, ("views",), (110, 0))])
    assert noted(history) == set()
    tell(history, [(2, 1, ("views",), (80, 0))])
    assert noted(history) == {(1, "views", 2, 1, "100")}


def test_a_fall_stays_known_when_the_rows_that_showed_it_are_pruned(history: History) -> None:
    tell(history, [(1, 1, ("views",), (1436, 0)), (2, 1, ("views",), (373, 0)), (3, 1, ("views",), (380, 0))])
    assert prune_snapshots(history, hour(5)) == 2
    tell(history, [(6, 1, ("views",), (379, 0)), (7, 1, ("views",), (2000, 0)), (8, 1, ("views",), (900, 0))])
    assert noted(history) == {(1, "views", 2, 1, "1436"), (1, "views", 8, 7, "2000")}
    with history.read() as connection:
        for now, value, highest in ((6, 379, (1436, hour(1))), (8, 900, (2000, hour(7)))):
            (one,) = latest(connection, media_query(now=now))
            assert one.measures["views"] == Observed(value)
            assert one.highest == {"views": highest}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_history_of_the_version_before_gets_the_falls_of_all_its_rows(url: str, tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a made-up world
    told: list[Read] = [
        (at, number, ASKS[number % 3], (random.randrange(90, 100 + at), random.randrange(5)))
        for at in range(12)
        for number in range(1, 40)
    ]
    with open_history(url, tmp_path) as history:
        tell(history, told)
        before = noted(history)
        assert len(before) > 50
        for statement in (*TO_0004, "DROP TABLE fall", "UPDATE alembic_version SET version_num = '0003'"):
            history.write(lambda connection, one=statement: connection.execute(text(one)))  # type: ignore[misc]
    with open_history(url, tmp_path) as history:
        assert noted(history) == before


def _forget(history: History) -> None:
    for table in (FALL, SNAPSHOT, SERIES):
        history.write(lambda connection, table=table: connection.execute(delete(table)))  # type: ignore[misc]


def _hour(moment: int) -> int:
    return (moment - seconds(hour(0))) // 3600
