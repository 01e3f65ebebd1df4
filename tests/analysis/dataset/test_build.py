from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.dataset.hashtags import parse_hashtags
from reporter.core.observations import Missing, Observed, Reason, Snapshot
from tests.support.analysis_makers import NOW, dataset, item, make_edition, make_spec

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


def build(snapshots: list[Snapshot], **keys: Any) -> Dataset:  # noqa: ANN401 - a spec's keys
    return dataset(snapshots, make_edition(make_spec(**keys)))


def kept(snapshots: list[Snapshot], **keys: Any) -> list[int]:  # noqa: ANN401 - a spec's keys
    """Return the numbers of the media items that count."""
    return [int(one) - 17_000_000_000_000_000 for one in build(snapshots, **keys).media["media_id"]]


def test_the_period_is_half_open_in_the_editions_zone() -> None:
    # Berlin is one hour ahead in November: its Monday begins at 23:00 UTC on Sunday
    times = [
        datetime(2026, 11, 15, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 15, 23, tzinfo=UTC),
        datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 22, 23, tzinfo=UTC),
    ]
    snapshots = [item(number, published=when) for number, when in enumerate(times)]
    assert kept(snapshots, timezone="Europe/Berlin") == [1, 2]


def test_local_time_and_calendar_are_the_zones() -> None:
    media = build([item(published=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))], timezone="Europe/Berlin").media
    row = media.row(0, named=True)
    assert (row["weekday"], row["hour"], row["day"]) == (7, 0, date(2026, 11, 22))
    assert (row["week"], row["month"]) == (date(2026, 11, 16), date(2026, 11, 1))
    assert row["local"].isoformat() == "2026-11-22T00:30:00+01:00"
    assert row["published"] == datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("week_start", "day", "first"),
    [
        ("monday", 22, 16),
        ("sunday", 21, 15),
        ("sunday", 22, 22),
        ("friday", 19, 13),
        ("friday", 20, 20),
    ],
)
def test_weeks_start_where_the_spec_says(week_start: str, day: int, first: int) -> None:
    media = build(
        [item(published=datetime(2026, 11, day, 12, tzinfo=UTC))], week_start=week_start, period=NOVEMBER
    ).media
    assert media["week"].to_list() == [date(2026, 11, first)]


def test_only_the_editions_accounts_count() -> None:
    assert kept([item(1), item(2, account="other")]) == [1]


def test_the_snapshot_seen_last_counts() -> None:
    older = item(1, seen=NOW - timedelta(hours=3), views=5)
    newer = item(1, seen=NOW - timedelta(hours=1), views=9)
    for order in ([older, newer], [newer, older]):
        data = build(order)
        assert data.media["views"].to_list() == [9]
        assert data.as_of == NOW - timedelta(hours=1)


def test_measures_are_numbers_or_reasons() -> None:
    failed = Missing(Reason.FAILED, "the answer was cut off")
    data = build(
        [item(1, views=7), item(2, views=failed), item(3, product_type="STORY"), item(4)], metrics=("views", "saved")
    )
    assert data.media["views"].to_list() == [7, None, None, None]
    assert data.media["views"].dtype == pl.Int64
    assert data.media["views:reason"].to_list() == [None, "failed", "not_collected", "not_collected"]
    assert data.media["saved:reason"].to_list() == ["not_collected", "not_collected", "not_supported", "not_collected"]
    assert list(data.details.values()) == ["the answer was cut off"]


def test_h13_provisional_is_younger_than_48_hours() -> None:
    edge = NOW - timedelta(hours=48)
    data = build(
        [
            item(1, published=edge, views=1),
            item(2, published=edge + timedelta(seconds=1), views=1),
            item(3, published=edge + timedelta(hours=9)),
        ]
    )
    assert data.media["provisional"].to_list() == [False, True, False]  # without a number there is nothing to settle


def test_calculated_metrics_of_each_media_item() -> None:
    calculated = {"rate": {"formula": "total_interactions / reach"}}
    snapshots = [item(1, total_interactions=1, reach=4), item(2, total_interactions=1, reach=0), item(3, reach=4)]
    assert build(snapshots, calculated=calculated).media["rate"].to_list() == [0.25, None, None]


