"""Regular expressions over captions."""

from __future__ import annotations

import pytest

from tests.support.analysis_makers import item
from tests.support.datasets import kept


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
