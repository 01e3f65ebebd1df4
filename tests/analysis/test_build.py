"""What stands around the sections: alerts, highlights, absences and data notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporter.analysis.build import build_report
from reporter.analysis.figures.population import Ground
from reporter.catalog.load import load_catalog
from reporter.core.observations import Missing, Reason, Snapshot
from reporter.core.report import Absence, Alert, NoteKind, Report, Theme
from reporter.spec.metrics import required_metrics
from tests.support.analysis_makers import NOW, dataset, item, make_edition, make_spec, reel, report

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}
EARLIER = datetime(2026, 11, 12, 12, tzinfo=UTC)


def notes(found: Report, kind: NoteKind) -> list[tuple[str, str]]:
    return [(note.subject, note.text) for note in found.notes if note.kind is kind]


def test_the_report_says_what_it_is() -> None:
    found = report(
        [item(1, views=1, seen=NOW - timedelta(minutes=5))], timezone="Europe/Berlin", description="For Monday"
    )
    assert (found.title, found.name, found.description) == ("Weekly", "weekly", "For Monday")
    assert (found.period.name, found.accounts) == ("2026-W47", ("acme",))
    assert found.period.words == "Mon 16 – Sun 22 Nov 2026"
    assert found.as_of.isoformat() == "2026-11-23T08:55:00+01:00"
    assert found.media.kind == "media"


def test_the_list_of_media_is_there_whatever_the_sections() -> None:
    found = report([item(1, views=1), item(2)], sections=({"kind": "text", "body": "x"},), calculated=RATE)
    assert len(found.media.rows) == 2
    assert [one.name for one in found.media.columns][-2:] == ["views", "engagement_rate"]


def test_absences_are_every_missing_measure_in_order() -> None:
    failed = Missing(Reason.FAILED, "the answer was cut off")
    found = report([item(2, views=failed, saved=1), item(1, views=1, product_type="STORY")], metrics=("views", "saved"))
    assert found.absences == (
        Absence("acme", "17000000000000001", "saved", "not_supported", label="Saves"),
        Absence("acme", "17000000000000002", "views", "failed", "the answer was cut off", "Views"),
    )


def alerts(snapshots: list[Snapshot], spec: dict[str, Any], **keys: Any) -> tuple[Alert, ...]:  # noqa: ANN401 - a spec's keys
    return report(snapshots, alerts={"low": spec}, **keys).alerts


def test_alerts_are_judged_over_the_figures_that_readers_see() -> None:
    snapshots = [item(1, total_interactions=10, reach=100), item(2, total_interactions=1, reach=1_000)]
    # 11 / 1100 = 1 %; the mean of the ratios would be 5.05 %
    assert alerts(snapshots, {"when": "engagement_rate < 0.02", "message": "Low"}, calculated=RATE) == (
        Alert("low", "Low", detail="Engagement rate: 1.0%; Engagement rate < 0.02"),
    )
    assert alerts(snapshots, {"when": "engagement_rate > 0.02"}, calculated=RATE) == ()


def test_alerts_without_a_message_say_their_condition() -> None:
    assert alerts([item(1, views=5)], {"when": "views > 1"}) == (Alert("low", "Low: Views > 1", detail="Views: 5"),)


@pytest.mark.parametrize(
    ("when", "detail"),
    [
        ("1 < 2", "1 < 2"),
        ("reach*2 >= 5 and media != 7", "Sum of post reach: 200; Sum of post reach×2 ≥ 5 and Posts ≠ 7"),
        ("coverage < 1.5", "Share of values available: 100.0%; Share of values available < 1.5"),
        ("change_reach < -0.3", "Sum of post reach, change: -50.0%; Sum of post reach, change < -0.3"),
        ("change_reach <= -10%", "Sum of post reach, change: -50.0%; Sum of post reach, change ≤ -10%"),
        ("reach * 2.5% < 99", "Sum of post reach: 200; Sum of post reach × 2.5% < 99"),
        ("previous_reach > 1", "Sum of post reach, earlier: 400; Sum of post reach, earlier > 1"),
    ],
)
def test_alerts_tell_the_figure_they_were_judged_by_and_the_condition_in_words(when: str, detail: str) -> None:
    keys = {"metrics": ("reach",), "compare": "previous_period", "before": [item(2, published=EARLIER, reach=400)]}
    assert alerts([item(1, reach=200)], {"when": when, "message": "Look"}, **keys) == (
        Alert("low", "Look", detail=detail),
    )


def test_only_if_silences_an_alert() -> None:
    assert alerts([item(1, views=5)], {"when": "views > 1", "only_if": "media >= 2"}) == ()
    assert len(alerts([item(1, views=5), item(2)], {"when": "views > 1", "only_if": "media >= 2"})) == 1


def test_alerts_by_account_name_the_account() -> None:
    snapshots = [item(1, views=5), item(2, account="b", views=500)]
    found = alerts(snapshots, {"when": "views < 100", "by": "account", "message": "Few"}, accounts=("acme", "b", "c"))
    assert found == (Alert("low", "Few", "acme", "Views: 5; Views < 100"),)  # nothing is known of c


def test_coverage_leaves_out_what_a_product_type_never_has() -> None:
    snapshots = [
        item(1, views=1, saved=1),
        item(2, views="failed", saved=1),
        item(3, product_type="STORY", views=1, saved="not_supported"),
    ]
    # observed 4 of 5 asked for
    metrics = ("views", "saved")
    assert alerts(snapshots, {"when": "coverage == 0.8"}, metrics=metrics) != ()
    assert alerts(snapshots, {"when": "coverage < 0.8"}, metrics=metrics) == ()


def test_an_alert_that_cannot_be_judged_is_not_silent() -> None:
    found = report([item(1, views="failed")], alerts={"low": {"when": "views < 5"}})
    assert found.alerts == ()
    assert notes(found, NoteKind.DATA) == [("", "The alert low could not be evaluated because a value is missing.")]


def test_no_highlights_without_anything_to_say() -> None:
    assert report([item(number, views=100) for number in range(12)]).highlights == ()


def test_that_nothing_was_published_is_said() -> None:
    assert report([]).highlights == ("No posts are known for this period.",)
    left_out = "The report's filter excludes the 1 post known for this period."
    assert report([item(1, views=5)], media={"where": "views > 5"}).highlights == (left_out,)
    assert report([item(1, views=5)], media={"product_types": ("REELS",)}).highlights == (left_out,)
    assert report([item(1, views="failed")], media={"where": "views > 5"}).highlights == ()


def test_the_media_item_that_fell_behind_is_neither_a_story_nor_young() -> None:
    usual = [item(number, views=100) for number in range(4)]
    low = item(9, views=20, caption="Quiet day")
    story = item(10, product_type="STORY", views=5)
    young = item(11, views=2, published=NOW - timedelta(hours=40))
    told = ("“Quiet day” from 16 Nov 2026 had only 20% of the median views (20 compared with 100).",)
    assert report([*usual, low, story, young]).highlights == told
    assert report([*usual, item(9, views=60), story, young]).highlights == ()


def test_the_media_item_that_stands_out() -> None:
    snapshots = [*(item(number, views=100) for number in range(4)), item(9, views=450, caption="Launch  day\n#newdrop")]
    # the median of 100 100 100 100 450 is 100
    assert report(snapshots).highlights == (
        "“Launch day #newdrop” from 16 Nov 2026 had 4.5 times the median views (450 compared with 100).",
    )
    assert report(snapshots[1:]).highlights == ()  # of four, no one is called typical


def test_the_product_type_above_its_share_and_the_few_that_carry_most() -> None:
    snapshots = [
        *(item(number, views=100) for number in range(9)),
        *(reel(number, views=1700) for number in range(20, 23)),
    ]
    # reels: 5,100 of 6,000 views, 3 of 12 media items; median of all is 100, so a reel has 17 times as many
    assert report(snapshots).highlights == (
        "The reel from 16 Nov 2026 had 17.0 times the median views (1,700 compared with 100).",
        "Reels accounted for 85% of views and 25% of posts (3 of 12).",
        "The top 3 of 12 posts accounted for 85% of views.",
    )


def test_the_group_with_the_best_rate() -> None:
    snapshots = [
        *(item(number, total_interactions=1, reach=100) for number in range(3)),
        *(reel(number, total_interactions=5, reach=100) for number in range(20, 23)),
    ]
    # 18 / 600 = 3 % in all, 15 / 300 = 5 % for reels
    found = report(snapshots, metrics=("reach",), calculated=RATE)
    assert found.highlights == ("Reels had the highest engagement rate: 5.0%, compared with 3.0% overall.",)


def test_notes_say_when_and_what_is_young() -> None:
    young = datetime(2026, 11, 22, 7, tzinfo=UTC)
    found = report([item(1, published=young, views=1), item(2, views=2)], timezone="Europe/Berlin")
    assert "on 23 Nov 2026, 09:00 (Europe/Berlin)" in notes(found, NoteKind.AS_OF)[0][1]
    assert notes(found, NoteKind.PROVISIONAL)[0][1].startswith("1 post was less than 48 hours old when it was measured")


def test_notes_sum_up_what_is_missing_and_why() -> None:
    snapshots = [
        *(item(number, reach=10) for number in range(3)),
        item(4, reach="not_enough_viewers"),
        item(5, reach="failed"),
        item(6, reach="failed"),
        item(7, product_type="STORY", reach="not_supported"),
    ]
    found = notes(report(snapshots, metrics=("reach",)), NoteKind.MISSING)
    assert found == [
        (
            "Reach",
            (
                "Posts with a value: 3 of 6. Missing: could not be fetched (2); "
                "too few viewers for Instagram to report a value (1)."
            ),
        ),
        ("Reach", "Not available for stories."),
    ]


def test_a_product_type_that_has_the_metric_here_and_there_is_not_said_to_lack_it() -> None:
    snapshots = [item(1, reach=10), item(2, reach="not_supported"), reel(3, reach="not_supported")]
    assert notes(report(snapshots, metrics=("reach",)), NoteKind.MISSING) == [
        ("Reach", "Posts with a value: 1 of 2. Missing: not available for this type of post (1)."),
        ("Reach", "Not available for reels."),
    ]


def test_notes_tell_of_stories_only_where_they_may_be_lost() -> None:
    assert notes(report([]), NoteKind.STORIES) != []
    assert notes(report([], media={"product_types": ("FEED",)}), NoteKind.STORIES) == []
    assert notes(report([], metrics=("saved",)), NoteKind.STORIES) == []
    assert notes(report([], period="today"), NoteKind.STORIES) == []


def test_notes_tell_what_the_filter_left_out() -> None:
    snapshots = [item(1, views=5), item(2, views="failed"), item(3, views=500), reel(4, views=500)]
    found = report(snapshots, media={"product_types": ("FEED",), "where": "views > 100"})
    assert [text for _, text in notes(found, NoteKind.FILTER)] == [
        "1 post from the period is excluded by the filter.",
        "1 post is excluded because it does not meet this condition: views > 100.",
        "1 post is excluded because a missing value makes this condition impossible to check: views > 100.",
    ]


def test_notes_tell_how_each_number_is_made() -> None:
    found = dict(notes(report([], metrics=("reach",), calculated=RATE), NoteKind.METRIC))
    assert found["Reach"].endswith("For several posts, this is the sum of post reach.")
    assert found["Engagement rate"].startswith("Interactions ÷ Reach.")
    assert "Interactions" in found


def test_notes_tell_of_collaborations() -> None:
    snapshots = [item(1, username="acme"), item(2, username="acme"), item(3, username="friend")]
    assert notes(report(snapshots), NoteKind.DATA) == [
        ("acme", "1 post appears on this account but belongs to another account (@friend).")
    ]
    shared = report([item(1), item(1, account="b")], accounts=("acme", "b"))
    assert notes(shared, NoteKind.DATA) == [("", "1 post appears on several accounts. It counts once in every total.")]


def test_failures_are_told_and_notes_are_in_order() -> None:
    edition = make_edition(make_spec(), accounts=("acme", "b"))
    found = build_report(
        edition,
        dataset([item(1, views=1)], edition),
        catalog=load_catalog(),
        theme=Theme(),
        texts={},
        annotations=(),
        failures=[("b", "the token of b has expired")],
        silent=frozenset({"b"}),
    )
    assert ("b", "No response for this account: the token of b has expired.") in notes(found, NoteKind.MISSING)
    table = found.sections[3]
    assert [(cell.value, cell.missing) for cell in table.rows[1].cells] == [
        ("b", ""),
        (None, "failed"),
        (None, "failed"),
    ]
    order = list(NoteKind)
    assert [order.index(note.kind) for note in found.notes] == sorted(order.index(note.kind) for note in found.notes)


@pytest.mark.parametrize(
    ("conditions", "snapshots", "holds"),
    [
        (("coverage < 0.95",), [item(1, views=1)], ()),
        (("coverage < 0.95", "media < 5"), [item(1, views="failed")], ("coverage < 0.95", "media < 5")),
        (("views < 5",), [item(1, views="failed")], ("views < 5 could not be evaluated because a value is missing",)),
        (("coverage < 0.95",), [], ()),  # a week without media lacks nothing
    ],
)
def test_a_report_that_meets_its_conditions_is_held(
    conditions: tuple[str, ...], snapshots: list[Snapshot], holds: tuple[str, ...]
) -> None:
    assert report(snapshots, hold_if=conditions).holds == holds


def test_words_that_are_wanted_hold_the_report_until_they_are_there() -> None:
    def holds(file: str) -> tuple[str, ...]:
        return report([], sections=({"kind": "text", "file": file, "required": "true"},)).holds

    assert holds("notes/a.md") == ()
    assert holds("notes/b.md") == ("the text file notes/b.md is missing or empty",)


def test_media_of_which_it_is_not_known_whether_they_meet_the_condition_lower_the_coverage() -> None:
    snapshots = [item(1, views=5, saved=3), item(2, views=5, saved="failed")]
    keys: dict[str, Any] = {
        "metrics": ("views",), "media": {"where": "saved > 1"}, "hold_if": ("coverage < 0.95",)
    }  # fmt: skip
    found = report(snapshots, **keys)
    assert len(found.media.rows) == 1
    assert found.holds == ("coverage < 0.95",)
    assert report(snapshots[:1], **keys).holds == ()


def test_what_a_condition_for_holding_needs_is_asked() -> None:
    spec = make_spec(metrics=("views",), hold_if=("saved / reach < 0.01",))
    assert required_metrics(spec, load_catalog().metrics) == ("views", "saved", "reach")


def test_a_list_that_was_not_read_for_all_of_the_period_is_told() -> None:
    wednesday = datetime(2026, 11, 18, 12, tzinfo=UTC)
    ground = Ground(known_until={"beta": wednesday, "gamma": None})
    found = report([item(1, views=5)], accounts=("acme", "beta", "gamma"), ground=ground)
    told = notes(found, NoteKind.MISSING)
    assert ("beta", "The list of posts from this period is complete only until 18 Nov 2026, 12:00.") in told
    assert ("gamma", "The list of posts from this period may be incomplete.") in told
