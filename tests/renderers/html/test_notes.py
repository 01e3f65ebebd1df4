from __future__ import annotations

from dataclasses import replace

from reporter.core.report import Absence
from reporter.renderers.html import page as html
from tests.support import html_sample
from tests.support.html_tree import Element, read_page
from tests.support.page_reader import body_rows, page_tree, single_line

REPORT = html_sample.sample()
PAGE = html.render(REPORT, name="weekly.html")
TREE = read_page(PAGE.data)


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


def test_data_notes_count_what_is_missing_the_serious_first() -> None:
    (table,) = section("data-notes").all("table")
    rows = [[single_line(one) for one in row] for row in body_rows(table)]
    # What does not exist for a kind of media is not missing.
    assert [(row[0], row[2]) for row in rows] == [("Reachacme, acme_de", "2"), ("Savesacme_de", "1")]
    assert rows[0][1].startswith("could not be fetchedthe answer was cut offPosts")
    assert len(body_rows(table)[0][1].all("li")) == 2
    assert "post 42" in rows[1][1]
    (alone,) = section("data-notes", page_tree(replace(REPORT, accounts=("acme",)))).all("table")
    assert single_line(body_rows(alone)[0][0]) == "Reach", "one account need not be named"


def test_a_long_list_of_gaps_names_two_hundred_media_and_says_how_many_more() -> None:
    absences = [Absence("acme", str(place), "reach", "failed", label="Reach") for place in range(203)]
    listed = section("data-notes", page_tree(replace(REPORT, absences=tuple(absences)))).all("table")[0].all("li")
    assert (len(listed), listed[-1].text) == (201, "and 3 more")


def test_data_notes_are_grouped_and_metrics_explained() -> None:
    heads = [one.text for one in section("data-notes").all("h3")]
    assert heads == ["As of", "Missing data", "Provisional", "Stories", "What is counted", "About the data",
                     "Missing values", "How each figure is calculated"]  # fmt: skip
    groups = section("data-notes").all("div", class_="groups")[0]
    listed = [single_line(one) for one in groups.all("li")]
    assert "a, b, c and 3 more: Nobody looked." in listed, "what holds for several accounts is said once"
    assert "acme, acme_de: Two <b>owners</b>." in listed
    (meanings,) = section("data-notes").all("dl")
    terms, words = ([one.text for one in meanings.all(tag)] for tag in ("dt", "dd"))
    assert len(terms) == len(set(terms))
    meant = dict(zip(terms, words, strict=True))
    assert meant["Views"] == "How often a media item was played or seen.", "a note wins over a column's help"
    assert meant["Sum of post reach"] == "Adds up accounts reached by each media item."
