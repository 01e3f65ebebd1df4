"""Wording: nearest names, and which slips are safe to mend."""

from __future__ import annotations

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.text import join_names, nearest_name, quote, sure_correction

KNOWN = ("views", "reach", "saved", "shares", "total_views", "total_likes", "likes")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("reech", "reach"),
        ("Views", "views"),
        ("raech", "reach"),
        ("view", "views"),
        ("sharess", "shares"),
        ("total_viewss", "total_views"),
        ("rache", ""),
        ("reh", ""),
        ("xyz", ""),
    ],
)
def test_one_slip_is_mended_and_more_are_not(typed: str, right: str) -> None:
    assert sure_correction(typed, KNOWN) == right


def test_what_could_be_two_names_is_mended_to_neither() -> None:
    assert sure_correction("acme_x", ("acme_a", "acme_b")) == ""


def test_an_authors_text_is_quoted_short_and_printable() -> None:
    assert quote("a\x1b[31m") == '"a [31m"'
    assert quote("x" * 100) == '"' + "x" * 60 + '…"'


def test_lists_read_like_speech() -> None:
    assert [join_names(()), join_names(["a"]), join_names(["a", "b", "c"])] == ["", "a", "a, b or c"]


CATALOG = load_catalog()


def test_a_near_name_is_suggested_and_a_far_one_is_not() -> None:
    assert nearest_name("reech", CATALOG.metrics) == "reach"
    assert nearest_name("VIEWS", CATALOG.metrics) == "views"
    assert nearest_name("qqqq", CATALOG.metrics) == ""
