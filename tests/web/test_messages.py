"""Signatures and messages as values, and what of them is kept, on both databases."""

from __future__ import annotations

import hmac
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
from tests.support.webhook_server import ACCOUNT, signature, story

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
        return {one.media.media_id: one for one in latest(connection, WANTED)}


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


@pytest.mark.parametrize("told", [None, -1, "soon", 10**18, 10**400, 1.5, True])
def test_a_time_that_is_none_is_that_of_arrival(told: object) -> None:
    body = json.loads(at())
    body["entry"][0]["time"] = told
    (event,), _ = messages.read_events(json.dumps(body).encode(), SENT + timedelta(hours=3))
    assert event.sent == SENT + timedelta(hours=3)


def test_j13_a_number_too_long_to_be_read_costs_no_other() -> None:
    body = at(reach=44, replies=1).replace(b'"replies": 1', b'"replies": ' + b"9" * 5_000)
    (event,), ignored = messages.read_events(body, SENT)
    assert (event.counts["reach"], event.counts["replies"], ignored) == (44, None, 0)


def test_a_time_in_milliseconds_is_understood() -> None:
    (event,), _ = messages.read_events(story(7, sent=int(SENT.timestamp() * 1000)), SENT)
    assert event.sent == SENT


def test_j18_every_signature_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    own = hmac.compare_digest

    def watching(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return own(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watching)
    for given in ("", "sha256=" + "0" * 64, signature(b"x", "first")):
        messages.is_signed(b"x", given, [b"first", b"second"])
    assert len(compared) == 6
    assert all(len(one) == 71 for one, _ in compared)
