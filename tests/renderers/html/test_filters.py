"""The filters that templates can use."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.core.report import Cell, Column, Format, Section
from reporter.renderers.html import filters as filters_module
from reporter.renderers.html.filters import filters
from tests.support.html_sample import sample, trend

REPORT = sample()
VIEWS = Column("views", "Views", Format.NUMBER)


def use(name: str, *arguments: Any) -> Any:  # noqa: ANN401 - whatever templates give
    return filters(REPORT, {"trend": ("<svg>wide</svg>", "<svg>narrow</svg>")})[name](*arguments)


def test_every_filter_is_documented_and_no_other() -> None:
    described = (filters_module.__doc__ or "").split("\n\n")
    lines = next(part for part in described if part.startswith("cell|show"))
    names = [line.split("|")[1].split()[0].partition("(")[0] for line in lines.splitlines()]
    assert sorted(names) == sorted(filters(REPORT, {}))


def test_a_value_is_short_or_whole() -> None:
    assert use("value", Cell(12_345), VIEWS) != use("plain", Cell(12_345), VIEWS)
    assert "12" in use("plain", Cell(12_345), VIEWS)


def test_a_chart_is_drawn_twice_or_not_at_all() -> None:
    drawn = use("chart", Section("trend", "trend", "Views"))
    assert drawn == '<div class="wide"><svg>wide</svg></div><div class="narrow"><svg>narrow</svg></div>'
    assert use("chart", Section("kpis", "kpis", "Key figures")) == ""


def test_an_annotation_has_its_date() -> None:
    section = trend()
    assert section.chart is not None
    mark = section.chart.marks[0]
    assert use("dated", mark, section).endswith(f": {mark.text}")


@pytest.mark.parametrize(("locale", "language", "direction"), [("en_GB", "en-GB", "ltr"), ("ar_EG", "ar-EG", "rtl")])
def test_the_language_of_the_page(locale: str, language: str, direction: str) -> None:
    assert (use("language", locale), use("direction", locale)) == (language, direction)


def test_the_hash_of_a_script_is_that_of_the_policy() -> None:
    assert use("hash", "") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def test_markdown_lets_nothing_dangerous_through() -> None:
    assert "<script" not in use("markdown", "**bold** <script>alert(1)</script>")
    assert "<strong>bold</strong>" in use("markdown", "**bold**")
