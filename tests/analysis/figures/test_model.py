"""The figures of a spec: labels, formats, and what they need."""

from __future__ import annotations

from reporter.analysis.figures.model import (
    Figure,
    build_figures,
    needed_metrics,
    readable_formula,
    select_figures,
)
from reporter.catalog.load import load_catalog
from reporter.core.i18n import Translator
from reporter.core.report import Format
from tests.support.analysis_makers import make_spec

CATALOG = load_catalog()
ENGLISH = Translator("en_GB")
RATE = {
    "rate": {"formula": "total_interactions / reach", "format": "percent"},
    "double_rate": {"formula": "rate * 2", "label": "Twice", "help": "Doubled."},
}


def figures(**keys: object) -> dict[str, Figure]:
    return build_figures(make_spec(**keys), CATALOG, translator=ENGLISH)


def test_reach_of_several_posts_is_a_sum_and_says_so() -> None:
    reach = figures(metrics=("reach",))["reach"]
    assert (reach.label, reach.pooled_label, reach.sums_reach) == ("Reach", "Sum of post reach", True)
    assert (reach.column.label, reach.pooled_column.label) == ("Reach", "Sum of post reach")
    assert not figures(metrics=("views",))["views"].sums_reach


def test_the_format_is_that_of_the_unit() -> None:
    found = figures(metrics=("views", "ig_reels_avg_watch_time", "reels_skip_rate"))
    assert [found[name].format for name in ("views", "ig_reels_avg_watch_time", "reels_skip_rate")] == [
        Format.NUMBER,
        Format.DURATION,
        Format.PERCENT_POINTS,
    ]


def test_a_calculated_metric_has_the_label_of_its_author_or_of_its_name() -> None:
    found = figures(calculated=RATE)
    assert (found["rate"].label, found["rate"].format) == ("Rate", Format.PERCENT)
    assert found["rate"].help == "Interactions ÷ Reach"
    assert (found["double_rate"].label, found["double_rate"].help) == ("Twice", "Doubled.")


def test_what_a_figure_needs_are_metrics_of_the_api() -> None:
    found = figures(calculated=RATE, metrics=("views", "ig_reels_avg_watch_time"))
    assert found["double_rate"].needs == ("total_interactions", "reach")
    assert found["views"].needs == ("views",)
    assert found["ig_reels_avg_watch_time"].needs[0] == "ig_reels_avg_watch_time"
    assert len(found["ig_reels_avg_watch_time"].needs) > 1


def test_metrics_that_only_pooling_needs_come_last() -> None:
    needed = needed_metrics(make_spec(metrics=("ig_reels_avg_watch_time", "views")), CATALOG)
    assert needed[:2] == ("ig_reels_avg_watch_time", "views")
    assert set(needed) == {
        "views",
        *CATALOG.metrics["ig_reels_avg_watch_time"].pooling.needs,
        "ig_reels_avg_watch_time",
    }


def test_formulas_are_shown_with_labels_and_signs() -> None:
    text = readable_formula("(saved + shares) * 2 ** 2 / reach", CATALOG, translator=ENGLISH)
    assert text == "(Saves + Shares) × 2 ^ 2 ÷ Reach"


def test_figures_are_selected_in_the_order_of_their_names() -> None:
    found = figures(metrics=("views", "reach"))
    assert [figure.name for figure in select_figures(found, ["reach", "nobody", "views", "reach"])] == [
        "reach",
        "views",
    ]
