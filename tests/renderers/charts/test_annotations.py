from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from reporter.core.report import Mark
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.annotations import place_flags
from reporter.renderers.charts.axes import Canvas, Flags, frame_of, scale_of
from reporter.renderers.charts.data import panels
from reporter.renderers.charts.layout import NARROW
from tests.support import html_sample
from tests.support.chart_samples import chart_of, draw_section, texts

REPORT = html_sample.sample()


def test_the_narrow_drawing_tells_marks_by_the_numbers_of_the_list() -> None:
    assert {"1–2", "3", "4"} <= set(draw_section(html_sample.trend(), width=NARROW).texts)
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
        canvas = Canvas(width, 200, 60, 40, "en_GB", has_names=False, flags=Flags.WORDS)
        frame = frame_of(panel, canvas, scale=scale_of(panel.values, panel.format), slots=False)
        flags = place_flags(panel, marks, frame)
        for one, other in permutations(flags, 2):
            assert not (one.covers(other.x) and other.level >= one.level)
            assert one.level != other.level or not one.meets(other)
