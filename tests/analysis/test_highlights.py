"""The sentences that a report opens with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporter.analysis.figures.population import Ground
from reporter.core.observations import Snapshot
from tests.support.analysis_makers import NOW, item, reel, report
from tests.support.compared_weeks import BEFORE, on

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}


def test_no_highlights_without_anything_to_say() -> None:
    assert report([item(number, views=100) for number in range(12)]).highlights == ()


def test_that_nothing_was_published_is_said() -> None:
    assert report([]).highlights == ("No posts are known for this period.",)
    left_out = "The report's filter excludes the 1 post known for this period."
    assert report([item(1, views=5)], media={"where": "views > 5"}).highlights == (left_out,)
    assert report([item(1, views=5)], media={"product_types": ("REELS",)}).highlights == (left_out,)
    assert report([item(1, views="failed")], media={"where": "views > 5"}).highlights == ()


def test_the_media_item_that_fell_behind_is_neither_a_story_nor_young() -> None:
    usual = [item(number, views=100) for number in range(4)]
    low = item(9, views=20, caption="Quiet day")
    story = item(10, product_type="STORY", views=5)
    young = item(11, views=2, published=NOW - timedelta(hours=40))
    told = ("“Quiet day” from 16 Nov 2026 had only 20% of the median views (20 compared with 100).",)
    assert report([*usual, low, story, young]).highlights == told
    assert report([*usual, item(9, views=60), story, young]).highlights == ()


def test_the_media_item_that_stands_out() -> None:
    snapshots = [*(item(number, views=100) for number in range(4)), item(9, views=450, caption="Launch  day\n#newdrop")]
    # the median of 100 100 100 100 450 is 100
    assert report(snapshots).highlights == (
        "“Launch day #newdrop” from 16 Nov 2026 had 4.5 times the median views (450 compared with 100).",
    )
    assert report(snapshots[1:]).highlights == ()  # of four, no one is called typical


def test_the_product_type_above_its_share_and_the_few_that_carry_most() -> None:
    snapshots = [
        *(item(number, views=100) for number in range(9)),
        *(reel(number, views=1700) for number in range(20, 23)),
    ]
    # reels: 5,100 of 6,000 views, 3 of 12 media items; median of all is 100, so a reel has 17 times as many
    assert report(snapshots).highlights == (
        "The reel from 16 Nov 2026 had 17.0 times the median views (1,700 compared with 100).",
        "Reels accounted for 85% of views and 25% of posts (3 of 12).",
        "The top 3 of 12 posts accounted for 85% of views.",
    )


def test_the_group_with_the_best_rate() -> None:
    snapshots = [
        *(item(number, total_interactions=1, reach=100) for number in range(3)),
        *(reel(number, total_interactions=5, reach=100) for number in range(20, 23)),
    ]
    # 18 / 600 = 3 % in all, 15 / 300 = 5 % for reels
    computed = report(snapshots, metrics=("reach",), calculated=RATE)
    assert computed.highlights == ("Reels had the highest engagement rate: 5.0%, compared with 3.0% overall.",)


@pytest.mark.parametrize(
    ("now", "keys", "sentence"),
    [
        (126, {}, ("Views rose 26% compared with the previous period, from 100 to 126.",)),
        (126, {"compare": "previous_year"}, ("Views rose 26% compared with a year earlier, from 100 to 126.",)),
        (105, {}, ()),
        (50, {}, ("Views fell 50% compared with the previous period, from 100 to 50.",)),
        (50, {"at_age": "1d"}, ("Views fell 50% compared with the previous period, from 100 to 50.",)),
    ],
)
def test_how_the_first_figure_moved_is_told_when_the_numbers_bear_it(
    now: int, keys: dict[str, Any], sentence: tuple[str, ...]
) -> None:
    day = datetime(2025, 11, 20, tzinfo=UTC) if "compare" in keys else datetime(2026, 11, 10, tzinfo=UTC)
    measured = on(16, views=now, seen=datetime(2026, 11, 17, 13, tzinfo=UTC))
    before = item(1, published=day, views=100, seen=day + timedelta(days=1))
    assert report([measured], before=[before], **{**BEFORE, **keys}).highlights == sentence


STORYLESS = Ground(storyless=frozenset({"acme"}))


def test_a_rise_without_its_stories_says_so() -> None:
    now, before = [on(16, views=200), on(17, product_type="STORY", views=80)], [on(9, views=100)]
    told = "Views rose 100% compared with the previous period, from 100 to 200 (without stories)."
    assert report(now, before=before, ground=STORYLESS, **BEFORE).highlights == (told,)


def test_the_account_that_moved_furthest_is_named() -> None:
    def week(day: int, **views: int) -> list[Snapshot]:
        return [
            on(day, 3 * place + number, account=account, views=value)
            for place, (account, value) in enumerate(views.items())
            for number in range(3)
        ]

    computed = report(
        week(16, acme=100, beta=300), before=week(9, acme=110, beta=100), accounts=("acme", "beta"), **BEFORE
    )
    assert computed.highlights == (
        "Views rose 90% compared with the previous period, from 630 to 1,200.",
        "Biggest change: Views for beta rose 200%, from 300 to 900.",
    )
    alike = report(week(16, acme=100, beta=100), before=week(9, acme=99, beta=100), accounts=("acme", "beta"), **BEFORE)
    assert alike.highlights == ()
