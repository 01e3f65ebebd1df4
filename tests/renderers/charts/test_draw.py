from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from resvg_py import svg_to_bytes

from reporter.core.report import ChartKind, Mark
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.layout import NARROW
from reporter.renderers.charts.svg import text_width
from tests.support import html_sample
from tests.support.chart_samples import bars, chart_of, draw_section, near
from tests.support.drawing import Drawing

REPORT = html_sample.sample()
INK = "var(--ink, #16202c)"


def _ink(picture: bytes) -> int:
    """Return how many pixels of a PNG are no paper."""
    with Image.open(BytesIO(picture)) as image:
        return sum(image.convert("L").histogram()[:200])


def test_a_trend_shows_its_labels_marks_and_ends() -> None:
    svg = charts.svg(html_sample.trend(), REPORT)
    seen = Drawing(svg)
    assert seen.ticks == [0, 25_000, 50_000, 75_000, 100_000]
    assert {"0", "25K", "50K", "75K", "100K"} <= set(seen.texts)
    assert {"Mon 16 Nov", "Sun 22 Nov", "Views", "Sum of post reach"} <= set(seen.texts)
    assert {"boosted post <b>", "shop opened in Hamburg", "views counted anew"} <= set(seen.texts)
    assert "long ago" not in seen.texts
    assert seen.root.attrib["aria-label"] == "Views were highest on Sunday."
    assert (seen.root.attrib["role"], seen.root.attrib["width"]) == ("img", "100%")
    assert "font-family" not in svg, "charts have the fonts of their page"
    assert [line.attrib["stroke"] for line in seen.elements("line") if "stroke-dasharray" in line.attrib] == [INK]
    assert [line.dash for line in seen.lines] == ["", "", "9 4", "9 4"]


def test_the_narrow_drawing_has_a_legend_instead_of_names() -> None:
    assert "Views" not in draw_section(html_sample.trend(), width=NARROW).texts
    legend = charts.legend(html_sample.trend(), REPORT)
    assert [entry.name for entry in legend.series] == ["Views", "Sum of post reach"]


@pytest.mark.parametrize("figures", [(0,), (5,), (0, 0), (10**9, 1), (-5, 3)])
def test_few_and_odd_figures_are_drawn(figures: tuple[int, ...]) -> None:
    names = tuple(f"place {number}" for number in range(len(figures)))
    line = draw_section(bars(ChartKind.LINE, names, *figures))
    assert [point.value for point in line.points] == near(*figures)
    assert [len(corners.values) for corners in line.lines] == ([len(figures)] if len(figures) > 1 else [])
    standing = draw_section(bars(ChartKind.STACKED, names, *figures))
    assert [bar.high + bar.low for bar in standing.bars] == near(*figures)
    assert len(draw_section(bars(ChartKind.BARS, names, *figures)).elements("rect")) == len(figures)


def test_a_mails_legend_has_rows_that_are_no_wider_than_the_picture() -> None:
    trend = html_sample.trend()
    for name in ("Reach of all posts in the period", "a name that goes on " * 20):
        columns = (
            *trend.columns[:2],
            *(replace(column, label=f"{name} {column.name}") for column in trend.columns[2:]),
        )
        seen = draw_section(replace(trend, columns=columns), width=charts.MAIL)
        names = [text for text in seen.elements("text") if text.attrib["x"] == "20"]
        assert len(names) == 2
        assert all(4 + 32 + text_width(text.text or "") <= charts.MAIL for text in names)
        rows = [part.attrib["transform"].split(",")[1] for part in seen.elements("g") if set(names) & set(part)]
        assert len(set(rows)) == 2, "the second is on a row of its own"


def test_the_picture_of_a_mail_is_drawn_with_the_shipped_font_and_a_light_pages_colours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []

    def without_other_fonts(svg: str, **options: Any) -> bytes:  # noqa: ANN401 - any of resvg's options
        written.append(svg)
        return svg_to_bytes(svg, skip_system_fonts=True, **options)

    monkeypatch.setattr("resvg_py.svg_to_bytes", without_other_fonts)
    trend = html_sample.trend()
    hostile = replace(trend, chart=replace(chart_of(trend), marks=(Mark(html_sample.DAYS[1], "var(--ink, #16202c)"),)))
    picture = charts.png(hostile, REPORT)
    seen = Drawing(written[0])
    assert [text for text in seen.texts if "var(" in text] == ["var(--ink, #16202c)"]
    assert not [value for part in seen.root.iter() for value in part.attrib.values() if "var(" in value]
    assert {"Views", "Sum of post reach"} <= set(seen.texts), "its legend is in the picture"
    for text in seen.elements("text"):
        text.text = ""
    bare = svg_to_bytes(ET.tostring(seen.root, encoding="unicode"), background="#ffffff", zoom=2.5)
    assert _ink(picture) > 1.2 * _ink(bare), "texts are drawn, and with no other font than the shipped one"
