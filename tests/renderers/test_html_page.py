from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from reporter.core.reasons import REASONS
from reporter.core.report import Absence, Cell, Column, Format, Report, Section, Theme
from reporter.core.shipped import templates
from reporter.renderers import formats
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html import page as html
from reporter.renderers.html.tables import MOST_PAGE_ROWS
from tests.support import html_sample
from tests.support.html_tree import Element, read_page

REPORT = html_sample.sample()
PAGE = html.render(REPORT, name="weekly.html")
TREE = read_page(PAGE.data)


def section(name: str, tree: Element = TREE) -> Element:
    (found,) = tree.all("section", id=name)
    return found


def drawn(report: Report) -> Element:
    return read_page(html.render(report, name="x.html").data)


def squeezed(element: Element) -> str:
    return " ".join(element.text.split())


def body_rows(element: Element) -> list[list[Element]]:
    (body,) = element.all("tbody")
    return [[part for part in row.parts if isinstance(part, Element)] for row in body.all("tr")]


def test_the_artifact_has_the_name_that_was_asked_for() -> None:
    assert PAGE.name == "weekly.html"


def test_the_page_refers_to_nothing_outside() -> None:
    tags = {one.tag for one in TREE}
    assert not tags & {"iframe", "object", "embed", "link", "form", "base", "audio", "video"}
    for one in TREE:
        assert not [name for name in one.attributes if name.startswith("on")]
        for name in ("src", "href", "srcset", "xlink:href", "poster", "data", "action"):
            address = one.attributes.get(name, "")
            assert (
                address.startswith(("#", "data:image/png;base64,", "https://www.instagram.com/p/"))
                or not address
                or (address == "https://shop.example/")
            )
    (style,) = TREE.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert all("url(" not in one.attributes.get("style", "") for one in TREE)


def test_the_policy_stands_first_and_forbids_everything_but_pictures_and_styles() -> None:
    (head,) = TREE.all("head")
    first = next(part for part in head.parts if isinstance(part, Element))
    assert first.attributes["http-equiv"] == "Content-Security-Policy"
    assert first.attributes["content"].startswith("default-src 'none'; img-src data:; style-src ")
    short = drawn(replace(REPORT, sections=(html_sample.media(10),)))
    assert not short.all("script")
    assert "script-src" not in str(short.all("meta")[0].attributes)
    assert b'<meta charset="utf-8">' in PAGE.data[:1024]


def test_the_only_script_is_the_one_that_sorts_and_the_policy_knows_it_by_its_hash() -> None:
    (script,) = TREE.all("script")
    assert script.attributes == {}
    assert script.text == (templates() / "sort.js").read_text("utf-8").rstrip("\n")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert TREE.all("meta")[0].attributes["content"].endswith(f"; script-src 'sha256-{digest}'")


def test_hostile_captions_are_shown_as_they_are_written() -> None:
    captions = [one.text for one in section("media").all("bdi", class_="caption")]
    assert captions[:3] == list(html_sample.HOSTILE[:3])
    assert html_sample.HOSTILE[5] in captions, "templates in data are text"
    assert "gpj.exe and \u200bzero" in captions, "no sign turns the writing direction"
    assert "nul � vt � and �" in captions
    assert captions[-1].endswith("…")
    assert section("media").all("bdi", class_="caption")[-1].attributes["title"] == html_sample.HOSTILE[-1].strip()
    assert len(section("media").all("span", class_="none")) == 1, "an empty caption says so"


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


