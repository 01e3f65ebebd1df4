"""Which media items a rule selects."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.analysis_makers import item
from tests.support.datasets import build, kept

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
