from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import permutations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from resvg_py import svg_to_bytes

from reporter.core.colours import DEFAULT_BRAND, SERIES_COLOURS, TEXT_CONTRAST, brand_of, contrast, variables
from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Mark, Report, Row, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.annotations import placed_flags
from reporter.renderers.charts.axes import Canvas, Flags, frame_of, scale_of
from reporter.renderers.charts.data import panels
from reporter.renderers.charts.layout import NARROW, WIDE
from reporter.renderers.charts.legend import Legend
from reporter.renderers.charts.svg import shortened, text_width
from tests.support import html_sample
from tests.support.drawing import NAME, PAPER, Drawing

REPORT = html_sample.sample()
INK = "var(--ink, #16202c)"


def near(*values: float) -> Any:  # noqa: ANN401 - pytest.approx has no type of its own
    """Return what values read off a drawing are compared with."""
    return pytest.approx(list(values), rel=1e-4, abs=max(map(abs, values)) * 1e-4)


def texts(svg: str) -> list[str]:
    return Drawing(svg).texts


def drawn(section: Section, report: Report = REPORT, *, width: int = WIDE) -> Drawing:
    return Drawing(charts.svg(section, report, width=width))


def bars(kind: ChartKind, names: tuple[str, ...], *figures: int | None) -> Section:
    return Section(
        kind="table",
        name="bars",
        title="Bars",
        columns=(Column("account", "Account", Format.TEXT), html_sample.VIEWS),
        rows=tuple(
            Row((Cell(name), Cell(value, "" if value is not None else "failed")))
            for name, value in zip(names, figures, strict=True)
        ),
        chart=Chart(kind, x="account", y=("views",), alt="Bars"),
    )


def chart_of(section: Section) -> Chart:
    assert section.chart is not None
    return section.chart


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


def test_lines_break_at_gaps_and_hollow_points_are_provisional() -> None:
    views = charts.legend(html_sample.trend(), REPORT).series[0]
    seen = drawn(html_sample.trend())
    lines = [line.values for line in seen.lines if line.colour == views.colour]
    assert lines == [near(31_000, 42_500), near(38_000, 61_200, 55_000, 84_645)]
    points = [point for point in seen.points if point.colour == views.colour]
    assert {point.shape for point in points} == {views.shape}
    assert [point.value for point in points if not point.hollow] == near(31_000, 42_500, 38_000, 61_200)
    assert [point.value for point in points if point.hollow] == near(55_000, 84_645)


def test_only_dates_are_hollow() -> None:
    assert charts.hollow(html_sample.trend(), REPORT)
    assert not charts.hollow(html_sample.by_weekday(), REPORT), "nearly every weekday has young media in it"


def test_the_narrow_drawing_has_a_legend_instead_of_names() -> None:
    assert "Views" not in drawn(html_sample.trend(), width=NARROW).texts
    legend = charts.legend(html_sample.trend(), REPORT)
    assert [one.name for one in legend.series] == ["Views", "Sum of post reach"]


def test_the_narrow_drawing_tells_marks_by_the_numbers_of_the_list() -> None:
    assert {"1–2", "3", "4"} <= set(drawn(html_sample.trend(), width=NARROW).texts)
    assert [mark.text for mark in charts.legend(html_sample.trend(), REPORT).marks] == [
        "boosted post <b>",
        "shop opened in Hamburg",
        "views counted anew",
        "a giveaway with a very long name indeed",
    ]


def test_words_of_marks_are_whole_or_numbers_stand_for_them() -> None:
    trend = html_sample.trend()
    assert not charts.legend(trend, REPORT).numbered
    assert "a giveaway with a very long name indeed" in texts(charts.svg(trend, REPORT))
    long = replace(chart_of(trend), marks=tuple(Mark(day, "many words " * 12) for day in html_sample.DAYS))
    crowded = replace(trend, chart=long)
    assert charts.legend(crowded, REPORT).numbered
    assert {"1", "7"} <= set(texts(charts.svg(crowded, REPORT)))


