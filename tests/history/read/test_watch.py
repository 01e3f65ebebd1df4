"""Stories collected in time, collection gaps, and what history holds of an account."""

from __future__ import annotations

from reporter.core.observations import MetricValue, Missing, Observed, Outage, Reason, Snapshot
from reporter.history.open import History
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import account_contents, watch_stories
from reporter.history.tables import WEBHOOK
from reporter.history.write.snapshots import record
from tests.support.history_makers import hour, look, measures, media, media_query


def test_h14_caught_stories_and_outages_are_told(history: History) -> None:
    for number, published in ((1, 0), (2, 1), (3, 2), (4, 60)):
        own = media(number, published=published, product_type="STORY")
        look(history, published + 1, (own, measures(views=number)))
    look(history, 20.5, (media(1, published=0, product_type="STORY"), measures(views=9)))  # after its twentieth hour
    look(history, 22, (media(3, published=2, product_type="STORY"), measures(views=9)))  # on it
    look(history, 30)
    with history.read() as connection:
        (watch,) = watch_stories(connection, media_query(now=70))
    assert (watch.known, watch.caught, watch.since) == (3, 2, hour(1))  # the fourth still lives
    assert watch.outages == (Outage(hour(22), hour(30), 1),)
    with history.read() as connection:
        (earlier,) = watch_stories(connection, media_query(now=23))
    assert (earlier.known, earlier.caught, earlier.outages) == (2, 2, ())


def test_the_webhook_speaks_for_stories_that_were_not_read_late(history: History) -> None:
    early, late = (media(number, published=0, product_type="STORY") for number in (1, 2))
    look(history, 5, (early, measures(reach=10, views=20)), (late, measures(reach=10, views=20)))
    look(history, 23, (late, measures(reach=30, views=40)))
    told: dict[str, MetricValue] = {
        "reach": Observed(33),
        "replies": Missing(Reason.NOT_ENOUGH_VIEWERS, "fewer than 5"),
    }
    snapshots = [Snapshot(one, hour(24), told) for one in (early, late)]
    history.write(lambda connection: record(connection, snapshots, kind=WEBHOOK, listed=False))
    with history.read() as connection:
        first, second = latest(connection, media_query())
        (watch,) = watch_stories(connection, media_query(now=70))
    assert first.measures == {"reach": Observed(33), "views": Observed(20), "replies": told["replies"]}
    assert second.measures == measures(reach=30, views=40) | {"replies": told["replies"]}
    assert (watch.known, watch.caught) == (2, 2)


def test_what_is_held_of_an_account(history: History) -> None:
    look(history, 1, (media(1), measures(views=1)), (media(2), measures(views=1)))
    look(history, 3, (media(1), measures(views=1)), (media(2), measures(views=2)))
    with history.read() as connection:
        acme, other = account_contents(connection, ["acme", "other"])
    assert (acme.media, acme.snapshots, acme.first, acme.last) == (2, 3, hour(1), hour(3))
    assert (other.media, other.snapshots, other.first, other.media_listed) == (0, 0, None, None)


def test_a_story_that_too_few_saw_to_its_end_was_caught(history: History) -> None:
    story = media(1, product_type="STORY", published=0)
    look(history, 3, (story, measures(reach="not_enough_viewers")))
    look(history, 23, (story, measures(reach="not_enough_viewers")))
    with history.read() as connection:
        (watch,) = watch_stories(connection, media_query(now=48))
    assert (watch.known, watch.caught, watch.outages) == (1, 1, ())
