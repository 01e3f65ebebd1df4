"""The world without HTTP: ids, rhythm, growth, splits and pictures."""

from __future__ import annotations

import ast
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reporter.sandbox
from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType, Unit
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.breakdowns import parts_by_value
from reporter.sandbox.ids import ObjectKey, media_id, read_media_id
from reporter.sandbox.metric_values import metric_value
from reporter.sandbox.thumbnails import SIZE, draw_thumbnail
from reporter.sandbox.world import ACCOUNTS, Media, account_of, published_media, renewed_token, token
from tests.support.sandbox_client import NOW

ALIASES = [account.alias for account in ACCOUNTS]
LUMEN = ACCOUNTS[0]


def _since(account: SandboxAccount, days: int, *, stories: bool = False) -> list[Media]:
    begin = NOW - timedelta(days=days)
    return list(takewhile(lambda one: one.published >= begin, published_media(account, until=NOW, stories=stories)))


def _newest(product_type: ProductType) -> Media:
    return next(
        one
        for one in published_media(LUMEN, until=NOW, stories=product_type == ProductType.STORY)
        if one.product_type == product_type
    )


def test_four_accounts_use_facebook_and_one_instagram() -> None:
    assert sorted(str(account.login) for account in ACCOUNTS) == ["facebook"] * 4 + ["instagram"]


def test_account_ids_are_text_of_17_digits_and_differ() -> None:
    ids = {account.instagram_id for account in ACCOUNTS}
    assert len(ids) == 5
    assert all(len(one) == 17 and one.startswith("178414") and one.isdigit() for one in ids)


def test_tokens_say_whose_they_are_and_do_not_look_real() -> None:
    for account in ACCOUNTS:
        assert account_of(token(account.alias)) is account
        assert account_of(renewed_token(renewed_token(token(account.alias)))) is account
        assert not token(account.alias).startswith(("EAA", "IG"))
    assert account_of("somebody else's") is None
    assert account_of(token("lumen") + "~x") is None


@given(
    st.builds(ObjectKey, st.integers(0, 7), st.booleans(), st.integers(0, 4095), st.integers(0, 63), st.integers(0, 15))
)
@settings(max_examples=200, deadline=None)
def test_an_id_says_which_media_item_is_meant(key: ObjectKey) -> None:
    assert len(media_id(key)) == 17
    assert read_media_id(media_id(key)) == key


@given(st.one_of(st.text(max_size=20), st.integers(0, 10**17).map(str)))
@settings(max_examples=200, deadline=None)
def test_other_ids_mean_nothing_or_themselves(text: str) -> None:
    key = read_media_id(text)
    assert key is None or media_id(key) == text


@pytest.mark.parametrize("account", ACCOUNTS, ids=ALIASES)
def test_accounts_keep_their_rhythm(account: SandboxAccount) -> None:
    fewest, most = account.rhythm.media
    found = _since(account, 7 * 20)
    assert fewest * 20 - most <= len(found) <= most * 20 + most
    assert {one.product_type for one in found} == {ProductType.FEED, ProductType.REELS}
    assert {one.media_type for one in found} == {"IMAGE", "VIDEO", "CAROUSEL_ALBUM"}
    assert found == sorted(found, key=lambda one: one.published, reverse=True)


def test_lumen_publishes_nine_to_twelve_a_week_and_stories_every_week() -> None:
    monday = datetime(2026, 11, 9, tzinfo=UTC) - timedelta(hours=2)  # Cape Town's
    weeks = [0] * 4
    for one in _since(LUMEN, 60):
        place = (monday - one.published) // timedelta(days=7) + 1
        if 0 < place <= 4:
            weeks[place - 1] += 1
    assert all(9 <= count <= 12 for count in weeks), weeks
    assert 10 * 4 <= len(_since(LUMEN, 28, stories=True)) <= 20 * 5


def test_videos_of_the_time_before_reels_are_feed() -> None:
    old = [one for one in published_media(LUMEN, until=datetime(2022, 5, 1, tzinfo=UTC)) if one.media_type == "VIDEO"]
    assert old
    assert {one.product_type for one in old} == {ProductType.FEED}


def test_captions_are_of_every_kind() -> None:
    captions = {
        alias: [one.caption for one in _since(account, 200)] for alias, account in zip(ALIASES, ACCOUNTS, strict=True)
    }
    everything = [caption for found in captions.values() for caption in found]
    assert "" in everything
    assert not any("{" in caption for caption in everything)
    assert any("\n" in caption for caption in captions["lumen"])
    assert all("#lumenhome" in caption for caption in captions["lumen"] if caption)
    assert sum("ß" in caption or "ü" in caption for caption in captions["nordpfad"]) > 10
    assert any("زيت" in caption for caption in captions["zaytoun"])
    assert any("💡" in caption or "🎁" in caption for caption in captions["lumen"])


@pytest.mark.parametrize("product_type", ProductType)
def test_measures_begin_at_zero_and_grow(product_type: ProductType) -> None:
    media, metrics = _newest(product_type), load_catalog().metrics
    counts = [
        name
        for name in ("views", "reach", "shares", "total_interactions")
        if product_type in metrics[name].product_types
    ]
    for name in counts:
        seen = [
            metric_value(media, metrics[name], media.published + timedelta(hours=hours)) for hours in (0.01, 1, 6, 23)
        ]
        assert seen[0] == 0
        assert seen == sorted(seen)
        assert seen[-1] > 0


