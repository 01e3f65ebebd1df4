"""Records the webhook's messages about expired stories: every message word for word, its numbers as snapshots.

A webhook's numbers are a kind of their own beside the API's (`tables.WEBHOOK`); which of the two counts is decided
when they are read (`read/snapshots`). A repeated message changes nothing. Less than five arrives as -1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason, Snapshot, StoryEvent
from reporter.history.db.bulk import among, select_among
from reporter.history.encode import seconds
from reporter.history.tables import EVENT, WEBHOOK
from reporter.history.write.snapshots import record

_KNOWN = select(EVENT.c.digest).where(among(EVENT.c.digest))
_FEW = -1
_MOST = 2**53  # more than that is no count of people
_LIFE = timedelta(hours=24)


def record_events(
    connection: Connection,
    events: Sequence[StoryEvent],
    *,
    accounts: Mapping[str, str],
    metrics: Collection[str],
    received: datetime,
) -> int:
    """Keep messages that are new and return how many that were.

    `accounts`: Instagram id -> alias; messages about others are kept word for word only. `metrics`: names that mean the
    same to the webhook and to the API.
    """
    by_digest = {_digest(event): event for event in events}
    known = {row.digest for row in select_among(connection, _KNOWN, by_digest)}
    news = {digest: event for digest, event in by_digest.items() if digest not in known}
    if news:
        connection.execute(insert(EVENT), [_row(digest, event, received) for digest, event in news.items()])
    for event in sorted(news.values(), key=lambda event: event.sent):
        if event.instagram_id in accounts:
            record(connection, [_snapshot(event, accounts[event.instagram_id], metrics)], kind=WEBHOOK, listed=False)
    return len(news)


def _snapshot(event: StoryEvent, account: str, metrics: Collection[str]) -> Snapshot:
    """Return the event's numbers; of a story that was never listed, the message is all that is known."""
    story = MediaItem(account, event.media_id, "STORY", "", published=event.sent - _LIFE)
    return Snapshot(story, event.sent, dict(_measures(event.counts, metrics)))


def _measures(counts: Mapping[str, object], metrics: Collection[str]) -> Iterator[tuple[str, MetricValue]]:
    for name in sorted(counts.keys() & set(metrics)):
        count = counts[name]
        if type(count) is not int:
            continue
        if count == _FEW:
            yield name, Missing(Reason.NOT_ENOUGH_VIEWERS, "fewer than 5")
        elif 0 <= count <= _MOST:
            yield name, Observed(count)


def _row(digest: str, event: StoryEvent, received: datetime) -> dict[str, object]:
    return {
        "digest": digest,
        "received": seconds(received),
        "instagram_id": event.instagram_id,
        "media_id": event.media_id,
        "sent": seconds(event.sent),
        "counts": event.raw,
    }


def _digest(event: StoryEvent) -> str:
    # without the time: a story ends once, and a message that bears no time is given that of its arrival
    text = f"{event.instagram_id}\n{event.media_id}\n{event.raw}"
    return sha256(text.encode()).hexdigest()
