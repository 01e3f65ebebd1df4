from __future__ import annotations

from dataclasses import replace

from reporter.core.report import Theme
from tests.support import html_sample
from tests.support.page_reader import page_tree

REPORT = html_sample.sample()


def test_a_hostile_theme_changes_nothing() -> None:
    evil = "red} body{background:url(//evil.example)}</style><script>"
    tree = page_tree(replace(REPORT, theme=Theme(brand=evil, font=evil, footer=evil, logo=b"<svg onload=alert(1)>")))
    (style,) = tree.all("style")
    assert "evil" not in style.text
    assert len(tree.all("script")) == 1
    assert not tree.all("img", class_="logo")
