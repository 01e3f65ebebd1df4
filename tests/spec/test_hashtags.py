"""What a hashtag is: one description for captions and for specs."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.dataset.hashtags import parse_hashtags
from reporter.spec.hashtags import RANGES, hashtag_key, invalid_position, without_invalid

TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from([*"aé1_-!# ☀🌞", "\ufe0f", "\u200d"])), max_size=8
)


@pytest.mark.parametrize(
    "tag", ["summer", "Sömmer", "夏休み", "हिन्दी", "new_drop2026", "2026", "summer☀️", "🌞", "👍🏽", "👩\u200d👧"]
)
def test_what_a_caption_can_have(tag: str) -> None:
    assert invalid_position(tag) == len(tag)
    assert parse_hashtags(pl.Series([f"now #{tag} here"]))[0].to_list() == [[hashtag_key(tag)]]


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("", 0, ""),
        ("#summer", 0, "summer"),
        ("new-in", 3, "newin"),
        ("ad!", 2, "ad"),
        ("two words", 3, "twowords"),
        (" x", 0, "x"),
        ("-", 0, ""),
        ("\u0301a", 0, "a"),
        ("brand™", 5, "brand"),
    ],
)
def test_what_no_caption_can_have(text: str, place: int, left: str) -> None:
    assert (invalid_position(text), without_invalid(text)) == (place, left)


@pytest.mark.parametrize(
    ("one", "other"),
    [("summer☀️", "Summer☀"), ("#straße", "STRASSE"), ("café", "cafe\u0301"), ("＃❤️‍🔥", "❤‍🔥"), ("👍\u200d", "👍")],
)
def test_two_spellings_of_one_hashtag(one: str, other: str) -> None:
    assert hashtag_key(one) == hashtag_key(other)


def test_the_emoji_are_those_of_unicode() -> None:
    letters = [chr(one) for one in range(0x80, 0x1F000) if not 0xD800 <= one <= 0xDFFF]
    emoji = pl.Series(letters).filter(pl.Series(letters).str.contains(r"^\p{Emoji}$")).to_list()
    ours = {letter for letter in letters if any(first <= ord(letter) <= last for first, last in RANGES)}
    assert set(emoji) - ours == set("©®‼⁉™ℹ")  # signs of print, and a letter
    assert ours <= set(emoji)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_of_a_spec_is_valid_exactly_when_a_caption_can_have_it(text: str) -> None:
    found = parse_hashtags(pl.Series([f"#{text}"]))[0].to_list()[0]
    if invalid_position(text) == len(text) > 0 and text.isprintable():
        assert found == [hashtag_key(text)]
    if found == [hashtag_key(text)] and not set(text) & set("#＃"):
        assert invalid_position(text.rstrip("\u200d")) == len(text.rstrip("\u200d"))
    assert invalid_position(without_invalid(text)) == len(without_invalid(text))