def test_no_stem_of_a_flag_runs_through_words_and_no_words_lie_on_others() -> None:
    trend = html_sample.trend()
    words = ("a spring campaign with a long name", "price change", "views replaced impressions", "shop closes")
    marks = tuple(Mark(day, text) for day, text in zip(html_sample.DAYS[2:6], words, strict=True))
    (panel,) = panels(trend, REPORT)
    for width in (300, 500, 900):
        canvas = Canvas(width, 200, 60, 40, "en_GB", named=False, flags=Flags.WORDS)
        frame = frame_of(panel, canvas, scale=scale_of(panel.values, panel.format), slots=False)
        flags = placed_flags(panel, marks, frame)
        for one, other in permutations(flags, 2):
            assert not (one.covers(other.x) and other.level >= one.level)
            assert one.level != other.level or not one.meets(other)


def test_a_metric_has_one_colour_in_the_whole_report_and_others_have_others() -> None:
    trend = html_sample.trend()
    alone = replace(trend, name="alone", chart=replace(chart_of(trend), y=("reach",)))
    report = replace(REPORT, sections=(trend, alone))
    together = {one.name: one.colour for one in charts.legend(trend, report).series}
    assert len(set(together.values())) == 2
    assert together["Sum of post reach"] in charts.svg(alone, report)
    assert together["Views"] not in charts.svg(alone, report)


def test_sums_of_many_empty_days_are_bars_from_zero() -> None:
    trend = html_sample.trend()
    rows = tuple(
        replace(row, cells=(*row.cells[:2], *(Cell(None, "no_media") for _ in row.cells[2:]))) if at % 2 else row
        for at, row in enumerate(trend.rows)
    )
    seen = drawn(replace(trend, rows=rows))
    assert seen.lines == []
    views = charts.legend(trend, REPORT).series[0]
    bars = [bar for bar in seen.bars if bar.colour == views.colour]
    assert [bar.high for bar in bars] == near(31_000, 61_200, 84_645)
    assert {round(bar.low) for bar in seen.bars} == {0}
    assert [bar.hollow for bar in bars] == [False, False, True]


def test_no_line_crosses_the_day_on_which_a_metric_changed_its_meaning() -> None:
    trend = html_sample.trend()
    views = charts.legend(trend, REPORT).series[0]
    changed = Mark(html_sample.DAYS[4], "counted anew", "break")
    seen = drawn(replace(trend, chart=replace(chart_of(trend), marks=(changed,))))
    lines = [line.values for line in seen.lines if line.colour == views.colour]
    assert lines == [near(31_000, 42_500), near(61_200, 55_000, 84_645)]
    assert near(38_000) in [[point.value] for point in seen.points]


def test_bars_that_stand_on_each_other_add_up_and_parts_are_dotted() -> None:
    days = html_sample.DAYS[:2]
    columns = (Column("day", "Day", Format.DATE), Column("kind", "Kind", Format.TEXT), html_sample.VIEWS)
    rows = [Row((Cell(day), Cell(kind), Cell(value))) for day in days for kind, value in (("FEED", 30), ("REELS", 70))]
    part = Mark(days[1], "not over yet", "part")
    chart = Chart(ChartKind.STACKED, x="day", y=("views",), series="kind", marks=(part,))
    seen = drawn(Section("table", "s", "Stacked", columns=columns, rows=tuple(rows), chart=chart))
    assert [[bar.low, bar.high] for bar in seen.bars] == [near(0, 30), near(30, 100)] * 2
    assert [bar.hollow for bar in seen.bars] == [False, False, True, True]
    dashes = [bar.attrib.get("stroke-dasharray") for bar in seen.elements("rect")]
    assert dashes == [None, None, "1.5 2", "1.5 2"]
    assert [bar.colour[6:11] for bar in seen.bars] == ["feed,", "reels"] * 2