def test_key_figures_are_short_with_the_full_figure_at_hand() -> None:
    cards = section("kpis").all("li", class_="kpi")
    assert [squeezed(card.all("p", class_="figure")[0]) for card in cards] == [
        "412.3K* provisional",
        "98.8K",
        "5.1%",
        "6.5 s",
        "–no value: Instagram returned no value",
    ]
    assert cards[0].all("span")[0].attributes["title"] == "412,345"
    assert [squeezed(card.all("p", class_="from")[0]) for card in cards] == [
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


def test_bars_stand_behind_the_ranking_column_only() -> None:
    (views, *_) = [row[2] for row in body_rows(section("table-by-product_type"))]
    assert views.attributes["style"] == "--bar:1.000"
    others = [row[place] for row in body_rows(section("table-by-product_type")) for place in (0, 1, 3, 4, 5)]
    assert not [one for one in others if "style" in one.attributes]


def test_cards_rank_media_with_picture_or_placeholder() -> None:
    cards = section("top-by-views").all("li", class_="item")
    assert len(cards) == 10
    assert [len(card.all("img")) for card in cards] == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1], "only PNG and JPEG are pictures"
    assert squeezed(cards[0].all("p", class_="main")[0]) == "84K* provisional Views"
    assert cards[0].all("p", class_="main")[0].all("span")[0].attributes["title"] == "84,000"
    assert [one.text for one in cards[0].all("dt")] == ["Reach", "Engagement rate", "Average watch time"]
    assert [len(card.all("a")) for card in cards] == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0]


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
    tree = drawn(replace(REPORT, sections=(replace(source, rows=rows),)))
    assert [one.text for one in section(source.name, tree).all("thead")[0].all("th")] == ["Weekday", "07", "08", "09"]
    assert len(body_rows(section(source.name, tree))) == 7


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
        return body_rows(section("media", drawn(replace(REPORT, sections=(source,)))))

    others = Cell(missing="stories_only")
    assert {len(row) for row in shown(others, others)} == {5}
    assert [row[5].text for row in shown(Cell(12.5), others)] == ["12.5", "–no value: shown for stories only"]


def test_text_sections_are_safe_markdown() -> None:
    (prose,) = section("text").all("div", class_="prose")
    assert [one.text for one in prose.all("strong")] == ["launched"]
    assert "<script>alert(1)</script>" in prose.text
    assert prose.attributes["lang"] == "en-GB"


def test_empty_and_broken_sections_say_so() -> None:
    assert "Nothing to show for this period." in section("empty").text
    assert "two accounts share a name" in section("broken").text


def test_alerts_and_highlights_come_before_the_sections() -> None:
    order = [one.attributes.get("class", "").split()[0] for one in TREE.all("section")]
    assert order[:2] == ["alerts", "highlights"]
    assert [squeezed(one) for one in TREE.all("section", class_="alerts")[0].all("li")] == [
        "!Reach fell by more than 30 % (acme_de)Reach: 5 <i>",
        "!quiet",
    ]


def test_the_header_says_what_when_and_as_of() -> None:
    (header,) = TREE.all("header")
    words = squeezed(header)
    assert "Mon 16 – Sun 22 Nov 2026" in words
    assert "Europe/Berlin" in words
    assert "Mon, 23 Nov 2026, 08:00" in words
    assert "acme, acme_de" in words
    assert TREE.all("title")[0].text == f"{REPORT.title} · Mon 16 – Sun 22 Nov 2026"


def test_data_notes_count_what_is_missing_the_serious_first() -> None:
    (table,) = section("data-notes").all("table")
    rows = [[squeezed(one) for one in row] for row in body_rows(table)]
    # What does not exist for a kind of media is not missing.
    assert [(row[0], row[2]) for row in rows] == [("Reachacme, acme_de", "2"), ("Savesacme_de", "1")]
    assert rows[0][1].startswith("could not be fetchedthe answer was cut offPosts")
    assert len(body_rows(table)[0][1].all("li")) == 2
    assert "post 42" in rows[1][1]
    (alone,) = section("data-notes", drawn(replace(REPORT, accounts=("acme",)))).all("table")
    assert squeezed(body_rows(alone)[0][0]) == "Reach", "one account need not be named"


def test_a_long_list_of_gaps_names_two_hundred_media_and_says_how_many_more() -> None:
    absences = [Absence("acme", str(place), "reach", "failed", label="Reach") for place in range(203)]
    listed = section("data-notes", drawn(replace(REPORT, absences=tuple(absences)))).all("table")[0].all("li")
    assert (len(listed), listed[-1].text) == (201, "and 3 more")


def test_data_notes_are_grouped_and_metrics_explained() -> None:
    heads = [one.text for one in section("data-notes").all("h3")]
    assert heads == ["As of", "Missing data", "Provisional", "Stories", "What is counted", "About the data",
                     "Missing values", "How each figure is calculated"]  # fmt: skip
    groups = section("data-notes").all("div", class_="groups")[0]
    listed = [squeezed(one) for one in groups.all("li")]
    assert "a, b, c and 3 more: Nobody looked." in listed, "what holds for several accounts is said once"
    assert "acme, acme_de: Two <b>owners</b>." in listed
    (meanings,) = section("data-notes").all("dl")
    terms, words = ([one.text for one in meanings.all(tag)] for tag in ("dt", "dd"))
    assert len(terms) == len(set(terms))
    meant = dict(zip(terms, words, strict=True))
    assert meant["Views"] == "How often a media item was played or seen.", "a note wins over a column's help"
    assert meant["Sum of post reach"] == "Adds up accounts reached by each media item."


