from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from datetime import timedelta
from itertools import permutations
from xml.etree import ElementTree as ET

import html_sample
import pytest

from reporter.core.colours import DEFAULT_BRAND
from reporter.core.colours import SERIES
from reporter.core.colours import TEXT_CONTRAST
from reporter.core.colours import brand_of
from reporter.core.colours import contrast
from reporter.core.colours import variables
from reporter.core.report import Cell
from reporter.core.report import Chart
from reporter.core.report import ChartKind
from reporter.core.report import Column
from reporter.core.report import Format
from reporter.core.report import Mark
from reporter.core.report import Row
from reporter.core.report import Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.annotations import placed_flags
from reporter.renderers.charts.axes import Canvas
from reporter.renderers.charts.axes import Flags
from reporter.renderers.charts.axes import frame_of
from reporter.renderers.charts.axes import scale_of
from reporter.renderers.charts.data import panels
from reporter.renderers.charts.layout import NARROW
from reporter.renderers.charts.layout import WIDE

REPORT = html_sample.sample()
NAME = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{NAME}text")]  # noqa: S314 - our own


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
    drawn = texts(svg)
    assert {"0", "25K", "50K", "75K", "100K"} <= set(drawn)
    assert {"Mon 16 Nov", "Sun 22 Nov", "Views", "Sum of post reach"} <= set(drawn)
    assert {"boosted post <b>", "shop opened in Hamburg", "views counted anew"} <= set(drawn)
    assert "long ago" not in drawn
    assert ET.fromstring(svg).attrib["aria-label"] == "Views were highest on Sunday."  # noqa: S314 - our own
    assert "stroke-dasharray" in svg


def test_lines_break_at_gaps_and_hollow_points_are_provisional() -> None:
    spec = charts.spec(html_sample.trend(), REPORT)
    assert spec is not None
    lines = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert [row["value"] for row in lines["data"]["values"]] == [31_000, 42_500, 38_000, 61_200, 55_000, 84_645]
    assert len({row["part"] for row in lines["data"]["values"][:2]}) == 1
    assert lines["data"]["values"][1]["part"] != lines["data"]["values"][2]["part"]
    dots = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "circle"]
    filled, hollow = (layer["data"]["values"] for layer in dots)
    assert [row["value"] for row in filled] == [31_000, 42_500, 38_000, 61_200]
    assert [row["value"] for row in hollow] == [55_000, 84_645]


def test_only_dates_are_hollow() -> None:
    assert charts.hollow(html_sample.trend(), REPORT)
    assert not charts.hollow(html_sample.by_weekday(), REPORT), "nearly every weekday has young media in it"


def test_the_narrow_drawing_has_a_legend_instead_of_names() -> None:
    drawn = texts(charts.svg(html_sample.trend(), REPORT, width=charts.NARROW))
    assert "Views" not in drawn
    legend = charts.legend(html_sample.trend(), REPORT)
    assert [one.name for one in legend.series] == ["Views", "Sum of post reach"]


def test_the_narrow_drawing_tells_marks_by_the_numbers_of_the_list() -> None:
    drawn = texts(charts.svg(html_sample.trend(), REPORT, width=charts.NARROW))
    assert {"1–2", "3", "4"} <= set(drawn)
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
    assert together["Sum of post reach"] in json.dumps(charts.spec(alone, report))
    assert together["Views"] not in json.dumps(charts.spec(alone, report))


def test_sums_of_many_empty_days_are_bars_from_zero() -> None:
    trend = html_sample.trend()
    rows = tuple(
        replace(row, cells=(*row.cells[:2], *(Cell(None, "no_media") for _ in row.cells[2:]))) if at % 2 else row
        for at, row in enumerate(trend.rows)
    )
    spec = charts.spec(replace(trend, rows=rows), REPORT)
    assert spec is not None
    kinds = {layer["mark"]["type"] for layer in spec["layer"]}
    assert "line" not in kinds
    bars = [layer["data"]["values"] for layer in spec["layer"] if "x2" in layer.get("encoding", {})][1]
    assert {row["low"] for row in bars} == {0}


