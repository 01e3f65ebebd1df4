"""Completed listings and the audience of an account."""

from __future__ import annotations

from sqlalchemy import select

from reporter.core.observations import Audience, CompletedListing
from reporter.history.open import History
from reporter.history.read.snapshots import latest
from reporter.history.tables import AUDIENCE, MEDIA
from reporter.history.write.accounts import record_audience, record_listing
from tests.support.history_makers import LONG_AGO, hour, look, measures, media, media_query


def test_what_a_whole_list_does_not_hold_is_gone_and_may_come_back(history: History) -> None:
    both = [(media(1), measures(views=1)), (media(2), measures(views=2))]
    look(history, 1, *both)
    look(history, 2, both[0])

    def there(now: float) -> list[str]:
        with history.read() as connection:
            return [snapshot.media.media_id[-1] for snapshot in latest(connection, media_query(now=now))]

    assert (there(1), there(2)) == (["1", "2"], ["1"])
    look(history, 3, *both)
    assert there(3) == ["1", "2"]


def test_only_what_the_list_should_have_held_is_gone(history: History) -> None:
    look(history, 1, (media(1, published=-500), measures(views=1)), (media(2, published=-5), measures(views=2)))
    look(history, 2, (media(3, product_type="STORY", published=0), measures(views=3)), visit=False)
    visit = CompletedListing("media", hour(-100), hour(-50))
    history.write(lambda connection: record_listing(connection, "acme", visit, seen=hour(3)))
    with history.read() as connection:
        assert connection.execute(select(MEDIA.c.gone)).scalars().all() == [None, None, None]
        # a list that begins before all of them: the stories of it are over, not gone
    everything = CompletedListing("media", LONG_AGO, hour(10))
    history.write(lambda connection: record_listing(connection, "acme", everything, seen=hour(4)))
    with history.read() as connection:
        gone = dict(connection.execute(select(MEDIA.c.media_id, MEDIA.c.gone)).all())
    assert [gone[str(17 * 10**15 + number)] is not None for number in (1, 2, 3)] == [True, True, False]


def test_followers_are_kept_in_the_manner_of_snapshots(history: History) -> None:
    for at, followers in ((1, 10), (2, 10), (3, 11), (4, None)):
        own = Audience(followers, 5)
        history.write(lambda connection, own=own, at=at: record_audience(connection, "acme", own, seen=hour(at)))  # type: ignore[misc]
    with history.read() as connection:
        found = connection.execute(select(AUDIENCE.c.followers, AUDIENCE.c.until).order_by(AUDIENCE.c.seen)).all()
    base = int(hour(0).timestamp())
    assert [(row.followers, (row.until - base) // 3600) for row in found] == [(10, 2), (11, 3), (None, 4)]