def test_what_is_part_of_a_stretch_is_hollow_and_reached_by_dots_only() -> None:
    trend = html_sample.trend()
    part = Mark(html_sample.DAYS[0], "only 3 days in this period", "part")
    partial = replace(trend, chart=replace(chart_of(trend), marks=(part,)))
    seen = drawn(partial)
    dotted = [line for line in seen.lines if line.dash == "1.5 3.5"]
    assert dotted[0].values == near(31_000, 42_500)
    assert [point.value for point in seen.points if point.hollow][:1] == near(31_000)
    assert charts.legend(partial, REPORT).parts == (part,)
    assert charts.legend(partial, REPORT).marks == ()


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_drawings_are_as_wide_as_they_promise_whatever_their_names(width: int) -> None:
    trend = html_sample.trend()
    for name in ("x", "A name that takes more room than others"):
        columns = (*trend.columns[:3], replace(trend.columns[3], label=name))
        svg = charts.svg(replace(trend, columns=columns), REPORT, width=width)
        box = Drawing(svg).root.attrib["viewBox"].split()
        assert float(box[2]) == pytest.approx(width, abs=0.1)


def test_metrics_of_different_formats_or_sizes_have_axes_of_their_own() -> None:
    trend = html_sample.trend()
    rows = tuple(replace(row, cells=(*row.cells[:3], Cell(0.01 * place))) for place, row in enumerate(trend.rows))
    columns = (*trend.columns[:3], replace(html_sample.RATE, name="reach"))
    seen = drawn(replace(trend, rows=rows, columns=columns))
    titles = [text.text for text in seen.elements("text") if text.attrib.get("font-size") == "13"]
    assert titles == ["Views", "Engagement rate"]
    assert {"100K", "6.0%", "0.0%"} <= set(seen.texts)
    first, second = [plot.attrib["transform"].partition(",")[0] for plot in seen.elements("g")[1:]]
    assert first == second, "they stand below each other"
    assert float(first.removeprefix("translate(")) >= text_width("100K") + 8


def test_lying_bars_carry_every_figure_and_say_what_is_missing() -> None:
    seen = drawn(html_sample.breakdown())
    assert {"Next story", "1,240", "Forward", "860", "Exit", "410"} <= set(seen.texts)
    assert {"<b>new</b>", "too few viewers for Instagram to report a value"} <= set(seen.texts)
    widths = [float(bar.attrib["width"]) for bar in seen.elements("rect")]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 860 / 1_240, 410 / 1_240], abs=0.001)


def test_the_figure_of_a_loss_does_not_lie_on_its_bar() -> None:
    seen = drawn(bars(ChartKind.BARS, ("a loss", "a gain"), -500, 300))
    loss, _ = seen.elements("rect")
    (figure,) = [text for text in seen.elements("text") if text.text == "-500"]
    assert float(figure.attrib["x"]) >= float(loss.attrib["x"]) + float(loss.attrib["width"])


def test_on_a_phone_a_reason_takes_two_lines() -> None:
    seen = drawn(html_sample.breakdown(), width=NARROW)
    first, second = seen.elements("text")[-2:]
    assert f"{first.text} {second.text}" == "too few viewers for Instagram to report a value"
    assert float(second.attrib["y"]) - float(first.attrib["y"]) == 14


@pytest.mark.parametrize("width", [WIDE, NARROW, charts.MAIL])
def test_names_beside_lying_bars_are_whole_or_cut_with_an_ellipsis(width: int) -> None:
    for name in ("<b>new</b>", "mm", "a name that goes on " * 20):
        seen = drawn(bars(ChartKind.BARS, (name, "b"), 3, 2), width=width)
        (plot,) = seen.elements("g")[1:]
        left = float(plot.attrib["transform"].removeprefix("translate(").split(",")[0])
        (text, *_) = plot.iter(f"{NAME}text")
        assert text.text is not None
        assert name.startswith(text.text.removesuffix("…").rstrip())
        assert text_width(text.text) <= left + float(text.attrib["x"])


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.STACKED, ChartKind.LINE])
def test_hostile_names_stay_text(kind: ChartKind) -> None:
    names = (*html_sample.HOSTILE[:6], "'];alert(1)//", "\\u0027", "\ud800\x00")
    svg = charts.svg(bars(kind, names, *range(1, 10)), REPORT)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert {one.tag.removeprefix(NAME) for one in root.iter()} <= {
        "svg", "g", "path", "polyline", "line", "text", "rect",
    }  # fmt: skip
    assert not [name for one in root.iter() for name in one.attrib if name in {"id", "class", "style"}]
    assert not re.search(r"href|<script|\son\w+=", svg.replace("onerror=alert(1)", "").replace('onmouseover="', ""))
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]


