"""The catalog's facts, checked against the reference they come from, and the questions asked of it."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
import yaml

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import version_key

CATALOG = load_catalog()

# The metric table of the v23.0 reference page: name -> product types, as letters.
REFERENCE_V23 = {
    "clips_replays_count": "R", "comments": "FR", "follows": "FS", "ig_reels_aggregated_all_plays_count": "R",
    "ig_reels_avg_watch_time": "R", "ig_reels_video_view_total_time": "R", "impressions": "FS", "likes": "FR",
    "navigation": "S", "plays": "R", "profile_activity": "FS", "profile_visits": "FS", "reach": "FRS", "replies": "S",
    "saved": "FR", "shares": "FRS", "total_interactions": "FRS", "views": "FRS",
}  # fmt: skip
# The eight that the 2026 page added.
ADDED_2026 = {
    "crossposted_views": "R", "facebook_views": "FRS", "link_clicks": "S", "reels_skip_rate": "R", "reposts": "FRS",
    "total_comments": "FR", "total_likes": "FR", "total_views": "FRS",
}  # fmt: skip


def test_every_metric_of_the_reference_is_there_with_its_product_types() -> None:
    letters = {name: "".join(kind[0] for kind in one.product_types) for name, one in CATALOG.metrics.items()}
    assert letters == REFERENCE_V23 | ADDED_2026


def test_breakdowns_name_their_values_in_upper_case_with_labels() -> None:
    assert set(CATALOG.breakdowns["action_type"].values) == {
        "BIO_LINK_CLICKED", "CALL", "DIRECTION", "EMAIL", "OTHER", "TEXT",
    }  # fmt: skip
    assert CATALOG.breakdowns["story_navigation_action_type"].values["SWIPE_FORWARD"] == "Next story"
    assert CATALOG.breakdowns["action_type"].media_created_after == date(2017, 10, 26)
    assert {metric.name: metric.breakdowns for metric in CATALOG.metrics.values() if metric.breakdowns} == {
        "navigation": ("story_navigation_action_type",),
        "profile_activity": ("action_type",),
    }


@pytest.mark.parametrize("name", CATALOG.metrics)
def test_an_entry_hangs_together(name: str) -> None:
    metric = CATALOG.metrics[name]
    assert metric.label
    assert metric.help.endswith(".")
    assert all(caveat.endswith(".") for caveat in metric.caveats)
    assert all(one in CATALOG.breakdowns for one in metric.breakdowns)
    assert all(one in CATALOG.metrics for one in metric.pooling.needs)
    assert metric.replacement in {"", *CATALOG.metrics}
    assert metric.since_version in {"", *CATALOG.versions}
    assert bool(metric.removal) == bool(metric.replacement)


def test_wrong_names_lead_to_right_ones() -> None:
    assert CATALOG.other_names["saves"][0] == "saved"
    assert CATALOG.other_names["engagement"][0] == "total_interactions"
    assert CATALOG.other_names["video_views"][0] == "views"
    assert not set(CATALOG.other_names) & set(CATALOG.metrics)
    assert all(right in {"", *CATALOG.metrics} for right, _ in CATALOG.other_names.values())
    assert all(not CATALOG.metrics[right].removal for right, _ in CATALOG.other_names.values() if right)
    assert all(why and not why.endswith(".") for _, why in CATALOG.other_names.values())
    assert CATALOG.similar_names < set(CATALOG.other_names)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("viewers", "reach"), ("total_saves", "saved"), ("content_views", "views"), ("profile_views", "profile_visits"),
        ("likes_count", "likes"), ("comment_count", "comments"), ("plays_count", "views"), ("reel_plays", "views"),
        ("website_clicks", "profile_activity"), ("average_watch_time", "ig_reels_avg_watch_time"),
        ("follower_count", ""), ("followers", ""), ("accounts_engaged", ""), ("online_followers", ""),
    ],
)  # fmt: skip
def test_names_of_accounts_and_fields_are_explained(name: str, right: str) -> None:
    assert CATALOG.other_names[name][0] == right


def test_splits_of_accounts_are_no_breakdowns_of_media_items() -> None:
    assert {"follow_type", "surface_type"} < set(CATALOG.other_breakdowns)
    assert not set(CATALOG.other_breakdowns) & set(CATALOG.breakdowns)


def test_versions_stand_in_order_and_the_newest_is_the_default() -> None:
    keys = [version_key(name) for name in CATALOG.versions]
    assert keys == sorted(keys)
    assert CATALOG.newest_version == "v27.0"
    assert CATALOG.versions["v27.0"].until is None
    assert [one.until for one in CATALOG.versions.values() if one.until][-1] == date(2028, 7, 29)
    assert version_key("v9.0") < version_key("v10.0")


def test_only_what_is_often_refused_is_asked_apart() -> None:
    assert {metric.name for metric in CATALOG.metrics.values() if metric.apart} == {
        "facebook_views",
        "crossposted_views",
    }


@pytest.mark.parametrize("file", ["media.yaml", "breakdowns.yaml"])
def test_no_key_of_the_catalog_is_there_twice(file: str) -> None:
    text = resources.files("reporter.catalog").joinpath(file).read_text(encoding="utf-8")
    nodes = [yaml.compose(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert [key for key in keys if keys.count(key) > 1] == []
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value
