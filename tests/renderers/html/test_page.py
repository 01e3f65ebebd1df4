from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from reporter.core.report import Absence, Cell, Section, Theme
from reporter.core.shipped import templates
from reporter.renderers.html import cells as html_cells
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
    short = page_tree(replace(REPORT, sections=(html_sample.media(10),)))
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
    assert [single_line(one) for one in TREE.all("section", class_="alerts")[0].all("li")] == [
        "!Reach fell by more than 30 % (acme_de)Reach: 5 <i>",
        "!quiet",
    ]


def test_the_header_says_what_when_and_as_of() -> None:
    (header,) = TREE.all("header")
    words = single_line(header)
    assert "Mon 16 – Sun 22 Nov 2026" in words
    assert "Europe/Berlin" in words
    assert "Mon, 23 Nov 2026, 08:00" in words
    assert "acme, acme_de" in words
    assert TREE.all("title")[0].text == f"{REPORT.title} · Mon 16 – Sun 22 Nov 2026"


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


def test_numbers_follow_the_locale() -> None:
    tree = page_tree(replace(REPORT, locale="de_DE", sections=(html_sample.by_product_type(),)))
    words = section("table-by-product_type", tree).text
    assert "212.000" in words
    assert "7,1\xa0%" in words
    assert "1.234" not in words


def test_an_empty_report_is_a_page() -> None:
    nothing = Section(kind="media", name="media", title="All posts")
    tree = page_tree(
        replace(
            REPORT, sections=(), media=nothing, highlights=(), absences=(), alerts=(), notes=(), accounts=(),
            client="", description="", theme=Theme(),
        )
    )  # fmt: skip
    assert "This report has no sections." in tree.text


def test_one_media_item_is_a_page() -> None:
    one = html_sample.media(1)
    tree = page_tree(replace(REPORT, sections=(one, replace(one, kind="top", name="top", rank="views")), media=one))
    assert len(tree.all("li", class_="item")) == 1
    assert len(body_rows(section("media", tree))) == 1


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
    tree = page_tree(report)
    assert not {element.tag for element in tree} & {"script"}
    assert len(tree.all("style")) == 1
    assert [one.attributes["src"] for one in tree.all("img")] == [html_cells.picture(html_sample.PNG)]
    assert not [name for element in tree for name in element.attributes if name.startswith("on")]