CAPTIONS = [
    item(1, caption="Our SUMMER #Sommer #ad"),
    item(2, caption="Straße und Café #sommer", product_type="REELS", media_type="VIDEO"),
    item(3, caption="", product_type="STORY"),
    item(4, caption="Launch day #newdrop #Sommer"),
]


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"product_types": ("FEED", "STORY")}, [1, 3, 4]),
        ({"media_types": ("VIDEO",)}, [2]),
        ({"hashtags": {"any": ("SOMMER",)}}, [1, 2, 4]),
        ({"hashtags": {"any": ("ad", "newdrop")}}, [1, 4]),
        ({"hashtags": {"all": ("sommer", "newdrop")}}, [4]),
        ({"hashtags": {"none": ("sommer",)}}, [3]),
        ({"hashtags": {"any": ("sommer",), "none": ("ad",)}}, [2, 4]),
        ({"caption": {"contains": "summer"}}, [1]),
        ({"caption": {"contains": "STRASSE"}}, [2]),
        ({"caption": {"contains": "cafe\u0301"}}, [2]),  # the accent typed apart
        ({"caption": {"matches": r"^(Our|Launch)\b"}}, [1, 4]),
        ({"caption": {"matches": "(?i)our summer"}}, [1]),
        ({"ids": ("17000000000000002", "1")}, [2]),
        ({"exclude_ids": ("17000000000000002",)}, [1, 3, 4]),
        ({"product_types": ("FEED",), "hashtags": {"any": ("ad",)}}, [1]),
    ],
)
def test_filters(rule: dict[str, Any], numbers: list[int]) -> None:
    assert kept(CAPTIONS, media=rule) == numbers
    assert build(CAPTIONS, media=rule).left_out.filtered == 4 - len(numbers)


@pytest.mark.parametrize(
    ("caption", "wanted", "found"),
    [
        ("Don’t miss it", "don't miss", True),
        ("Don't miss it", "don‘t miss", True),
        ("Don`t miss it", "DON´T MISS", True),
        ("„Sommer“ ist da", '"sommer" ist', True),
        ("« L’été »", "\"\u202fl'été", True),
        ("two\u00a0words", "two words", True),
        ("two\u202fwords", "two words", True),
        ("two\n\n  words", "two words", True),
        ("two words", "two\u00a0\u00a0words", True),
        ("two\u3000\twords", "two words", True),
        ("so\u00adft hy\u200bphens", "soft hyphens", True),
        ("sun ☀️ today", "☀ today", True),
        ("twowords", "two words", False),
        ("dont miss", "don't miss", False),
        ("party", "art ", False),
        ("art\u2003deco", "art ", True),
    ],
)
def test_quotes_and_white_space_are_alike(caption: str, wanted: str, *, found: bool) -> None:
    assert kept([item(1, caption=caption)], media={"caption": {"contains": wanted}}) == ([1] if found else [])


@pytest.mark.parametrize(
    ("caption", "pattern", "found"),
    [
        ("in Österreich!", r"\bÖsterreich\b", True),
        ("inÖsterreich!", r"\bÖsterreich\b", False),
        ("Österreichisch", r"\bÖsterreich\b", False),
        ("in O\u0308sterreich", r"\bÖsterreich\b", True),  # the accent typed apart
        ("in Österreich", "\\bO\u0308sterreich", True),
        ("नमस्ते", r"^\w+$", True),
        ("привет мир", r"\bмир\b", True),
        ("привет", r"\W", False),
        ("٣ places", r"^\d ", True),
        ("٣", r"\D", False),
        ("two\u202fwords", r"two\swords", True),
        ("été", r"[\w]{3}", True),
        ("été", r"[^\w]", False),
        ("été", r"t\Bé", True),
        ("ÖSTERREICH", r"(?i)\bösterreich\b", True),
        ("one\ntwo", r"^two", False),
        ("one\ntwo", r"(?m)^two$", True),
    ],
)
def test_patterns_know_every_alphabet(caption: str, pattern: str, *, found: bool) -> None:
    assert kept([item(1, caption=caption)], media={"caption": {"matches": pattern}}) == ([1] if found else [])


def test_a_pattern_that_would_stop_other_engines_is_quick() -> None:
    assert kept([item(1, caption="a" * 30_000 + "!")], media={"caption": {"matches": "(a*)*b"}}) == []


def test_where_looks_at_numbers_and_says_what_it_cannot_know() -> None:
    snapshots = [item(1, views=1_000), item(2, views=999), item(3, views="failed"), item(4, views=5_000)]
    data = build(snapshots, media={"where": "views >= 1000"})
    assert data.media["views"].to_list() == [1_000, 5_000]
    assert (data.left_out.where, data.undecided.height) == (1, 1)