def test_product_types_have_their_own_colours_and_others_the_brand() -> None:
    kinds = charts.svg(bars(ChartKind.BARS, ("FEED", "REELS", "STORY"), 1, 2, 3), REPORT)
    assert all(f"var(--{name}, " in kinds for name in ("feed", "reels", "story"))
    others = charts.svg(bars(ChartKind.BARS, ("a", "b"), 1, 2), REPORT)
    assert "var(--brand, #1f4e8c)" in others


@pytest.mark.parametrize(
    "section",
    [
        html_sample.words(),
        html_sample.heatmap(),
        bars(ChartKind.BARS, ("a",), None),
        replace(html_sample.trend(), rows=()),
    ],
)
def test_nothing_is_drawn_of_nothing(section: Section) -> None:
    assert charts.svg(section, REPORT) == ""
    assert charts.png(section, REPORT) == b""
    assert charts.legend(section, REPORT) == Legend()


@pytest.mark.parametrize("figures", [(0,), (5,), (0, 0), (10**9, 1), (-5, 3)])
def test_few_and_odd_figures_are_drawn(figures: tuple[int, ...]) -> None:
    names = tuple(f"place {number}" for number in range(len(figures)))
    line = drawn(bars(ChartKind.LINE, names, *figures))
    assert [point.value for point in line.points] == near(*figures)
    assert [len(corners.values) for corners in line.lines] == ([len(figures)] if len(figures) > 1 else [])
    standing = drawn(bars(ChartKind.STACKED, names, *figures))
    assert [bar.high + bar.low for bar in standing.bars] == near(*figures)
    assert len(drawn(bars(ChartKind.BARS, names, *figures)).elements("rect")) == len(figures)


def test_names_at_the_ends_of_lines_lie_on_no_other_and_inside_the_plot() -> None:
    trend = html_sample.trend()
    rows = tuple(replace(row, cells=(*row.cells[:2], Cell(99_000), Cell(99_500))) for row in trend.rows)
    for value in (99_000, 500):
        flat = tuple(replace(row, cells=(*row.cells[:2], Cell(value), Cell(value + 400))) for row in rows)
        section = replace(trend, rows=flat, chart=replace(chart_of(trend), marks=()))
        heights = [float(text.attrib["y"]) for text in drawn(section).elements("text") if "font-weight" in text.attrib]
        assert len(heights) == 2
        assert abs(heights[0] - heights[1]) >= 15
        assert 0 <= min(heights) <= max(heights) <= 270


def test_a_mails_legend_has_rows_that_are_no_wider_than_the_picture() -> None:
    trend = html_sample.trend()
    for name in ("Reach of all posts in the period", "a name that goes on " * 20):
        columns = (
            *trend.columns[:2],
            *(replace(column, label=f"{name} {column.name}") for column in trend.columns[2:]),
        )
        seen = drawn(replace(trend, columns=columns), width=charts.MAIL)
        names = [text for text in seen.elements("text") if text.attrib["x"] == "20"]
        assert len(names) == 2
        assert all(4 + 32 + text_width(text.text or "") <= charts.MAIL for text in names)
        rows = [part.attrib["transform"].split(",")[1] for part in seen.elements("g") if set(names) & set(part)]
        assert len(set(rows)) == 2, "the second is on a row of its own"