def test_measures_hardly_ever_shrink_and_only_by_unlikes() -> None:
    metrics = load_catalog().metrics
    steps = [timedelta(hours=6 * step) for step in range(60)]
    shrunk = set()
    for media in _since(LUMEN, 40):
        for name in (
            "views",
            "reach",
            "likes",
            "saved",
            "comments",
            "ig_reels_video_view_total_time",
            "total_interactions",
        ):
            if media.product_type not in metrics[name].product_types:
                continue
            seen = [metric_value(media, metrics[name], media.published + step) for step in steps]
            lost = [before - after for before, after in pairwise(seen) if after < before]
            assert all(one <= 2 for one in lost), name
            shrunk |= {name} if lost else set()
    assert "likes" in shrunk
    assert shrunk <= {"likes", "total_interactions"}


def test_numbers_stand_to_each_other_as_in_real_accounts() -> None:
    metrics = load_catalog().metrics
    found = [one for account in ACCOUNTS for one in _since(account, 300) if NOW - one.published > timedelta(days=3)]
    value = {
        (one.id, name): metric_value(one, metrics[name], NOW)
        for one in found
        for name in metrics
        if one.product_type in metrics[name].product_types
    }
    more_views = sum(value[one.id, "views"] >= value[one.id, "reach"] for one in found)
    assert 0.98 < more_views / len(found) < 1
    parts = [sum(value[one.id, name] for name in ("likes", "comments", "saved", "shares")) for one in found]
    totals = [value[one.id, "total_interactions"] for one in found]
    assert sum(total != part for total, part in zip(totals, parts, strict=True)) > len(found) / 2
    assert all(abs(total - part) <= 0.15 * part + 3 for total, part in zip(totals, parts, strict=True))
    for reel in (one for one in found if one.product_type == ProductType.REELS):
        total, each = (value[reel.id, f"ig_reels_{name}"] for name in ("video_view_total_time", "avg_watch_time"))
        assert 0.95 <= total / each / value[reel.id, "reach"] <= 1.06
        assert 1000 < each < reel.seconds * 1000
        skipped = value[reel.id, "reels_skip_rate"]
        assert 0 < skipped < 100
        assert skipped == round(skipped, 1)


def test_best_hours_and_days_show() -> None:
    metrics = load_catalog().metrics
    found = [one for one in _since(LUMEN, 700) if one.product_type == ProductType.FEED]

    def mean(hour: int) -> float:
        seen = [
            metric_value(one, metrics["reach"], one.published + timedelta(days=30)) for one in found if one.hour == hour
        ]
        return sum(seen) / len(seen)

    assert mean(19) > 1.2 * mean(7)


@given(st.integers(0, 5000), st.integers(0, 5000))
@settings(max_examples=100, deadline=None)
def test_parts_add_up_and_only_grow(less: int, more: int) -> None:
    story, breakdown = _newest(ProductType.STORY), load_catalog().breakdowns["story_navigation_action_type"]
    before, after = parts_by_value(story, breakdown, less), parts_by_value(story, breakdown, less + more)
    assert sum(before.values()) == less
    assert sum(after.values()) == less + more
    assert all(after[name] >= count for name, count in before.items())
    assert set(after) <= {"tap_forward", "tap_back", "tap_exit", "swipe_forward"}
    assert 0 not in after.values()


@pytest.mark.parametrize("unit", Unit)
def test_a_metric_that_only_the_catalog_knows_has_a_measure(unit: Unit) -> None:
    media, new = _newest(ProductType.FEED), replace(load_catalog().metrics["shares"], name="brand_new", unit=unit)
    assert metric_value(media, new, media.published) == 0
    assert metric_value(media, new, media.published + timedelta(days=2)) > 0


@pytest.mark.parametrize("account", ACCOUNTS, ids=ALIASES)
def test_thumbnails_are_small_true_pictures(account: SandboxAccount) -> None:
    pictures = [draw_thumbnail(account.look, one.id, video=one.media_type == "VIDEO") for one in _since(account, 90)]
    assert len(set(pictures)) == len(pictures)
    for picture in pictures:
        assert len(picture) <= 4096
        chunks = _chunks(picture)
        assert [name for name, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
        assert struct.unpack(">IIBBBBB", chunks[0][1]) == (SIZE, SIZE, 8, 2, 0, 0, 0)
        pixels = zlib.decompress(chunks[1][1])
        assert len(pixels) == SIZE * (1 + 3 * SIZE)
        assert set(pixels[:: 1 + 3 * SIZE]) == {0}
        assert len({pixels[at : at + 3] for at in range(1, 3 * SIZE * 80, 301)}) > 5


def test_no_module_of_the_sandbox_imports_the_client() -> None:
    folder = Path(reporter.sandbox.__file__).parent
    for path in folder.rglob("*.py"):
        known: tuple[str, ...] = ("reporter.sandbox", "reporter.catalog", "reporter.core.observations")
        if path.name in {"past.py", "courses.py"}:  # what history would hold, in history's own values
            known += ("reporter.history.write.backlog",)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            inside = [name for name in names if name.startswith("reporter")]
            assert all(name.startswith(known) for name in inside), path.name


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = [], 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + data),)
        found.append((name, data))
        at += 12 + length
    return found
