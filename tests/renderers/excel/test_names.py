from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.i18n import Translator
from reporter.renderers.excel.names import Identifiers, SheetNames


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Views by day", "Views by day"),
        ("a/b: [c]*?\\", "a b c"),
        ("History", "History 2"),
        ("summary", "summary 2"),
        ("'q'", "q"),
        ("", "Table"),
        ("\x00\ud800", "Table"),
        ("x" * 40, "x" * 31),
        ("🚀" * 20, "🚀" * 15),
        ("a\u202eb", "a b"),
        ("Average watch time by product type and weekday", "Average watch time by product"),
        ("Averagely long words end here at", "Averagely long words end here"),
        ("A " + "x" * 40, "A " + "x" * 29),
    ],
)
def test_a_title_becomes_a_valid_name(title: str, expected: str) -> None:
    assert SheetNames(Translator("en_GB")).give(title) == expected


def test_names_are_unique_whatever_the_case() -> None:
    names = SheetNames(Translator("en_GB"))
    assert [names.give(title) for title in ("Top", "TOP", "y" * 40, "Y" * 31)] == [
        "Top",
        "TOP 2",
        "y" * 31,
        "Y" * 29 + " 2",
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=8))
def test_any_titles_give_names_that_excel_takes(titles: list[str]) -> None:
    names = SheetNames(Translator("en_GB"))
    given_ = [names.give(title) for title in titles]
    assert len({name.casefold() for name in given_}) == len(titles)
    for name in given_:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)
        assert name.casefold() != "history"


def test_identifiers() -> None:
    names = Identifiers()
    assert [names.give("kpi_", name) for name in ("views", "Views", "a b-c", "🚀", "")] == [
        "kpi_views",
        "kpi_views_2",
        "kpi_a_b_c",
        "kpi_unnamed",
        "kpi_unnamed_2",
    ]
