"""Texts that cannot be a hashtag in a caption."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("written", "replacement", "help_text"),
    [
        ("#summer", "summer", "write summer"),
        ("ad!", "ad", "write ad"),
        ("two words", "", "hashtags cannot contain spaces; write twowords"),
        ("a,b", "", "write each hashtag as a separate entry, without '#', such as a"),
        ("new-in", "", 'Instagram ends a hashtag at "-"'),
        ("-", "", "write letters, digits, _ or emoji, without '#'"),
    ],
)
def test_what_is_wrong_with_a_hashtag_is_explained(
    folder: Path, written: str, replacement: str, help_text: str
) -> None:
    (finding,) = load(folder, spec(f'media: {{hashtags: ["{written}"]}}')).diagnostics
    assert (finding.code, finding.replacement) == ("wrong-hashtag", replacement)
    assert finding.help.startswith(help_text)


@pytest.mark.parametrize("written", ["summer", "2026", "été", "夏休み", "sun☀️"])
def test_valid_hashtags(folder: Path, written: str) -> None:
    assert load(folder, spec(f'media: {{hashtags: {{none: ["{written}"]}}}}')).diagnostics == ()
