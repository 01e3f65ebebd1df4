from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from reporter.core.report import ChartKind
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.svg import shorten, text_width
from tests.support import html_sample
from tests.support.chart_samples import bars
from tests.support.drawing import NAME

REPORT = html_sample.sample()


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.STACKED, ChartKind.LINE])
def test_hostile_names_stay_text(kind: ChartKind) -> None:
    names = (*html_sample.HOSTILE[:6], "'];alert(1)//", "\\u0027", "\ud800\x00")
    svg = charts.svg(bars(kind, names, *range(1, 10)), REPORT)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert {element.tag.removeprefix(NAME) for element in root.iter()} <= {
        "svg", "g", "path", "polyline", "line", "text", "rect",
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.attrib if name in {"id", "class", "style"}]
    assert not re.search(r"href|<script|\son\w+=", svg.replace("onerror=alert(1)", "").replace('onmouseover="', ""))
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_a_long_text_is_cut_to_the_room_it_has() -> None:
    assert shorten("Views", 100) == "Views"
    cut = shorten("a word and another " * 5_000, 100)
    assert cut.endswith("…")
    assert 80 < text_width(cut) <= 100
