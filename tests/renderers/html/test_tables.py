from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.report import Cell, Column, Format, Section
from reporter.renderers import formats
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html import page as html
from reporter.renderers.html.tables import MOST_PAGE_ROWS
from tests.support import html_sample
from tests.support.html_tree import Element, read_page
from tests.support.page_reader import body_rows, page_tree, single_line

REPORT = html_sample.sample()
PAGE = html.render(REPORT, name="weekly.html")
TREE = read_page(PAGE.data)


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


@pytest.mark.parametrize("source", [html_sample.by_product_type(), html_sample.by_weekday(), html_sample.breakdown()])
def test_every_number_of_a_table_is_its_cell_as_text(source: Section) -> None:
    shown = body_rows(section(source.name))
    assert len(shown) == len(source.rows)
    numbers = [place for place, column in enumerate(source.columns) if html_cells.is_number(column)]
    for row, elements in zip(source.rows, shown, strict=True):
        hidden = len(row.cells) - len(elements)  # the API's own names
        for place in numbers:
            cell, text = row.cells[place], elements[place - hidden].text
            expected = formats.text(cell.value, source.columns[place].format, "en_GB")
            assert text.startswith(expected)
            assert ("provisional" in text) is cell.provisional
            if cell.n is not None and cell.n != cell.of:
                assert f"{cell.n} of {cell.of}" in text


def test_bars_stand_behind_the_ranking_column_only() -> None:
    (views, *_) = [row[2] for row in body_rows(section("table-by-product_type"))]
    assert views.attributes["style"] == "--bar:1.000"
    others = [row[place] for row in body_rows(section("table-by-product_type")) for place in (0, 1, 3, 4, 5)]
    assert not [one for one in others if "style" in one.attributes]


def test_cards_rank_media_with_picture_or_placeholder() -> None:
    cards = section("top-by-views").all("li", class_="item")
    assert len(cards) == 10
    assert [len(card.all("img")) for card in cards] == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1], "only PNG and JPEG are pictures"
    assert single_line(cards[0].all("p", class_="main")[0]) == "84K* provisional Views"
    assert cards[0].all("p", class_="main")[0].all("span")[0].attributes["title"] == "84,000"
    assert [one.text for one in cards[0].all("dt")] == ["Reach", "Engagement rate", "Average watch time"]
    assert [len(card.all("a")) for card in cards] == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0]


def test_the_names_of_the_api_are_left_to_programs() -> None:
    heads = [one.text for one in section("breakdown-navigation").all("th") if one.attributes.get("scope") == "col"]
    assert heads == ["Action", "Navigation", "Share"]
    assert "TAP_FORWARD" not in section("breakdown-navigation").text


def test_the_age_when_read_stays_away_where_no_story_has_one() -> None:
    age = Column("age_hours", "Age when read, hours", Format.DECIMAL)

    def shown(*ages: Cell) -> list[list[Element]]:
        media = html_sample.media(2)
        rows = tuple(replace(row, cells=(*row.cells, one)) for row, one in zip(media.rows, ages, strict=True))
        source = replace(media, columns=(*media.columns, age), rows=rows, totals=None)
        return body_rows(section("media", page_tree(replace(REPORT, sections=(source,)))))

    others = Cell(missing="stories_only")
    assert {len(row) for row in shown(others, others)} == {5}
    assert [row[5].text for row in shown(Cell(12.5), others)] == ["12.5", "–no value: shown for stories only"]


def test_long_tables_are_cut_and_say_so() -> None:
    source = html_sample.media(MOST_PAGE_ROWS + 1)
    tree = page_tree(replace(REPORT, sections=(source,)))
    assert len(body_rows(section("media", tree))) == MOST_PAGE_ROWS
    assert "The first 2,000 of 2,001 rows are shown." in section("media", tree).text
