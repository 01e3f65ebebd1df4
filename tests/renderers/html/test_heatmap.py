from __future__ import annotations

from dataclasses import replace

from reporter.core.report import Cell
from reporter.renderers.html import page as html
from tests.support import html_sample
from tests.support.html_tree import Element, read_page
from tests.support.page_reader import body_rows, page_tree

REPORT = html_sample.sample()
PAGE = html.render(REPORT, name="weekly.html")
TREE = read_page(PAGE.data)


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


def test_heatmap_fields_are_a_table_with_pale_cells_and_their_count() -> None:
    rows = body_rows(section("heatmap-engagement_rate"))
    assert len(rows) == 7
    assert {len(row) for row in rows} == {25}
    monday = rows[0]
    assert (monday[1].attributes["class"], monday[1].text) == ("empty", "–no value: no posts")
    assert (monday[5].attributes["class"], monday[5].text) == ("pale", "0.67% n 1")
    assert (monday[8].attributes["class"], monday[8].text) == ("h6", "6.7%")
    assert monday[8].attributes["title"] == "6.7%, n 10"


def test_hours_before_the_first_and_after_the_last_media_item_are_left_out() -> None:
    source = html_sample.heatmap()
    rows = tuple(
        replace(row, cells=(*row.cells[:3], Cell(None, "no_media"))) if row.cells[1].value not in {"07", "09"} else row
        for row in source.rows
    )
    tree = page_tree(replace(REPORT, sections=(replace(source, rows=rows),)))
    assert [one.text for one in section(source.name, tree).all("thead")[0].all("th")] == ["Weekday", "07", "08", "09"]
    assert len(body_rows(section(source.name, tree))) == 7
