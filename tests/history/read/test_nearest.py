"""Growth held against any course of looks: it adds up, stands still with the world, and is never made up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.dataset.growth import gains
from reporter.catalog.load import load_catalog
from reporter.core.i18n import Translator
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason
from reporter.history.open import History, open_history
from reporter.history.read.nearest import growths
from reporter.spec.moments import slack
from tests.support.history_makers import hour, look, measures, media, media_query

VIEWS = [load_catalog().metrics["views"]]
COURSES = st.dictionaries(
    st.integers(-200, 900), st.integers(0, 5), max_size=12
)  # hour: views; few, so that many repeat
ENDS = st.lists(st.integers(0, 700), min_size=3, max_size=3, unique=True).map(sorted)
PUBLISHED = st.integers(-300, 600)
Course = dict[int, int]
_accounts = count()


@pytest.fixture(scope="module")
def one_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """Open one history for all examples; each has an account of its own."""
    with open_history("sqlite:///history.sqlite3", tmp_path_factory.mktemp("growth")) as opened:
        yield opened


def told(history: History, course: Course, published: int) -> MediaItem:
    """Tell history a course of looks at a new account's only media item."""
    item = media(account=f"a{next(_accounts)}", published=published)
    for at, views in sorted(course.items()):
        if at >= published:
            look(history, at, (item, measures(views=views)))
    return item


def gained(history: History, item: MediaItem, start: int, end: int) -> MetricValue | None:
    """Return what the media item's views grew by; None when it was not there yet."""
    with history.read() as connection:
        every = media_query(end=hour(end), accounts=(item.account,))
        (grown,) = growths(connection, every, [(hour(start), hour(end))])
        found = gains(grown, VIEWS, translator=Translator("en_GB"))
    return found[0].measures.get("views") if found else None


@pytest.mark.slow
@settings(deadline=None)
@given(course=COURSES, ends=ENDS, published=PUBLISHED)
def test_gains_of_adjacent_periods_add_up(
    one_history: History, course: Course, ends: list[int], published: int
) -> None:
    start, middle, end = ends
    item = told(one_history, course, published)
    parts = [gained(one_history, item, start, middle), gained(one_history, item, middle, end)]
    known = [part for part in parts if isinstance(part, Observed)]
    if len(known) + (published >= middle) == 2:
        assert gained(one_history, item, start, end) == Observed(sum(one.value for one in known))


@pytest.mark.slow
@settings(deadline=None)
@given(hours=st.sets(st.integers(-200, 900)), ends=ENDS, views=st.integers(0, 9))
def test_an_unchanged_world_gains_zero(one_history: History, hours: set[int], ends: list[int], views: int) -> None:
    item = told(one_history, dict.fromkeys(hours, views), published=-300)
    assert gained(one_history, item, ends[0], ends[2]) in (None, Observed(0), Missing(Reason.NOT_COLLECTED))


@pytest.mark.slow
@settings(deadline=None)
@given(course=COURSES, ends=ENDS, published=PUBLISHED)
def test_growth_is_that_between_the_looks_nearest_to_the_ends_or_missing(
    one_history: History, course: Course, ends: list[int], published: int
) -> None:
    start, _, end = ends
    item = told(one_history, course, published)
    looks = {at: views for at, views in course.items() if at >= published}
    if published >= end or not looks:
        assert gained(one_history, item, start, end) is None
        return
    room = slack(hour(start), hour(end)).total_seconds() / 3600
    first, last = (min(looks, key=lambda at, mark=mark: (abs(at - mark), at)) for mark in (start, end))  # type: ignore[misc]
    opening = 0 if published >= start else looks[first] if abs(first - start) <= room else None
    closing = looks[last] if abs(last - end) <= room else None
    known = [
        at for at, value in ((first if published < start else None, opening), (last, closing)) if value is not None
    ]
    if any(at is not None and fell(looks, at) for at in known):
        expected: MetricValue = Missing(Reason.LOWERED)
    else:
        expected = Missing(Reason.NOT_COLLECTED) if None in (opening, closing) else Observed(closing - opening)  # type: ignore[operator]
    assert gained(one_history, item, start, end) == expected


def fell(looks: Course, at: int) -> bool:
    """Say whether a look lies below the highest one up to then by more than 10% and by at least 5."""
    highest = max(views for hours, views in looks.items() if hours <= at)
    return highest - looks[at] >= max(5, highest * 0.1 + 1e-9)
