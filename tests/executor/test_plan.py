"""What is planned for which product type, login, version and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.core.observations import Reason
from reporter.executor.plan import AccountPlan, AccountRequest, Cost, build_plan, cost

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = (datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
FEED, REELS, STORY = ProductType.FEED, ProductType.REELS, ProductType.STORY


def planned(
    *metrics: str,
    login: Login = Login.FACEBOOK,
    types: tuple[ProductType, ...] = tuple(ProductType),
    breakdowns: Mapping[str, str] | None = None,
    period: tuple[datetime, datetime] = WEEK,
    version: str = "v26.0",
    now: datetime = NOW,
) -> AccountPlan:
    ask = AccountRequest("acme", "1", login, *period, types, metrics, breakdowns or {})
    return build_plan((ask,), catalog=load_catalog(), version=version, now=now).accounts[0]


def test_what_feed_and_reels_share_rides_along_and_the_rest_does_not() -> None:
    plan = planned("views", "follows", "ig_reels_avg_watch_time", "facebook_views", "reach")
    assert plan.common == ("views", "reach")
    assert plan.types[FEED].plain == ("views", "follows", "reach")
    assert plan.types[FEED].apart == ("facebook_views",)
    assert plan.types[REELS].plain == ("views", "ig_reels_avg_watch_time", "reach", "ig_reels_video_view_total_time")


def test_a_page_of_one_wanted_type_carries_only_what_both_have() -> None:
    assert planned("views", "follows", types=(FEED,)).common == ("views",)  # reels are on the same page


def test_a_metric_with_its_breakdown_is_asked_once_and_apart() -> None:
    plan = planned("navigation", "views", breakdowns={"navigation": "story_navigation_action_type"})
    assert plan.types[STORY].breakdowns == {"navigation": "story_navigation_action_type"}
    assert plan.types[STORY].plain == ("views",)
    assert plan.inline_metrics("stories") == ("views",)


@pytest.mark.parametrize(
    ("types", "period", "lists"),
    [
        (tuple(ProductType), WEEK, ("media",)),
        (tuple(ProductType), (WEEK[0], NOW), ("media", "stories")),
        (tuple(ProductType), (WEEK[0], NOW - timedelta(hours=24)), ("media",)),
        (tuple(ProductType), (NOW + timedelta(days=1), NOW + timedelta(days=2)), ("media",)),
        ((STORY,), (WEEK[0], NOW), ("stories",)),
        ((STORY,), (WEEK[0], WEEK[0] + timedelta(days=1)), ()),
        ((REELS,), (WEEK[0], NOW), ("media",)),
    ],
)
def test_only_the_lists_that_can_answer_are_asked(
    types: tuple[ProductType, ...], period: tuple[datetime, datetime], lists: tuple[str, ...]
) -> None:
    now = NOW if lists == ("media", "stories") or period != WEEK else NOW + timedelta(days=2)
    assert planned("views", types=types, period=period, now=now).lists == lists


def test_why_a_metric_is_not_asked_is_known_before() -> None:
    never = planned("plays", "link_clicks", "follows", login=Login.INSTAGRAM).types
    assert {name: one.reason for name, one in never[REELS].never.items()} == dict.fromkeys(
        ("plays", "link_clicks", "follows"), Reason.NOT_SUPPORTED
    )
    assert never[REELS].never["plays"].detail == "Meta removed this metric"
    assert never[STORY].never["link_clicks"].detail == "not available for accounts with instagram login"
    assert never[REELS].never["follows"].detail == ""


def test_a_removed_metric_is_asked_of_old_media_on_an_old_version_only() -> None:
    old = (datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 6, 30, tzinfo=UTC))
    across = (datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 8, 1, tzinfo=UTC))
    kept = datetime(2026, 6, 1, tzinfo=UTC)  # Instagram keeps numbers for two years
    assert planned("impressions", period=old, version="v21.0", now=kept).types[FEED].plain == ("impressions",)
    assert planned("impressions", period=old, version="v21.0", now=NOW).types[FEED].plain == ()
    assert planned("impressions", period=old, version="v22.0", now=kept).types[FEED].plain == ()
    assert planned("impressions", period=WEEK, version="v21.0").types[FEED].plain == ()
    assert planned("impressions", period=old, version="v21.0", now=kept).types[FEED].created_before == {}
    both = planned("impressions", period=across, version="v21.0", now=kept).types[FEED]
    assert (both.plain, both.created_before) == (("impressions",), {"impressions": date(2024, 7, 2)})


def test_a_breakdown_that_old_media_do_not_have_knows_its_day() -> None:
    old = (datetime(2017, 10, 1, tzinfo=UTC), datetime(2017, 12, 1, tzinfo=UTC))
    split = {"profile_activity": "action_type"}
    plan = planned("profile_activity", breakdowns=split, period=old)
    assert plan.types[FEED].split_after == {"profile_activity": date(2017, 10, 26)}
    assert planned("profile_activity", breakdowns=split).types[FEED].split_after == {}


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        # 300 media on 3 pages; 200 + 100 own requests, 200 breakdowns, 300 apart = 800 parts
        (Login.FACEBOOK, Cost(3, 16, 19, 803)),
        (Login.INSTAGRAM, Cost(3, 800, 803, 803)),
    ],
)
def test_the_cost_is_worked_out_by_hand(login: Login, expected: Cost) -> None:
    metrics = ("views", "follows", "reels_skip_rate", "facebook_views", "profile_activity")
    plan = planned(*metrics, login=login, types=(FEED, REELS), breakdowns={"profile_activity": "action_type"})
    assert cost(plan, {FEED: 200, REELS: 100}) == expected


def test_collaborations_are_listed_when_they_are_wanted_and_the_login_has_them() -> None:
    def lists(login: Login, types: tuple[ProductType, ...] = (FEED, REELS), *, wanted: bool = True) -> tuple[str, ...]:
        ask = AccountRequest("acme", "1", login, *WEEK, types, ("views", "likes", "saved"), collaborations=wanted)
        return build_plan((ask,), catalog=load_catalog(), version="v26.0", now=NOW).accounts[0].lists

    assert lists(Login.FACEBOOK) == ("media", "collaborative_media")
    assert lists(Login.FACEBOOK, wanted=False) == ("media",)
    assert lists(Login.INSTAGRAM) == ("media",)
    assert "collaborative_media" not in lists(Login.FACEBOOK, (STORY,))


def test_collaborations_cost_their_pages() -> None:
    ask = AccountRequest("acme", "1", Login.FACEBOOK, *WEEK, (FEED, REELS), ("views", "follows"), collaborations=True)
    plan = build_plan((ask,), catalog=load_catalog(), version="v26.0", now=NOW).accounts[0]
    assert cost(plan, {FEED: 200}) == Cost(3, 4, 7, 203)
    assert cost(plan, {FEED: 200}, pages=5) == Cost(5, 4, 9, 205)
