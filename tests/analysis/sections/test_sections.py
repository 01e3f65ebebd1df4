"""Sections as readers get them; the figures' own rules are tested beside pooling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reporter.analysis.figures.cells import ENOUGH
from reporter.core.observations import Observed, Snapshot
from reporter.core.report import ChartKind, Format, Mark
from reporter.spec.model import Annotation
from tests.support.analysis_makers import NOW, cells, column, item, reel, report, section, total, values

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement rate"}}


def on(day: int, hour: int = 12, number: int | None = None, **measures: Any) -> Snapshot:  # noqa: ANN401 - measures
    when = datetime(2026, 11, day, hour, tzinfo=UTC)
    return item(day * 100 + hour if number is None else number, published=when, **measures)


def test_kpis_are_one_row_with_their_course() -> None:
    found = section([on(16, views=5), on(16, 13, views=6), on(22, views=1)], {"kind": "kpis"}, calculated=RATE)
    assert (found.kind, found.name, found.title) == ("kpis", "kpis", "Key figures")
    assert [one.name for one in found.columns] == ["views", "engagement_rate"]
    assert [one.format for one in found.columns] == [Format.NUMBER, Format.PERCENT]
    assert values(found) == [{"views": 12, "engagement_rate": None}]
    assert found.rows[0].cells[0].spark == (11.0, None, None, None, None, None, 1.0)
    assert found.sparks == "The small charts show the period by day."
    assert total(found, "views") == 12


@pytest.mark.parametrize(
    ("weeks", "spark", "words"),
    [
        (3, (3.0, None, 20.0, 5.0), "The small charts cover 26 Oct\u2009–\u20091 Nov 2026 to 16–22 Nov 2026."),
        (2, (5.0, None, None, None, None, None, None), "The small charts show the period by day."),
    ],
)
def test_the_course_of_key_figures_is_over_periods_where_enough_of_them_are_known(
    weeks: int, spark: tuple[float | None, ...], words: str
) -> None:
    monday = datetime(2026, 11, 16, 12, tzinfo=UTC)
    third, first = (item(n, published=monday - timedelta(weeks=n), views=v) for n, v in ((3, 3), (1, 20)))
    past = [[third], [], [first]][-weeks:]
    found = section([on(16, views=5)], {"kind": "kpis"}, past=past)
    assert (found.rows[0].cells[0].spark, found.sparks) == (spark, words)


def test_a_trend_has_every_day_and_no_zeros_for_unknown() -> None:
    found = section(
        [on(16, views=5), on(18, views=7), on(18, 15, views="failed")], {"kind": "trend", "metrics": ("views",)}
    )
    assert [one.name for one in found.columns] == ["day", "media", "views"]
    assert column(found, "day") == [date(2026, 11, day) for day in range(16, 23)]
    assert column(found, "media") == [1, 0, 2, 0, 0, 0, 0]
    assert column(found, "views") == [5, None, 7, None, None, None, None]
    assert cells(found, "views")[1].missing == "no_media"
    assert (cells(found, "views")[2].n, cells(found, "views")[2].of) == (1, 2)
    assert (found.name, found.title) == ("trend-views-by-day", "Views by day")
    assert found.chart is not None
    assert (found.chart.kind, found.chart.x, found.chart.y) == (ChartKind.LINE, "day", ("views",))
    assert found.chart.alt == "Views: highest 7 (18 Nov 2026), lowest 5 (16 Nov 2026)."


def test_a_trend_draws_every_metric_that_its_author_lists() -> None:
    rate = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement"}}
    metrics = ("views", "engagement_rate")
    found = section([on(16, views=5)], {"kind": "trend", "metrics": metrics}, calculated=rate)
    assert found.chart is not None
    assert (found.chart.y, found.chart.subtitle) == (metrics, "Number and percent, by day of publication")
    assert found.title == "Views and engagement by day"


def test_days_ahead_are_left_out() -> None:
    found = section([], {"kind": "trend"}, period="this_week")  # now is Monday
    assert column(found, "day") == [date(2026, 11, 23)]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("week", [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]),
        ("month", [date(2026, 10, 1), date(2026, 11, 1)]),
    ],
)
def test_longer_stretches_are_called_by_their_first_day(by: str, names: list[date]) -> None:
    period = {"from": "2026-10-30", "to": "2026-11-12"}
    snapshots = [on(1, views=1), on(12, views=2)]
    found = section(snapshots, {"kind": "trend", "by": by, "metrics": ("views",)}, period=period)
    assert column(found, by) == names
    assert total(found, "views") == 3


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    day = {"from": "2026-10-25", "to": "2026-10-25"}  # clocks go back in Berlin
    snapshots = [
        item(1, published=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), views=1),  # 02:30 summer time
        item(2, published=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), views=2),  # 02:30 winter time
    ]
    found = section(
        snapshots, {"kind": "trend", "by": "hour", "metrics": ("views",)}, period=day, timezone="Europe/Berlin"
    )
    assert len(found.rows) == 25
    assert column(found, "views")[2:4] == [1, 2]
    assert found.chart is not None
    assert not found.chart.marks, "each of the two is a whole one"


def test_trends_carry_annotations_and_breaks() -> None:
    notes = (
        Annotation(date=date(2026, 11, 17), text="boosted post"),
        Annotation(date=date(2026, 11, 18), text="elsewhere", accounts=("other",)),
        Annotation(date=date(2026, 12, 1), text="later"),
    )
    trend = {"kind": "trend", "metrics": ("views",)}
    found = section([], trend, annotations=notes)
    assert found.chart is not None
    assert found.chart.marks == (Mark(date(2026, 11, 17), "boosted post"),)
    old = section([], trend | {"by": "week"}, period={"from": "2025-04-14", "to": "2025-04-27"})
    assert old.chart is not None
    assert old.chart.marks == (Mark(date(2025, 4, 21), "views replaced impressions and plays", "break"),)


def test_a_table_ranks_groups_and_leaves_small_ones_unranked() -> None:
    snapshots = [
        *(item(number, views=10) for number in range(3)),  # FEED: 30 of 3
        *(reel(number, views=30) for number in range(10, 13)),  # REELS: 90 of 3
        item(20, product_type="STORY", views=1_000),  # more than all, but on one media item
    ]
    found = section(snapshots, {"kind": "table", "by": "product_type", "metrics": ("views",)})
    assert values(found) == [
        {"product_type": "REELS", "media": 3, "views": 90},
        {"product_type": "FEED", "media": 3, "views": 30},
        {"product_type": "STORY", "media": 1, "views": 1_000},
    ]
    assert [cell.weak for cell in cells(found, "views")] == [False, False, True]
    assert total(found, "views") == 1_120
    assert (found.name, found.title, found.rank) == ("table-by-product-type", "By product type", "views")
    assert found.notes == ("Groups of fewer than 3 posts are listed after the others and are not ranked.",)
    assert found.chart is not None


def test_hashtags_count_in_each_and_the_total_counts_once() -> None:
    snapshots = [
        item(1, caption="#Sommer #ad", views=10),
        item(2, caption="#sommer", views=5),
        item(3, caption="none", views=100),
    ]
    found = section(snapshots, {"kind": "table", "by": "hashtag", "metrics": ("views",)})
    assert values(found) == [
        {"hashtag": "#Sommer", "media": 2, "views": 15},
        {"hashtag": "#ad", "media": 1, "views": 10},
    ]
    assert (total(found, "media"), total(found, "views")) == (3, 115)
    assert "counts for each of its hashtags" in found.notes[0]
    assert "(1)" in found.notes[0]


def test_labels_show_every_value_and_the_unlabelled_last() -> None:
    labels = {"pillar": {"Launch": {"hashtags": ("newdrop",)}, "Deal": {"caption": {"contains": "deal"}}}}
    snapshots = [item(1, caption="#newdrop", views=1), item(2, views=50)]
    found = section(snapshots, {"kind": "table", "by": "pillar", "metrics": ("views",)}, labels=labels)
    assert column(found, "pillar") == ["Launch", "Deal", "unlabelled"]
    assert column(found, "views") == [1, None, 50]
    assert cells(found, "views")[1].missing == "no_media"


def test_an_account_without_media_is_in_the_table() -> None:
    found = section([item(1, views=2)], {"kind": "table", "by": "account"}, accounts=("acme", "acme_de"))
    assert values(found) == [
        {"account": "acme", "media": 1, "views": 2},
        {"account": "acme_de", "media": 0, "views": None},
    ]


def test_clients_are_named_and_the_rest_is_last() -> None:
    found = section(
        [item(1, views=2), item(2, account="other", views=9)],
        {"kind": "table", "by": "client"},
        accounts=("acme", "other"),
        clients={"acme": "Acme GmbH"},
    )
    assert column(found, "client") == ["Acme GmbH", "no client"]


@pytest.mark.parametrize(
    ("week_start", "days"), [("saturday", ["Sunday", "Monday", "Tuesday"]), ("sunday", ["Sunday", "Monday", "Tuesday"])]
)
def test_weekdays_begin_where_the_spec_says(week_start: str, days: list[str]) -> None:
    snapshots = [on(17, views=900), on(16, views=1), on(22, views=5)]
    period = {"from": "2026-11-16", "to": "2026-11-22"}
    found = section(snapshots, {"kind": "table", "by": "weekday"}, week_start=week_start, period=period)
    assert column(found, "weekday") == days
    assert found.rank == ""


def test_hours_are_chronological_text_and_none_between_is_left_out() -> None:
    found = section([on(17, 9, views=1), on(16, 11, views=5), on(18, 9, views=5)], {"kind": "table", "by": "hour"})
    assert values(found) == [
        {"hour": "09", "media": 2, "views": 6},
        {"hour": "10", "media": 0, "views": None},
        {"hour": "11", "media": 1, "views": 5},
    ]
    assert cells(found, "views")[1].missing == "no_media"


def test_weekdays_between_the_first_and_the_last_are_all_there() -> None:
    found = section([on(17, views=1), on(20, views=5)], {"kind": "table", "by": "weekday"})
    assert column(found, "weekday") == ["Tuesday", "Wednesday", "Thursday", "Friday"]
    assert column(found, "media") == [1, 0, 0, 1]
    assert section([], {"kind": "table", "by": "weekday"}).rows == ()


def test_two_dimensions_keep_the_first_ones_order() -> None:
    snapshots = [
        on(17, account="b", views=1, number=1),
        on(16, account="b", views=1, number=2),
        on(17, account="a", views=50, number=3),
    ]
    found = section(snapshots, {"kind": "table", "by": ("account", "day"), "metrics": ("views",)}, accounts=("b", "a"))
    assert [(row["account"], row["day"].day) for row in values(found)] == [("a", 17), ("b", 16), ("b", 17)]
    assert (found.name, found.title, found.chart) == ("table-by-account-day", "By account and day", None)


def test_many_groups_make_no_chart() -> None:
    snapshots = [item(number, caption=f"#tag{number}", views=number) for number in range(16)]
    assert section(snapshots, {"kind": "table", "by": "hashtag"}).chart is None
    assert section(snapshots[:15], {"kind": "table", "by": "hashtag"}).chart is not None


def test_top_ranks_what_has_the_metric_and_says_what_has_not() -> None:
    snapshots = [
        item(1, total_interactions=5, reach=100),  # 5 %
        item(2, total_interactions=9, reach=100, thumbnail=b"png"),  # 9 %
        item(3, total_interactions=9, reach="not_enough_viewers"),
        item(4, total_interactions=5, reach=100),  # 5 %, later than the first
    ]
    top = {"kind": "top", "by": "engagement_rate", "limit": 3, "metrics": ("reach",)}
    found = section(snapshots, top, calculated=RATE, metrics=("reach",))
    assert [one[-1] for one in column(found, "media_id")] == ["2", "1", "4"]
    assert [one.name for one in found.columns][-2:] == ["engagement_rate", "reach"]
    assert [one.name for one in found.columns][:7] == [
        "account", "media_id", "product_type", "media_type", "published", "caption", "permalink",
    ]  # fmt: skip
    assert found.notes == ("1 of 4 posts has no value for engagement rate and is not ranked.",)
    assert found.rows[0].thumbnail == b"png"
    assert (found.title, found.rank) == ("Top 3 by engagement rate", "engagement_rate")
    lowest = section(snapshots, top | {"order": "lowest"}, calculated=RATE, metrics=("reach",))
    assert [one[-1] for one in column(lowest, "media_id")] == ["1", "4", "2"]
    assert (lowest.name, lowest.title) == ("lowest-by-engagement-rate", "Lowest 3 by engagement rate")


def test_media_rows_are_newest_first_with_labels_and_reasons() -> None:
    labels = {"content_pillar": {"Deal": {"caption": {"contains": "deal"}}}}
    young = datetime(2026, 11, 22, 9, tzinfo=UTC)
    snapshots = [
        item(1, caption="A deal", views=5, permalink="javascript:alert(1)"),
        item(2, published=young, views="failed"),
    ]
    found = section(snapshots, {"kind": "media"}, labels=labels, timezone="Europe/Berlin")
    assert [one[-1] for one in column(found, "media_id")] == ["2", "1"]
    assert column(found, "content_pillar") == ["unlabelled", "Deal"]
    assert column(found, "published")[0].isoformat() == "2026-11-22T10:00:00+01:00"
    assert column(found, "permalink") == ["https://www.instagram.com/p/x/", None]
    assert [(cell.value, cell.missing, cell.provisional) for cell in cells(found, "views")] == [
        (None, "failed", False),
        (5, "", False),
    ]
    assert [row.provisional for row in found.rows] == [False, False]
    assert total(found, "views") == 5


NAVIGATION = {"metrics": ("navigation",), "breakdowns": {"navigation": "story_navigation_action_type"}}


def story(number: int, whole: int, **parts: int) -> Snapshot:
    return item(number, product_type="STORY", navigation=Observed(whole, parts))


def test_breakdowns_fill_zeros_only_where_the_parts_make_the_whole() -> None:
    snapshots = [story(1, 10, tap_forward=6, tap_exit=4), story(2, 9, tap_forward=5), story(3, 0)]
    found = section(snapshots, {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert [one.name for one in found.columns] == ["story_navigation_action_type", "label", "navigation", "share"]
    assert [(row["label"], row["navigation"]) for row in values(found)] == [
        ("Forward", 11),  # 6 + 5
        ("Exit", 4),
        ("Back", 0),  # of the first and third, whose parts are complete
        ("Next story", 0),
    ]
    assert [cell.n for cell in cells(found, "navigation")] == [3, 2, 2, 2]
    assert column(found, "share") == [11 / 15, 4 / 15, 0, 0]
    assert (total(found, "navigation"), total(found, "share")) == (15, 1)
    assert found.notes == ("The parts add up to 15. Instagram reports 19 for story navigation.",)


def test_an_absent_value_is_unknown_when_nothing_tells() -> None:
    found = section([story(1, 9, tap_forward=5)], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert column(found, "navigation") == [5, None, None, None]
    assert {cell.missing for cell in cells(found, "navigation")[1:]} == {"not_available"}


def test_values_unknown_to_the_catalog_are_kept() -> None:
    found = section([story(1, 3, swipe_up=3)], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert values(found)[0] == {
        "story_navigation_action_type": "SWIPE_UP",
        "label": "Swipe up",
        "navigation": 3,
        "share": 1,
    }


def test_a_breakdown_without_media_says_so() -> None:
    found = section([], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert {cell.missing for cell in cells(found, "navigation")} == {"no_media"}
    assert found.totals is not None
    assert found.totals.cells[2].missing == "no_media"


def test_heatmaps_carry_the_whole_grid_and_name_the_best_cell() -> None:
    monday = [on(16, 9, number=number, views=10) for number in range(ENOUGH)]
    found = section([*monday, on(17, 20, views=500)], {"kind": "heatmap", "metric": "views"})
    assert [one.name for one in found.columns] == ["weekday", "hour", "media", "views"]
    assert len(found.rows) == 7 * 24
    filled = [row for row in values(found) if row["media"]]
    assert filled == [
        {"weekday": "Monday", "hour": "09", "media": 3, "views": 30},
        {"weekday": "Tuesday", "hour": "20", "media": 1, "views": 500},
    ]
    assert [cell.weak for cell in cells(found, "views") if cell.value] == [False, True]
    assert {cell.missing for cell in cells(found, "views") if cell.value is None} == {"no_media"}
    assert found.notes == ("Highest views: Monday, 09:00 (3 posts).",)
    assert found.chart is not None
    assert (found.chart.x, found.chart.series, found.chart.y) == ("hour", "weekday", ("views",))


def test_heatmaps_on_little_name_no_best_cell() -> None:
    found = section([on(16, views=1)], {"kind": "heatmap", "metric": "views", "rows": "day", "columns": "product_type"})
    assert len(found.rows) == 7
    assert found.notes == ("No cell has at least 3 posts, so none is named as the highest.",)


def test_a_heatmap_without_media_has_no_rows() -> None:
    found = section([], {"kind": "heatmap", "metric": "views"})
    assert (found.rows, found.notes) == ((), ())


def test_the_age_when_read_is_told_of_stories_and_why_not_of_others() -> None:
    unread = item(1, product_type="STORY")
    read = replace(item(2, product_type="STORY", views=5, published=NOW - timedelta(hours=20)), oldest=NOW)
    media = section([unread, read, item(3, views=5)], {"kind": "media"})
    found = dict(zip(column(media, "media_id"), cells(media, "age_hours"), strict=True))
    told = [found[f"1700000000000000{place}"] for place in (1, 2, 3)]
    assert [(cell.value, cell.missing) for cell in told] == [
        (None, "not_collected"),
        (20.0, ""),
        (None, "stories_only"),
    ]


def test_texts_come_from_the_spec_or_from_a_file() -> None:
    assert section([], {"kind": "text", "body": "**Hello**", "title": "Words"}).body == "**Hello**"
    assert section([], {"kind": "text", "file": "notes/a.md"}).body == "Words"
    absent = section([], {"kind": "text", "file": "notes/b.md"})
    assert (absent.body, absent.notes) == ("", ("The text file notes/b.md was not found.",))


def test_sections_of_one_kind_get_names_of_their_own() -> None:
    found = report([], sections=({"kind": "kpis"}, {"kind": "kpis"}, {"kind": "text", "body": "x"}, {"kind": "kpis"}))
    assert [one.name for one in found.sections] == ["kpis", "kpis-2", "text", "kpis-3"]


def test_default_sections_follow_the_spec_and_the_data() -> None:
    snapshots = [item(1, views=1), reel(2, views=2), item(3, account="acme_de", views=3)]
    found = report(
        snapshots,
        accounts=("acme", "acme_de"),
        labels={"pillar": {"Deal": {"caption": {"contains": "deal"}}}},
        metrics=("views", "navigation"),
        breakdowns={"navigation": "story_navigation_action_type"},
    )
    assert [one.name for one in found.sections] == [
        "kpis", "trend-views-by-day", "top-by-views", "table-by-account", "table-by-product-type", "table-by-pillar",
        "breakdown-navigation", "media",
    ]  # fmt: skip
    assert [one.name for one in report([item(1, views=1)]).sections] == [
        "kpis",
        "trend-views-by-day",
        "top-by-views",
        "media",
    ]


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("yesterday", "trend-views-by-hour"),
        ("last_month", "trend-views-by-day"),
        ("last_quarter", "trend-views-by-week"),
        ("last_year", "trend-views-by-month"),
    ],
)
def test_the_default_trend_fits_the_period(period: str, name: str) -> None:
    assert report([], period=period).sections[1].name == name


def test_every_kind_stands_an_empty_and_a_lonely_dataset() -> None:
    sections = (
        {"kind": "kpis"},
        {"kind": "trend", "by": "hour"},
        {"kind": "table", "by": ("hashtag", "weekday")},
        {"kind": "table", "by": ("week", "month")},
        {"kind": "top", "by": "views"},
        {"kind": "media"},
        {"kind": "heatmap", "metric": "views", "rows": "hashtag", "columns": "client"},
    )
    ahead = report([], sections=sections, period={"from": "2026-12-01", "to": "2026-12-02"})
    assert ahead.sections[1].rows == ()
    for snapshots in (
        [],
        [item(1)],
        [item(1, published=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=1), views=1)],
    ):
        found = report(snapshots, sections=sections)
        assert [one.error for one in found.sections] == [""] * len(sections)
        for one in found.sections:
            assert all(len(row.cells) == len(one.columns) for row in one.rows)
