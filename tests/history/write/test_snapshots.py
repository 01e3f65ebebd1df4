"""What is written down: on both databases the same, each look once, nothing lost, nothing hidden by silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from reporter.core.observations import CompletedListing, MetricValue, Missing, Observed, Reason
from reporter.history.open import History
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import recent_listings
from reporter.history.tables import SNAPSHOT
from reporter.history.write.accounts import record_listing
from tests.support.history_makers import hour, look, measures, media, media_query


def rows(history: History) -> list[tuple[int, int, str]]:
    """Return (first hour, last hour, measures) of every snapshot row."""
    with history.read() as connection:
        found = connection.execute(select(SNAPSHOT).order_by(SNAPSHOT.c.seen, SNAPSHOT.c.series)).all()
    base = int(hour(0).timestamp())
    return [((row.seen - base) // 3600, (row.until - base) // 3600, row.metric_values) for row in found]


def known(history: History, now: float = 10_000) -> dict[str, MetricValue]:
    """Return what is known of the one media item."""
    with history.read() as connection:
        (one,) = latest(connection, media_query(now=now))
    return dict(one.measures)


def test_what_did_not_move_makes_the_last_row_longer(history: History) -> None:
    for at in (1, 2, 3):
        look(history, at, (media(), measures(views=5, reach=4)))
    assert rows(history) == [(1, 3, "[4,5]")]
    look(history, 4, (media(), measures(views=6, reach=4)))
    look(history, 5, (media(), measures(views=6, reach=4)))
    look(history, 6, (media(), measures(views=5, reach=4)))
    assert rows(history) == [(1, 3, "[4,5]"), (4, 5, "[4,6]"), (6, 6, "[4,5]")]


def test_the_same_look_told_twice_is_one(history: History) -> None:
    look(history, 1, (media(), measures(views=5)))
    look(history, 1, (media(), measures(views=5)))
    look(history, 1, (media(), measures(views=7)))  # heard again in the same run: the last word counts
    assert rows(history) == [(1, 1, "[7]")]


def test_measures_come_back_as_they_went_in(history: History) -> None:
    told: dict[str, MetricValue] = {
        "views": Observed(2**53),
        "likes": Observed(-3),
        "reels_skip_rate": Observed(48.4),
        "navigation": Observed(5, {"tap_forward": 3, "swipe": 2}),
        "follows": Observed(0, {}),
        "reach": Missing(Reason.NOT_ENOUGH_VIEWERS),
        "shares": Missing(Reason.FAILED, "the API rejected the request with code 5; “quoted” \U0001f600"),
    }
    look(history, 1, (media(), told))
    assert known(history) == told


def test_a_later_silence_hides_no_number(history: History) -> None:
    look(history, 1, (media(), measures(views=5, reach="not_available")))
    look(history, 2, (media(), measures(views="failed", reach="failed")))
    assert known(history) == {"views": Observed(5), "reach": Missing(Reason.FAILED)}
    look(history, 3, (media(), measures(views=9, reach=1)))
    assert known(history) == {"views": Observed(9), "reach": Observed(1)}
    assert known(history, now=1.5) == {"views": Observed(5), "reach": Missing(Reason.NOT_AVAILABLE)}


def test_metrics_of_different_questions_meet_each_as_last_seen(history: History) -> None:
    look(history, 1, (media(), measures(views=5, reach=4)))
    look(history, 2, (media(), measures(views=6)))
    look(history, 3, (media(), measures(shares=1)))
    assert known(history) == {"views": Observed(6), "reach": Observed(4), "shares": Observed(1)}
    with history.read() as connection:
        (one,) = latest(connection, media_query())
    assert (one.oldest, one.seen) == (hour(1), hour(3))


def test_looks_told_out_of_order_find_their_places(history: History) -> None:
    look(history, 5, (media(), measures(views=50)))
    look(history, 2, (media(caption="older"), measures(views=20)))
    look(history, 8, (media(), measures(views=80)))
    assert [known(history, now=at)["views"] for at in (2, 4, 5, 7, 9)] == [
        Observed(one) for one in (20, 20, 50, 50, 80)
    ]


def test_one_account_never_sees_another(history: History) -> None:
    look(history, 1, (media(account="acme"), measures(views=1)), (media(account="other"), measures(views=2)))
    assert known(history) == measures(views=1)


def test_a_thousand_media_items_at_once(history: History) -> None:
    many = [(media(number), measures(views=number, reach=number)) for number in range(1000)]
    look(history, 1, *many)
    look(history, 2, *many)
    with history.read() as connection:
        assert connection.execute(select(func.count()).select_from(SNAPSHOT)).scalar() == 1000
        assert len(latest(connection, media_query())) == 1000


def test_a_change_that_fails_leaves_nothing(history: History) -> None:
    def change(connection: Connection) -> None:
        record_listing(connection, "acme", CompletedListing("media", hour(0), hour(1)), seen=hour(1))
        raise TimeoutError

    with pytest.raises(TimeoutError):
        history.write(change)
    with history.read() as connection:
        assert recent_listings(connection, "acme", hour(1) + timedelta(days=1)) == []
