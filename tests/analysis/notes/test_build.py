"""The data notes of a report: when it was measured, what is excluded, and how each value is computed."""

from __future__ import annotations

from datetime import UTC, datetime

from reporter.analysis.figures.population import Ground
from reporter.core.report import NoteKind
from tests.support.analysis_makers import item, notes, reel, report

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}


def test_notes_say_when_and_what_is_young() -> None:
    young = datetime(2026, 11, 22, 7, tzinfo=UTC)
    found = report([item(1, published=young, views=1), item(2, views=2)], timezone="Europe/Berlin")
    assert "on 23 Nov 2026, 09:00 (Europe/Berlin)" in notes(found, NoteKind.AS_OF)[0][1]
    assert notes(found, NoteKind.PROVISIONAL)[0][1].startswith("1 post was less than 48 hours old when it was measured")


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


def test_a_list_that_was_not_read_for_all_of_the_period_is_told() -> None:
    wednesday = datetime(2026, 11, 18, 12, tzinfo=UTC)
    ground = Ground(known_until={"beta": wednesday, "gamma": None})
    found = report([item(1, views=5)], accounts=("acme", "beta", "gamma"), ground=ground)
    told = notes(found, NoteKind.MISSING)
    assert ("beta", "The list of posts from this period is complete only until 18 Nov 2026, 12:00.") in told
    assert ("gamma", "The list of posts from this period may be incomplete.") in told
