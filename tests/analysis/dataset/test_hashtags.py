"""The hashtags of captions."""

from __future__ import annotations

import polars as pl
import pytest

from reporter.analysis.dataset.hashtags import parse_hashtags


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
