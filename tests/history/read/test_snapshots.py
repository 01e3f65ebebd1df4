"""What is read back: now, at an age, at both ends of a period. On both databases the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reporter.analysis.dataset.growth import gains
from reporter.catalog.load import load_catalog
from reporter.core.i18n import Translator
from reporter.core.observations import MetricValue, Missing, Observed, Reason, Snapshot
from reporter.history.open import History
from reporter.history.read.nearest import growths
from reporter.history.read.snapshots import aged, latest
from reporter.history.read.watch import count_gone
from reporter.spec.moments import slack
from tests.support.history_makers import END, START, hour, look, measures, media, media_query

WEEK = 7 * 24
METRICS = [load_catalog().metrics[name] for name in ("views", "reach")]


def gained(history: History, *, start: float = 0, end: float = WEEK, now: float = 10_000) -> dict[str, MetricValue]:
    """Return what views grew by, by the last digit of the media id."""
    with history.read() as connection:
        (found,) = growths(connection, media_query(end=hour(end), now=now), [(hour(start), hour(end))])
    return {
        one.media.media_id[-1]: one.measures["views"]
        for one in gains(found, METRICS, translator=Translator("en_GB"))
        if "views" in one.measures
    }


def at_age(history: History, age: timedelta, *, now: float = 10_000) -> Snapshot:
    with history.read() as connection:
        (one,) = aged(connection, media_query(now=now), age)
    return one


def test_a_story_of_which_only_one_look_is_known_has_no_growth(history: History) -> None:
    story = media(published=-6, product_type="STORY")
    look(history, 9, (story, measures(views=40)))
    assert gained(history) == {"1": Missing(Reason.NOT_COLLECTED)}
    look(history, 15, (story, measures(views=50)))
    assert gained(history) == {"1": Observed(10)}


def test_a_number_stands_when_a_later_attempt_fails_and_says_so(history: History) -> None:
    look(history, 0, (media(), measures(views=5, reach=3)))
    look(history, 1, (media(), measures(views="failed", reach=4)))
    with history.read() as connection:
        (one,) = latest(connection, media_query(now=2))
        (before,) = latest(connection, media_query(now=0))
    assert (one.measures, one.stale) == ({"views": Observed(5), "reach": Observed(4)}, ("views",))
    assert before.stale == ()
    look(history, 3, (media(), measures(views=6)))
    with history.read() as connection:
        assert latest(connection, media_query(now=3))[0].stale == ()


def test_growth_is_the_difference_of_the_looks_nearest_to_both_ends(history: History) -> None:
    for at, views in ((-30, 10), (-2, 20), (1, 25), (100, 60), (166, 90), (169, 91), (200, 99)):
        look(history, at, (media(), measures(views=views)))
    assert gained(history) == {"1": Observed(91 - 25)}  # one hour off is nearer than two


def test_growth_is_known_as_it_was_known_then(history: History) -> None:
    for at, views in ((0, 10), (166, 90), (168, 95)):
        look(history, at, (media(), measures(views=views)))
    assert gained(history, now=167) == {"1": Observed(80)}
    assert gained(history, now=168) == {"1": Observed(85)}


def test_an_unchanged_world_gains_nothing(history: History) -> None:
    for at in range(-10, 180, 5):
        look(history, at, (media(), measures(views=7)))
    assert gained(history) == {"1": Observed(0)}


@pytest.mark.parametrize("looks", [(0,), (168,), (60, 110), (0, 110), (60, 168), (-40, 168)])
def test_a_missing_end_is_missing(history: History, looks: tuple[int, ...]) -> None:
    for at in looks:
        look(history, at, (media(), measures(views=at + 100)))
    assert gained(history) == {"1": Missing(Reason.NOT_COLLECTED)}


def test_a_number_that_stood_still_over_an_outage_was_not_looked_at_in_it(history: History) -> None:
    for at in (-60, 240):  # the same row, and nobody looked near either end
        look(history, at, (media(), measures(views=7)))
    assert gained(history) == {"1": Missing(Reason.NOT_COLLECTED)}


def test_what_was_published_inside_began_at_nothing(history: History) -> None:
    for at in (0, 30, 168):
        look(history, at, *([(media(published=20), measures(views=at))] if at > 20 else []))
    assert gained(history) == {"1": Observed(168)}


def test_media_gone_before_the_end_are_left_out_and_counted(history: History) -> None:
    look(history, 0, (media(1), measures(views=1)), (media(2), measures(views=1)))
    look(history, 168, (media(1), measures(views=3)))
    assert gained(history) == {"1": Observed(2)}
    with history.read() as connection:
        assert count_gone(connection, media_query()) == {"acme": 1}


def test_a_structural_reason_stays_the_reason(history: History) -> None:
    for at in (0, 168):
        look(history, at, (media(), measures(views="before_business_account")))
    assert gained(history) == {"1": Missing(Reason.BEFORE_BUSINESS_ACCOUNT)}


def test_how_near_a_look_must_be() -> None:
    assert slack(START, END) == timedelta(hours=21)
    assert slack(START, START + timedelta(days=1)) == timedelta(hours=12) - timedelta(seconds=1)
    assert slack(START, START + timedelta(days=365)) == timedelta(days=7)


def test_at_an_age_the_first_look_from_then_on_counts(history: History) -> None:
    for at, views in ((-90, 1), (-80, 2), (-70, 3), (-60, 4)):
        look(history, at, (media(published=-100), measures(views=views)))
    one = at_age(history, timedelta(hours=24))
    assert (one.measures["views"], one.seen) == (Observed(3), hour(-70))
    assert at_age(history, timedelta(hours=20)).measures["views"] == Observed(2)  # exactly at that age
    assert at_age(history, timedelta(hours=24), now=-75).measures["views"] == Missing(Reason.NOT_COLLECTED)


def test_the_age_is_that_of_a_real_look_where_numbers_stood_still(history: History) -> None:
    for at in (0, 20, 47, 80):  # one row, from 0 to 80
        look(history, at, (media(published=0), measures(views=7)))
    assert at_age(history, timedelta(hours=24)).seen == hour(47)
    assert at_age(history, timedelta(hours=48), now=80).seen == hour(80)


def test_what_is_too_young_says_so(history: History) -> None:
    look(history, 5, (media(published=0), measures(views=1)))
    expected = Missing(Reason.NOT_COLLECTED, "not old enough yet")
    assert at_age(history, timedelta(days=7), now=6).measures["views"] == expected


def test_a_story_has_no_number_of_a_later_age(history: History) -> None:
    look(history, 5, (media(published=0, product_type="STORY"), measures(views=1)))
    missing = at_age(history, timedelta(days=2)).measures["views"]
    assert isinstance(missing, Missing)
    assert "24 hours" in missing.detail


def test_stories_show_what_was_last_read_and_growth_ends_with_their_life(history: History) -> None:
    one = media(1, published=10, product_type="STORY")
    for at, views in ((12, 5), (20, 30), (33, 44)):
        look(history, at, (one, measures(views=views)))
    for at in (40, 168):
        look(history, at)
    with history.read() as connection:
        (found,) = latest(connection, media_query())
    assert (found.measures["views"], found.seen) == (Observed(44), hour(33))
    assert gained(history) == {"1": Observed(44)}
    assert gained(history, start=168, end=336) == {}  # it was over before


def test_a_later_look_does_not_move_what_was_known_then(history: History) -> None:
    look(history, 0, (media(), measures(views=5)))
    look(history, 36, (media(), measures(views=5)))  # unmoved: the row is drawn out
    with history.read() as connection:
        (before,) = latest(connection, media_query(now=100))
    look(history, 168, (media(), measures(views=5)))
    with history.read() as connection:
        (after,) = latest(connection, media_query(now=100))
    assert (before.seen, after.seen) == (hour(36), hour(36))
