from __future__ import annotations

import pytest

from reporter.renderers import markdown
from tests.support.html_tree import read_page


def test_the_safe_subset_is_drawn() -> None:
    page = read_page(markdown.html("# A\n\n**b** *c* ~~d~~\n\n- e\n\n1. f\n\n|g|h|\n|-|-|\n|1|2|\n").encode())
    tags = {one.tag for one in page}
    assert {"h3", "strong", "em", "s", "ul", "ol", "table", "td"} <= tags
    assert not tags & {"h1", "h2"}, "the page owns the first two levels"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[a](javascript:alert(1))",
        "[a](  JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//evil.example)",
        "[a](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "![a](https://evil.example/x.png)",
        "[a](file:///etc/passwd)",
    ],
)
def test_nothing_else_gets_through(body: str) -> None:
    page = read_page(markdown.html(body).encode())
    assert {one.tag for one in page} <= {"", "p"}
    assert page.text.strip()


@pytest.mark.parametrize("address", ["https://a.example/b?c=1", "http://a.example", "mailto:a@b.example"])
def test_safe_links_stay(address: str) -> None:
    (link,) = read_page(markdown.html(f"[a]({address})").encode()).all("a")
    assert link.attributes == {"href": address}


def test_a_picture_leaves_its_words() -> None:
    assert markdown.html('![a <b> "c"](https://x.example/y.png)') == "<p>a &lt;b&gt; &quot;c&quot;</p>\n"
