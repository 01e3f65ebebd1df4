"""Which accounts can be compared, by when their lists were read."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from reporter.analysis.comparability import Comparability
from reporter.analysis.figures.population import Ground
from reporter.core.observations import CompletedListing
from reporter.history.open import History
from reporter.history.read.rows import read_listings
from reporter.history.write.accounts import account_id, record_listing
from tests.support.analysis_makers import NOW, make_edition, make_spec

WEEK = timedelta(weeks=1)
COMPARED = {"compare": "previous_period", "media": {"product_types": ("FEED", "REELS")}}


def read(history: History, *ago: timedelta, listed: str = "media") -> None:
    """Let a list be read to its end so long ago."""
    history.write(partial(account_id, alias="acme"))
    for before in ago:
        at = NOW - before
        listing = CompletedListing(listed, at - timedelta(days=365), at + timedelta(days=1))
        history.write(partial(record_listing, account="acme", listing=listing, seen=at))


def comparability(history: History, **keys: Any) -> Comparability:  # noqa: ANN401 - a spec's keys
    edition = make_edition(make_spec(**{**COMPARED, **keys}))
    with history.read() as connection:
        return Comparability(edition, read_listings(connection, edition.accounts, NOW), NOW)


def ground(history: History, **keys: Any) -> Ground:  # noqa: ANN401 - a spec's keys
    return comparability(history, **keys).ground()


def test_without_a_list_nothing_is_known(history: History) -> None:
    found = ground(history)
    assert found.unknown == found.never_listed == {"acme"}
    assert found.known_until == {"acme": None}
    assert found.as_of == {"acme": None}


def test_two_weeks_that_were_read_at_the_same_distance_are_comparable(history: History) -> None:
    read(history, WEEK, timedelta())
    found = ground(history)
    assert (found.unknown, found.unlike_age, found.known_until) == (frozenset(), frozenset(), {})
    assert found.as_of == {"acme": NOW}
    assert found.comparable_from is None


def test_a_week_that_was_not_read_then_is_shown_as_it_is_now(history: History) -> None:
    read(history, timedelta())
    found = ground(history)
    assert (found.unknown, found.unlike_age) == (frozenset(), frozenset({"acme"}))
    assert found.comparable_from == NOW + WEEK


def test_as_known_now_compares_posts_of_unlike_age_on_purpose(history: History) -> None:
    read(history, WEEK, timedelta())
    now = {"period": "previous_period", "as_known": "now"}
    assert comparability(history, compare=now).unlike_age() == {"acme"}
    assert comparability(history, compare=now, at_age="1d").unlike_age() == frozenset()
    assert comparability(history, compare="none").unlike_age() == frozenset()


def test_a_period_is_known_until_its_list_was_read(history: History) -> None:
    read(history, timedelta(days=3))
    found = ground(history)
    assert found.known_until == {"acme": NOW - timedelta(days=3)}
    assert found.unknown == {"acme"}


def test_growth_needs_readings_near_both_ends(history: History) -> None:
    read(history, timedelta(hours=8))
    found = ground(history, basis="gained", compare="none")
    assert found.unread == {"acme"}
    assert found.growth_from == NOW + WEEK
    read(history, WEEK + timedelta(hours=8))
    assert ground(history, basis="gained", compare="none").unread == frozenset()


def test_stories_that_were_not_watched_are_left_out(history: History) -> None:
    read(history, WEEK, timedelta())
    everything: dict[str, Any] = {"media": {}}
    assert ground(history, **everything).storyless == {"acme"}
    read(history, *(timedelta(hours=hours) for hours in range(0, 16 * 24, 12)), listed="stories")
    assert ground(history, **everything).storyless == frozenset()
