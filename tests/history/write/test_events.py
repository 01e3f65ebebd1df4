"""What history keeps of the webhook's messages, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from reporter.core.observations import MediaItem, Missing, Observed, Reason, Snapshot
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import watch_stories
from reporter.history.tables import EVENT
from reporter.history.write.events import record_events
from reporter.history.write.snapshots import record
from reporter.web import messages
from tests.support.webhook_server import ACCOUNT, story

SENT = datetime(2026, 11, 18, 12, tzinfo=UTC)
FEW = Missing(Reason.NOT_ENOUGH_VIEWERS, "fewer than 5")
WANTED = MediaQuery(("acme",), SENT - timedelta(days=9), SENT + timedelta(days=9), SENT + timedelta(days=9))


def tell(history: History, *bodies: bytes, received: datetime = SENT) -> None:
    for body in bodies:
        events, ignored = messages.read_events(body, received)
        assert ignored == 0
        history.write(
            lambda connection, events=events: record_events(  # type: ignore[misc]
                connection, events, accounts={ACCOUNT: "acme"}, metrics=["reach", "replies"], received=received
            )
        )


def read(history: History) -> dict[str, Snapshot]:
    with history.read() as connection:
        return {snapshot.media.media_id: snapshot for snapshot in latest(connection, WANTED)}


def at(hours: float = 0, **counts: Any) -> bytes:  # noqa: ANN401 - any JSON
    return story(7, sent=int((SENT + timedelta(hours=hours)).timestamp()), **counts)


def test_a_story_that_nobody_saw_is_known_from_its_end(history: History) -> None:
    tell(history, at(reach=44, replies=-1))
    (one,) = read(history).values()
    assert (one.media.product_type, one.media.published) == ("STORY", SENT - timedelta(hours=24))
    assert one.measures == {"reach": Observed(44), "replies": FEW}
    with history.read() as connection:
        (watch,) = watch_stories(connection, WANTED)
        (row,) = connection.execute(select(EVENT)).all()
    assert (watch.known, watch.caught) == (1, 1)
    assert json.loads(row.counts) == {"reach": 44, "replies": -1, "impressions": 444}


def test_j05_of_two_messages_the_newest_counts_whatever_their_order(history: History) -> None:
    tell(history, at(2, reach=50), at(1, reach=45))
    assert read(history)["7"].measures["reach"] == Observed(50)
    with history.read() as connection:
        assert len(connection.execute(select(EVENT)).all()) == 2


@pytest.mark.parametrize("count", [-2, 2**60, 10**400, float("nan"), 1.5, True, "44", None, [1], {"a": 1}])
def test_j13_what_is_no_count_is_no_number(history: History, count: object) -> None:
    tell(history, at(reach=count, replies=3))
    assert read(history)["7"].measures == {"replies": Observed(3)}


def test_j14_an_unknown_account_is_kept_word_for_word_only(history: History) -> None:
    tell(history, story(7, account="999"))
    assert read(history) == {}
    with history.read() as connection:
        assert [row.instagram_id for row in connection.execute(select(EVENT))] == ["999"]


@pytest.mark.parametrize(("hours", "reach"), [(23, 60), (10, 44)])
def test_j15_what_the_api_told_late_counts_before_the_webhook(history: History, hours: float, reach: int) -> None:
    item = MediaItem("acme", "7", "STORY", "IMAGE", published=SENT - timedelta(hours=24))
    seen = item.published + timedelta(hours=hours)
    history.write(lambda connection: record(connection, [Snapshot(item, seen, {"reach": Observed(60)})]))
    tell(history, at(reach=44, replies=2))
    found = read(history)["7"]
    assert found.measures == {"reach": Observed(reach), "replies": Observed(2)}
    assert found.media.media_type == "IMAGE"  # what the list told of it stays