def test_the_page_can_be_read_without_seeing_it() -> None:
    (root,) = TREE.all("html")
    assert root.attributes["lang"] == "en-GB"
    assert [len(TREE.all(tag)) for tag in ("header", "main", "footer", "h1", "nav")] == [1] * 5
    levels = [int(one.tag[1]) for one in TREE if re.fullmatch("h[1-6]", one.tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    identifiers = [one.attributes["id"] for one in TREE if "id" in one.attributes]
    assert len(identifiers) == len(set(identifiers))
    for one in TREE:
        for name in ("aria-labelledby", "href"):
            target = one.attributes.get(name, "")
            if name == "aria-labelledby" or target.startswith("#"):
                assert not target or target.removeprefix("#") in identifiers
    for table in TREE.all("table"):
        assert table.all("caption") or table.all("th")
        assert all("scope" in one.attributes for one in table.all("th") if table.all("caption"))
    for one in TREE.all("div", class_="scroll"):
        assert one.attributes["tabindex"] == "0"
        assert one.attributes["role"] == "region"
    assert all(one.attributes.get("aria-label") for one in TREE.all("svg", role="img"))
    assert all("alt" in one.attributes for one in TREE.all("img"))


def test_long_tables_are_cut_and_say_so() -> None:
    source = html_sample.media(MOST_PAGE_ROWS + 1)
    tree = drawn(replace(REPORT, sections=(source,)))
    assert len(body_rows(section("media", tree))) == MOST_PAGE_ROWS
    assert "The first 2,000 of 2,001 rows are shown." in section("media", tree).text


def test_numbers_follow_the_locale() -> None:
    tree = drawn(replace(REPORT, locale="de_DE", sections=(html_sample.by_product_type(),)))
    words = section("table-by-product_type", tree).text
    assert "212.000" in words
    assert "7,1\xa0%" in words
    assert "1.234" not in words


def test_an_empty_report_is_a_page() -> None:
    nothing = Section(kind="media", name="media", title="All posts")
    tree = drawn(
        replace(
            REPORT, sections=(), media=nothing, highlights=(), absences=(), alerts=(), notes=(), accounts=(),
            client="", description="", theme=Theme(),
        )
    )  # fmt: skip
    assert "This report has no sections." in tree.text


def test_one_media_item_is_a_page() -> None:
    one = html_sample.media(1)
    tree = drawn(replace(REPORT, sections=(one, replace(one, kind="top", name="top", rank="views")), media=one))
    assert len(tree.all("li", class_="item")) == 1
    assert len(body_rows(section("media", tree))) == 1


def test_a_hostile_theme_changes_nothing() -> None:
    evil = "red} body{background:url(//evil.example)}</style><script>"
    tree = drawn(replace(REPORT, theme=Theme(brand=evil, font=evil, footer=evil, logo=b"<svg onload=alert(1)>")))
    (style,) = tree.all("style")
    assert "evil" not in style.text
    assert len(tree.all("script")) == 1
    assert not tree.all("img", class_="logo")


@pytest.mark.parametrize("payload", html_sample.HOSTILE[:7])
def test_every_text_of_a_report_is_only_text(payload: str) -> None:
    table = html_sample.by_weekday()
    columns = tuple(replace(column, label=payload, help=payload) for column in table.columns)
    rows = tuple(
        replace(row, cells=(Cell(f"{payload} {place}"), *row.cells[1:])) for place, row in enumerate(table.rows)
    )
    hostile = replace(table, name=payload, title=payload, subtitle=payload, columns=columns, rows=rows,
                      notes=(payload,))  # fmt: skip
    report = replace(
        REPORT, title=payload, description=payload, client=payload, accounts=(payload,), highlights=(payload,),
        timezone=payload, sections=(hostile, replace(html_sample.kpis(), error=payload)),
        absences=(Absence(payload, payload, payload, payload, payload),),
    )  # fmt: skip
    tree = drawn(report)
    assert not {one.tag for one in tree} & {"script"}
    assert len(tree.all("style")) == 1
    assert [one.attributes["src"] for one in tree.all("img")] == [html_cells.picture(html_sample.PNG)]
    assert not [name for one in tree for name in one.attributes if name.startswith("on")]