def test_where_knows_calculated_metrics() -> None:
    calculated = {"rate": {"formula": "total_interactions / reach"}}
    snapshots = [item(1, total_interactions=1, reach=10), item(2, total_interactions=1, reach=100)]
    assert kept(snapshots, calculated=calculated, media={"where": "rate > 0.02"}) == [1]


def test_the_first_label_that_fits_wins() -> None:
    labels = {"pillar": {"Drop": {"hashtags": ("newdrop",)}, "Summer": {"hashtags": ("sommer",)}}}
    media = build(CAPTIONS, labels=labels).media
    assert media["label:pillar"].to_list() == ["Summer", "Summer", "unlabelled", "Drop"]


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        ("no tags # here", []),
        ("#one #two,#three.", ["one", "two", "three"]),
        ("#Fall #fall #FALL", ["fall"]),
        ("＃夏休み が来た", ["夏休み"]),
        ("#हिन्दी #ไทยแลนด์", ["हिन्दी", "ไทยแลนด์"]),
        ("#straße #STRASSE", ["strasse"]),
        ("#cafe\u0301", ["café"]),
        ("#new_drop2026!", ["new_drop2026"]),
        ("#love❤️ #LOVE❤ #a#b", ["love❤", "a", "b"]),
        ("#️⃣ keycap", []),
        ("#summer☀️ and #🌞", ["summer☀", "🌞"]),
        ("#👍🏽 #👍 #👩\u200d👧\u200d ok", ["👍🏽", "👍", "👩\u200d👧"]),
        ("#🇩🇪 #🏴\U000e0067\U000e0062\U000e007f", ["🇩🇪", "🏴\U000e0067\U000e0062\U000e007f"]),
        ("#brand™ #1 #2026 ##x", ["brand", "1", "2026", "x"]),
        ("https://x.y/#frag (#tag) https://x.y/p?q=1#a www.x.y/#b acme.example/#c", ["tag"]),
        ("a#b a#b#c é#d e\u0301#e A1#f _#g #h", ["h"]),
        ("☀️#one 1️⃣#two -#three 「#four」 &#five", ["one", "two", "three", "four", "five"]),
        ("こんにちは#tag สวัสดี#two", ["tag", "two"]),  # scripts without spaces
    ],
)
def test_hashtags(caption: str, tags: list[str]) -> None:
    assert parse_hashtags(pl.Series([caption]))[0].to_list() == [tags]


def test_hashtags_are_shown_as_first_written() -> None:
    assert parse_hashtags(pl.Series(["#Sommer", "#SOMMER #sommer"]))[1] == {"sommer": "Sommer"}


def test_breakdowns_are_long_and_spelled_as_in_the_catalog() -> None:
    split = Observed(7, {"tap_forward": 4, "TAP_FORWARD": 1, "swipe_forward": 2})
    data = build(
        [item(1, product_type="STORY", navigation=split)],
        metrics=("navigation",),
        breakdowns={"navigation": "story_navigation_action_type"},
    )
    assert data.breakdowns.select("metric", "value", "number").rows() == [
        ("navigation", "TAP_FORWARD", 5.0),
        ("navigation", "SWIPE_FORWARD", 2.0),
    ]


WORDS = st.lists(st.sampled_from(["#sommer", "#ad", "launch", "Straße", "#newdrop", "…"]), max_size=4).map(" ".join)


@settings(deadline=None, max_examples=30)
@given(st.lists(WORDS, max_size=12), st.sampled_from(["sommer", "ad"]))
def test_filters_are_idempotent_and_labels_partition(captions: list[str], tag: str) -> None:
    snapshots = [item(number, caption=caption) for number, caption in enumerate(captions)]
    rule = {"hashtags": {"any": (tag,)}}
    once = kept(snapshots, media=rule)
    chosen = [snapshots[number] for number in once]
    assert kept(chosen, media=rule) == once
    assert sorted(once + kept(snapshots, media={"hashtags": {"none": (tag,)}})) == list(range(len(captions)))
    labelled = build(snapshots, labels={"pillar": {"A": rule, "B": {"caption": {"contains": "launch"}}}}).media
    counts = dict(labelled["label:pillar"].value_counts().iter_rows())
    assert sum(counts.values()) == len(captions)
    assert counts.get("A", 0) == len(once)