def test_a_long_text_is_cut_to_the_room_it_has() -> None:
    assert shortened("Views", 100) == "Views"
    cut = shortened("a word and another " * 5_000, 100)
    assert cut.endswith("…")
    assert 80 < text_width(cut) <= 100


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


def test_names_of_lines_that_end_early_have_a_halo_and_cross_no_line() -> None:
    trend = html_sample.trend()
    rows = (*trend.rows[:4], *(replace(row, cells=(*row.cells[:3], Cell(None, "failed"))) for row in trend.rows[4:]))
    seen = drawn(replace(trend, rows=rows))
    (name,) = [text for text in seen.elements("text") if text.attrib.get("paint-order") == "stroke"]
    assert (name.text, name.attrib["stroke"], name.attrib["text-anchor"]) == ("Sum of post reach", PAPER, "end")
    corners = [line.attrib["points"].split() for line in seen.elements("polyline")]
    heights = [float(corner.split(",")[1]) for points in corners for corner in points]
    assert min(abs(height - float(name.attrib["y"])) for height in heights) >= 8


def _ink(picture: bytes) -> int:
    """Return how many pixels of a PNG are no paper."""
    with Image.open(BytesIO(picture)) as image:
        return sum(image.convert("L").histogram()[:200])


@pytest.mark.parametrize(
    ("values", "kind", "ticks"),
    [
        ([84_645.0], Format.NUMBER, (0, 25_000, 50_000, 75_000, 100_000)),
        ([3.0], Format.NUMBER, (0, 1, 2, 3)),
        ([0.0], Format.NUMBER, (0, 1)),
        ([0.083], Format.PERCENT, (0, 0.025, 0.05, 0.075, 0.1)),
        ([200_000.0], Format.DURATION, (0, 60_000, 120_000, 180_000, 240_000)),
    ],
)
def test_ticks_are_round_at_most_five_and_begin_at_zero(
    values: list[float], kind: Format, ticks: tuple[float, ...]
) -> None:
    scale = scale_of(values, kind)
    assert scale.ticks == ticks
    assert scale.low == 0
    assert scale.high >= max(values)


@pytest.mark.parametrize("brand", ["#1f4e8c", "#ffd400", "#000000", "#ffffff", "#808080", "#ff0000"])
def test_colours_made_from_any_brand_can_be_read(brand: str) -> None:
    for side in variables(brand):
        assert contrast(side["brand-text"], side["brand-tint"]) >= TEXT_CONTRAST
        assert contrast(side["brand-text"], side["paper"]) >= TEXT_CONTRAST
        assert contrast(side["brand-ink"], side["brand"]) >= TEXT_CONTRAST
        assert contrast(side["ink"], side["brand-bar"]) >= TEXT_CONTRAST
        for step in range(7):
            assert contrast(side[f"heat-{step}"], side[f"heat-ink-{step}"]) >= TEXT_CONTRAST
        for name in ("feed", "reels", "story", *(f"series-{place}" for place in range(1, len(SERIES_COLOURS) + 1))):
            assert contrast(side[name], side["paper"]) >= TEXT_CONTRAST


def test_a_brand_that_is_no_colour_is_not_used() -> None:
    assert brand_of("red} body{background:url(//evil.example)}") == DEFAULT_BRAND


def test_weeks_are_called_by_their_first_day_where_their_days_have_no_room() -> None:
    first = date(2026, 9, 28)
    found = Section(
        kind="trend",
        name="trend",
        title="Views by week",
        columns=(Column("week", "Week", Format.WEEK), html_sample.VIEWS),
        rows=tuple(Row((Cell(first + timedelta(weeks=at)), Cell(100 + at))) for at in range(8)),
        chart=Chart(ChartKind.LINE, "week", ("views",)),
    )
    assert "16–22 Nov" in texts(charts.svg(found, REPORT, width=WIDE))
    assert {"28 Sept", "12 Oct", "9 Nov"} <= {*texts(charts.svg(found, REPORT, width=NARROW))}
