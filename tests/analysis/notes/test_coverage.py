"""Data notes on what history bears: intervals, ages, comparisons, media gone, stories caught and missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.core.observations import Outage, Snapshot, StoryWatch
from reporter.core.report import NoteKind
from tests.support.analysis_makers import item, report


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def notes(snapshots: list[Snapshot], *kinds: NoteKind, **keys: Any) -> list[str]:  # noqa: ANN401 - a spec's keys
    return [note.text for note in report(snapshots, **keys).notes if not kinds or note.kind in kinds]


def notes_text(snapshots: list[Snapshot], **keys: Any) -> str:  # noqa: ANN401 - as above
    return " ".join(notes(snapshots, **keys))


def test_growth_tells_the_interval_that_the_looks_really_cover() -> None:
    old = replace(item(1, published=at(1), seen=at(22, 23, 50), views=5), oldest=at(16, 0, 10))
    older = replace(item(2, published=at(1), seen=at(22, 21), views=5), oldest=at(15, 20))
    young = item(3, published=at(17), seen=at(22, 23), views=5)
    text = notes_text([old, older, young], basis="gained")
    assert "Readings at the start of the period: 15 Nov 2026, 20:00 – 16 Nov 2026, 00:10. Readings at the end:" in text
    assert "Readings at the end: 22 Nov 2026, 21:00 – 22 Nov 2026, 23:50." in text
    assert "1 post was published during the period, so its growth is counted from zero" in text


def test_growth_that_is_not_known_is_counted() -> None:
    text = notes_text([item(1, published=at(1), views="not_collected"), item(2, views=1)], basis="gained")
    assert "1 post lacks a reading near the start or the end of the period, so its growth is unknown." in text


def test_ages_at_which_media_were_really_seen_are_told() -> None:
    snapshots = [
        item(1, published=at(16), seen=at(18, 1), views=5),
        item(2, published=at(16), seen=at(20), views=5),
        item(3, published=at(22, 12), views="not_collected"),
    ]
    text = notes_text(snapshots, at_age="2d")
    assert "For each post, this report uses the first values collected at an age of 2 days or later." in text
    assert "Actual ages range from 2 d 1 h to 4 d" in text
    assert "1 post was first measured long after that age." in text
    assert "1 of 3 posts is not 2 days old yet and is not counted." in text


def test_a_comparison_is_named_and_says_as_of_when_it_was_known() -> None:
    earlier = [item(1, published=at(10), views=5)]
    unequal = notes_text([item(2, views=1)], before=earlier, compare="previous_period")
    equal = notes_text([item(2, views=1)], before=earlier, compare="previous_period", at_age="1d")
    assert "Compared with" in unequal
    assert "which has 1 post." in unequal
    assert (
        "The earlier values are those known on 16 Nov 2026, 08:00, when the earlier posts were as old as the current "
        "posts are now." in unequal
    )
    assert "as old as" not in equal


def test_media_that_are_gone_are_counted() -> None:
    assert "2 posts are no longer available on Instagram and are excluded." in notes_text(
        [item(views=1)], gone={"acme": 2}
    )


def test_numbers_that_could_not_be_read_again_are_counted() -> None:
    text = notes_text([replace(item(1, views=5), stale=("views", "likes"))])  # likes are not in the report
    assert "1 value was not returned at the last reading. The report shows the last value collected." in text


def watched(**keys: Any) -> StoryWatch:  # noqa: ANN401 - of several types
    return replace(StoryWatch("acme", known=9, caught=9, outages=(), since=at(1)), **keys)


def test_an_outage_names_the_stories_that_expired_in_it() -> None:
    watch = watched(caught=7, outages=(Outage(at(17, 3), at(17, 9), 2),))
    text = notes_text([item(product_type="STORY", views=1)], watches=[watch])
    assert (
        "7 of 9 stories were collected shortly before they expired. "
        "2 stories expired while no data was collected (Tue 17 Nov 2026, 03:00–09:00)." in text
    )


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "Instagram provides story insights for 24 hours only. None were collected during that time"),
        (at(18), "Story collection started on 18 Nov 2026, 00:00. Stories that expired before then may be missing."),
        (at(16, 12), ""),
    ],
)
def test_a_week_without_eyes_on_stories_says_so(since: datetime | None, words: str) -> None:
    text = notes_text([item(views=1)], watches=[watched(known=0, caught=0, since=since)])
    assert words in text
    assert bool(words) == ("stories" in text.lower())


def test_reports_without_stories_say_nothing_of_them() -> None:
    keys = {"media": {"product_types": ("REELS",)}, "watches": [watched(caught=1)]}
    assert notes([item(product_type="REELS", views=1)], NoteKind.STORIES, **keys) == []


def test_stories_tell_the_ages_at_which_they_were_read() -> None:
    story = item(1, product_type="STORY", published=at(17), seen=at(17, 23, 30), views=5)
    assert "at an age of 23 h 30 min" in notes_text([story], watches=[watched()])