def test_what_is_part_of_a_stretch_is_hollow_and_reached_by_dots_only() -> None:
    trend = html_sample.trend()
    part = Mark(html_sample.DAYS[0], "only 3 days in this period", "part")
    partial = replace(trend, chart=replace(chart_of(trend), marks=(part,)))
    spec = charts.spec(partial, REPORT)
    assert spec is not None
    dotted = [one for one in spec["layer"] if one["mark"].get("strokeDash") == [1.5, 3.5]]
    assert [row["value"] for row in dotted[0]["data"]["values"]] == [31_000, 42_500]
    assert charts.legend(partial, REPORT).parts == (part,)
    assert charts.legend(partial, REPORT).marks == ()


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_drawings_are_as_wide_as_they_promise_whatever_their_names(width: int) -> None:
    trend = html_sample.trend()
    for name in ("x", "A name that takes more room than others"):
        columns = (*trend.columns[:3], replace(trend.columns[3], label=name))
        svg = charts.svg(replace(trend, columns=columns), REPORT, width=width)
        box = ET.fromstring(svg).attrib["viewBox"].split()  # noqa: S314 - our own
        assert float(box[2]) == pytest.approx(width, abs=2)


def test_metrics_of_different_formats_or_sizes_have_axes_of_their_own() -> None:
    trend = html_sample.trend()
    rows = tuple(replace(row, cells=(*row.cells[:3], Cell(0.01 * place))) for place, row in enumerate(trend.rows))
    columns = (*trend.columns[:3], replace(html_sample.RATE, name="reach"))
    spec = charts.spec(replace(trend, rows=rows, columns=columns), REPORT)
    assert spec is not None
    assert [panel["title"] for panel in spec["vconcat"]] == ["Views", "Engagement rate"]


def test_lying_bars_carry_every_figure_and_say_what_is_missing() -> None:
    drawn = texts(charts.svg(html_sample.breakdown(), REPORT))
    assert {"Next story", "1,240", "Forward", "860", "Exit", "410"} <= set(drawn)
    assert {"<b>new</b>", "too few viewers for Instagram to report a value"} <= set(drawn)


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.STACKED, ChartKind.LINE])
def test_hostile_names_stay_text(kind: ChartKind) -> None:
    names = (*html_sample.HOSTILE[:6], "'];alert(1)//", "\\u0027", "\ud800\x00")
    svg = charts.svg(bars(kind, names, *range(1, 10)), REPORT)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert {one.tag.removeprefix(NAME) for one in root.iter()} <= {"svg", "g", "path", "line", "text", "rect", "defs"}
    assert not re.search(r"href|<script|\son\w+=", svg.replace("onerror=alert(1)", "").replace('onmouseover="', ""))
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]


def test_product_types_have_their_own_colours_and_others_the_brand() -> None:
    kinds = json.dumps(charts.spec(bars(ChartKind.BARS, ("FEED", "REELS", "STORY"), 1, 2, 3), REPORT))
    assert all(f"var(--{name}, " in kinds for name in ("feed", "reels", "story"))
    others = json.dumps(charts.spec(bars(ChartKind.BARS, ("a", "b"), 1, 2), REPORT))
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
    assert charts.spec(section, REPORT) is None
    assert charts.svg(section, REPORT) == ""


@pytest.mark.parametrize("figures", [(0,), (5,), (0, 0), (10**9, 1), (-5, 3)])
def test_few_and_odd_figures_are_drawn(figures: tuple[int, ...]) -> None:
    for kind in (ChartKind.LINE, ChartKind.BARS, ChartKind.STACKED):
        assert "<path" in charts.svg(bars(kind, tuple(map(str, figures)), *figures), REPORT)


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
        for name in ("feed", "reels", "story", *(f"series-{place}" for place in range(1, len(SERIES) + 1))):
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
