"""The page of a compared report: each figure with its change, and nothing else than without a comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.contrast import TEXT_CONTRAST, contrast
from reporter.renderers.change_colours import CHANGES
from reporter.renderers.colours import variables
from reporter.renderers.html import page as html
from reporter.renderers.html.changes import key_figures
from tests.support import compared_sample, html_sample
from tests.support.html_tree import Element, read_page
from tests.support.page_reader import page_tree, single_line

REPORT = compared_sample.page()
TREE = read_page(html.render(REPORT, name="weekly.html").data)
WEEK = "Mon 9 – Sun 15 Nov 2026"


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


def changes(element: Element) -> list[tuple[str, str]]:
    """Return the changes below an element: classes and words."""
    return [
        (one.attributes["class"].removeprefix("change").strip(), single_line(one))
        for one in element
        if "change" in one.attributes.get("class", "").split()
    ]


def test_the_header_says_what_is_compared_with_what() -> None:
    (header,) = TREE.all("header")
    assert f"Compared with{WEEK}, previous period" in single_line(header)
    assert "Basis" not in single_line(header)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"basis": "gained"}, "Basisgrowth during the period"),
        ({"at_age": "7d"}, "Basiseach post at the age of 7 days"),
        ({"at_age": "1h"}, "Basiseach post at the age of 1 hour"),
        ({"compare": replace(compared_sample.SPAN, kind="previous_year")}, f"{WEEK}, same period one year earlier"),
    ],
)
def test_the_header_says_what_is_counted(told: dict[str, object], words: str) -> None:
    (header,) = page_tree(replace(REPORT, sections=(), **told)).all("header")  # type: ignore[arg-type]
    assert words in single_line(header)


def test_a_card_has_the_change_and_the_earlier_value() -> None:
    cards = section("kpis").all("li", class_="kpi")
    assert len(cards) == 5, "comparisons have no cards of their own"
    assert [changes(card) for card in cards] == [
        [("up", "▲up +12% 9–15 Nov: 368,100")],
        [("down", "▼down -5.3% 9–15 Nov: 104,320")],
        [("up", "▲up +0.4 pp 9–15 Nov: 4.7%")],
        [("unchanged", "=unchanged 0.0% 9–15 Nov: 6.5 s")],
        [("", "9–15 Nov: 48.4%")],
    ]
    titles = [card.all("p", class_="change")[0].attributes["title"] for card in cards]
    assert titles[0] == f"{WEEK}: 368,100 (12 of 14 posts)"
    assert titles[2] == f"{WEEK}: 4.7%; relative change +8.5%"


def test_a_change_that_is_not_given_says_why() -> None:
    (few, lost, same, weak) = section("kpis-2").all("li", class_="kpi")
    assert changes(few) == [("", "9–15 Nov: 12")]
    assert few.all("p", class_="change")[0].attributes["title"] == (
        f"{WEEK}: 12; no percentage: the earlier value is below 30, too low for a meaningful percentage"
    )
    assert changes(lost) == [("", "9–15 Nov: 85")]
    assert changes(same) == [("unchanged", "=unchanged 0.0% 9–15 Nov: 500")]
    assert changes(weak) == [("up weak", "▲up +400% 9–15 Nov: 100")]
    assert "too few posts to draw conclusions" in weak.all("p", class_="change")[0].attributes["title"]


def test_the_year_is_told_where_it_is_another() -> None:
    start = compared_sample.SPAN.start.replace(year=2025, day=17)
    span = replace(compared_sample.SPAN, start=start, end=start.replace(day=24), kind="previous_year")
    (kpis, *_) = REPORT.sections
    assert "17–23 Nov 2025: 368,100" in single_line(
        section("kpis", page_tree(replace(REPORT, sections=(kpis,), compare=span)))
    )


def test_tables_have_the_change_below_the_figure_and_no_columns_of_it() -> None:
    (table,) = section("table-by-product_type").all("table")
    assert [one.text for one in table.all("thead")[0].all("th")] == [
        "Product type", "Media", "Views", "Engagement rate", "Average watch time", "Skip rate",
    ]  # fmt: skip
    rows = [[single_line(cell) for cell in row.all("td")] for row in table.all("tr")[1:]]
    assert rows[0][1:3] == [
        f"212,000▲up +12%; {WEEK}: 190,000",
        f"7.1%5 of 6▲up +0.5 pp; {WEEK}: 6.6%; relative change +7.6%",
    ]
    assert rows[1][2] == f"0.42%▼down -0.09 pp; {WEEK}: 0.51%; relative change -18%"
    assert rows[2][1] == f"50,000n 2earlier –; {WEEK}: no value, no posts"
    assert rows[2][2] == "–no value: cannot be calculated", "nothing then and nothing now is told once"
    assert rows[3][1] == f"412,345▲up +12%; {WEEK}: 368,100"


def test_the_totals_and_rows_of_a_trend_have_the_earlier_value() -> None:
    (table,) = section("trend-views-by-day").all("table")
    assert len(table.all("thead")[0].all("th")) == 4
    assert changes(table.all("tr")[1]) == [
        ("", f"earlier 28,000; the same part of {WEEK}: 28,000"),
        ("", f"earlier 11,000; the same part of {WEEK}: 11,000"),
    ]
    assert changes(table.all("tfoot")[0])[0] == ("", f"earlier 250,500; {WEEK}: 250,500")


def test_cards_of_a_ranking_have_changes_and_no_figures_of_them() -> None:
    first, second, third, *_ = section("top-by-views").all("li", class_="item")
    assert [one.text for one in first.all("dt")] == ["Reach", "Engagement rate", "Average watch time"]
    assert changes(first.all("p", class_="main")[0]) == [("up", f"▲up +20%; {WEEK}: 70,000")]
    assert changes(second.all("dl")[0]) == [("up", f"▲up +5.6 pp; {WEEK}: 2.0%; relative change +280%")]
    assert changes(third.all("p", class_="main")[0]) == [("", f"earlier –; {WEEK}: no value, no posts")]


def test_the_grid_of_a_heatmap_shows_only_this_period() -> None:
    compared = section("heatmap-engagement_rate")
    plain = section("heatmap-engagement_rate", page_tree(html_sample.sample()))
    assert compared.text == plain.text
    assert changes(compared) == []


def test_meanings_are_those_of_figures_only() -> None:
    terms = [one.text for one in section("data-notes").all("dt")]
    assert "Views" in terms
    assert not [term for term in terms if "earlier" in term or "change" in term]


def test_a_page_without_comparison_has_none_of_it() -> None:
    plain = page_tree(html_sample.sample())
    assert changes(plain) == []
    assert "Compared with" not in plain.text
    assert key_figures(html_sample.kpis(), REPORT)[0].change == ""


def test_a_comparison_is_text_only() -> None:
    evil = '"><script>alert(1)</script>'
    span = replace(compared_sample.SPAN, words=evil)
    tree = page_tree(replace(REPORT, compare=span))
    assert "alert" not in "".join(one.text for one in tree.all("script"))
    assert evil in tree.all("p", class_="change")[0].attributes["title"]


@pytest.mark.parametrize("brand", ["#1f4e8c", "#ffd400", "#000000"])
def test_changes_can_be_read_on_light_and_dark(brand: str) -> None:
    for side, soft in zip(variables(brand), ("#f4f6f8", "#1b2129"), strict=True):
        for way in CHANGES:
            assert contrast(side[way], side["paper"]) >= TEXT_CONTRAST
            assert contrast(side[way], soft) >= TEXT_CONTRAST
        assert contrast(side["earlier"], side["paper"]) >= 3
