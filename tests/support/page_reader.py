"""What tests read from a page: sections, rows of tables, and text on one line."""

from __future__ import annotations

from reporter.core.report import Report
from reporter.renderers.html import page as html
from tests.support.html_tree import Element, read_page


def single_line(element: Element) -> str:
    return " ".join(element.text.split())


def page_tree(report: Report) -> Element:
    return read_page(html.render(report, name="x.html").data)


def body_rows(element: Element) -> list[list[Element]]:
    (body,) = element.all("tbody")
    return [[part for part in row.parts if isinstance(part, Element)] for row in body.all("tr")]
