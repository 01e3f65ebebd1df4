"""What media items gained between two looks: differences of what was read, averages of what was played in between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.analysis.dataset.growth import gains
from reporter.catalog.load import load_catalog
from reporter.core.i18n import Translator
from reporter.core.observations import Growth, MetricValue, Missing, Observed, Reason, Snapshot
from tests.support.analysis_makers import item, reel

CATALOG = load_catalog().metrics
AVERAGE, TOTAL = "ig_reels_avg_watch_time", "ig_reels_video_view_total_time"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def gain(first: Snapshot | None, last: Snapshot, *names: str) -> dict[str, MetricValue]:
    (found,) = gains([Growth(first, last)], [CATALOG[name] for name in names], translator=Translator("en_GB"))
    return dict(found.measures)


def test_counts_grow_by_their_difference() -> None:
    assert gain(item(views=3, reach=9), item(views=10, reach=8), "views", "reach") == {
        "views": Observed(7),
        "reach": Observed(-1),  # Instagram corrects its estimates, and so does the gain
    }


def test_what_began_inside_began_at_nothing() -> None:
    assert gain(None, item(views=10), "views") == {"views": Observed(10)}


@pytest.mark.parametrize("end", [0, 1])
def test_a_missing_end_keeps_its_reason(end: int) -> None:
    ends = [item(views=1), item(views=2)]
    ends[end] = item(views="before_business_account")
    assert gain(ends[0], ends[1], "views") == {"views": Missing(Reason.BEFORE_BUSINESS_ACCOUNT)}


def test_an_average_is_that_of_the_plays_in_between() -> None:
    first = reel(1, **{AVERAGE: 4_000, TOTAL: 400_000})  # 100 plays of 4 s
    last = reel(1, **{AVERAGE: 3_000, TOTAL: 600_000})  # 200 plays of 3 s: the hundred gained were of 2 s
    assert gain(first, last, AVERAGE) == {AVERAGE: Observed(2_000)}


def test_an_average_of_no_plays_is_missing() -> None:
    same = reel(1, **{AVERAGE: 4_000, TOTAL: 400_000})
    assert gain(same, same, AVERAGE) == {AVERAGE: Missing(Reason.NOT_AVAILABLE, "not played in the period")}


def test_a_rate_is_weighted_by_the_plays_in_between() -> None:
    first = reel(1, reels_skip_rate=50, **{AVERAGE: 1_000, TOTAL: 100_000})  # 100 plays, 50 skipped
    last = reel(1, reels_skip_rate=40, **{AVERAGE: 1_000, TOTAL: 200_000})  # 200 plays, 80 skipped
    found = gain(first, last, "reels_skip_rate")["reels_skip_rate"]
    assert isinstance(found, Observed)
    assert found.value == pytest.approx(30)


def test_growth_over_a_break_is_not_known() -> None:
    first = item(published=LONG_AGO, seen=datetime(2025, 4, 20, tzinfo=UTC), views=5, reach=5)
    last = item(published=LONG_AGO, seen=datetime(2025, 4, 22, tzinfo=UTC), views=9, reach=9)
    found = gain(first, last, "views", "reach")
    assert found["reach"] == Observed(4)
    assert isinstance(found["views"], Missing)
    assert found["views"].reason is Reason.NOT_AVAILABLE
    assert "changed" in found["views"].detail


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        # a whole split: what is not in it was 0
        (Observed(3, {"A": 3}), Observed(9, {"A": 5, "B": 4}), {"A": 2, "B": 4}),
        # spelled otherwise, the same value
        (Observed(3, {"a": 3}), Observed(9, {"A": 9}), {"A": 6}),
        # not whole: what is absent is not known
        (Observed(5, {"A": 3}), Observed(9, {"A": 5, "B": 4}), {"A": 2}),
        # no split at one end: none between
        (Observed(5), Observed(9, {"A": 9}), None),
        (Observed(5, {"A": 5}), Observed(9), None),
    ],
)
def test_a_breakdown_grows_value_by_value(first: Observed, last: Observed, parts: dict[str, int] | None) -> None:
    found = gain(item(navigation=first), item(navigation=last), "navigation")["navigation"]
    assert isinstance(found, Observed)
    assert (found.value, found.breakdown) == (last.value - first.value, parts)
