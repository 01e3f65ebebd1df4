from __future__ import annotations

import pytest

from reporter.core.reasons import REASONS
from reporter.core.report import Cell, Column, Format
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html import page as html
from tests.support import html_sample
from tests.support.html_tree import Element, read_page
from tests.support.page_reader import single_line

REPORT = html_sample.sample()
PAGE = html.render(REPORT, name="weekly.html")
TREE = read_page(PAGE.data)


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


@pytest.mark.parametrize(
    "address",
    [
        *html_sample.ADDRESSES[1:],
        "http://www.instagram.com/p/1/",
        "https://www.instagram.com\\@evil.example/",
        "https://www.instagram.com:443/p/1/",
        "https://www.instagram.com/p/ /",
        'https://www.instagram.com/p/"onclick="x',
        "https://[",
        "",
    ],
)
def test_only_instagram_over_https_becomes_a_link(address: str) -> None:
    shown = read_page(str(html_cells.link(address)).encode())
    links = shown.all("a")
    assert not links or links[0].attributes == {"href": address, "rel": "noopener noreferrer"}
    assert bool(links) is address.startswith('https://www.instagram.com/p/"')


def test_a_link_shows_its_short_address() -> None:
    (link,) = read_page(str(html_cells.link(html_sample.ADDRESSES[0])).encode()).all("a")
    assert (link.attributes["href"], link.text) == (html_sample.ADDRESSES[0], "instagram.com/p/ABC123")


def test_key_figures_are_short_with_the_full_figure_at_hand() -> None:
    cards = section("kpis").all("li", class_="kpi")
    assert [single_line(card.all("p", class_="figure")[0]) for card in cards] == [
        "412.3K* provisional",
        "98.8K",
        "5.1%",
        "6.5 s",
        "–no value: Instagram returned no value",
    ]
    assert cards[0].all("span")[0].attributes["title"] == "412,345"
    assert [single_line(card.all("p", class_="from")[0]) for card in cards] == [
        "based on 14 posts",
        "based on 12 of 14 posts",
        "based on 12 of 14 posts",
        "based on 6 posts",
        "Instagram returned no value",
    ]
    assert [len(card.all("svg", class_="spark")) for card in cards] == [1, 1, 1, 0, 0]


def test_a_sparkline_has_gaps_and_marks_its_last_point() -> None:
    shown = str(html_cells.spark((0.0, 10.0, None, 5.0)))
    assert 'd="M4,28 L41.3,4 M116,16"' in shown
    assert 'cx="116" cy="16"' in shown
    assert str(html_cells.spark((None, 5.0, None))) == ""


@pytest.mark.parametrize("reason", [*REASONS, "something_new"])
def test_missing_is_a_dash_with_its_reason(reason: str) -> None:
    column = Column("views", "Views", Format.NUMBER)
    shown = read_page(str(html_cells.show_cell(Cell(missing=reason), column, "en_GB")).encode())
    words = REASONS.get(reason, "something new")
    assert shown.text == f"–no value: {words}"
    assert shown.all("span", class_="missing")[0].attributes["title"] == words
