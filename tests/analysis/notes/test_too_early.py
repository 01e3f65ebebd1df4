"""A report for which history is too young is one text that says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.analysis.figures.population import Ground
from reporter.core.report import Report
from tests.support.analysis_makers import item, report

UNREAD = Ground(unread=frozenset({"acme"}), growth_from=datetime(2026, 11, 30, 8, tzinfo=UTC))


def only_text(found: Report) -> str:
    (section,) = found.sections
    assert (section.kind, section.title) == ("text", "No numbers yet")
    assert (found.highlights, found.absences) == ((), ())
    return section.body


def test_growth_without_two_readings_says_from_when_it_is_known() -> None:
    text = only_text(report([item(1, views="not_collected")], basis="gained", ground=UNREAD))
    assert "The 1 known post does not have readings at both times." in text
    assert text.endswith(
        "Reports created from 30 Nov 2026, 08:00 onwards will show numbers if data is collected regularly."
    )


def test_growth_of_a_past_period_will_never_be_known() -> None:
    ground = Ground(unread=frozenset({"acme"}))
    text = only_text(report([item(1, views="not_collected")], basis="gained", ground=ground))
    assert text.endswith("Data that is collected later cannot replace the missing readings of this period.")


def test_posts_younger_than_the_age_say_when_they_are_old_enough() -> None:
    text = only_text(report([item(1, views=1), item(2, views=2)], at_age="30d"))
    assert "This report measures posts at the age of 30 days. All 2 posts of the period are younger than that." in text
    assert "Reports created from 23 Dec 2026, 00:00 onwards will show numbers" in text


@pytest.mark.parametrize(
    "found",
    [
        report([item(1, views=1)], basis="gained"),
        report([], basis="gained", ground=UNREAD),
        report([item(1, views=1)], basis="gained", ground=UNREAD, accounts=("acme", "beta")),
        report([], at_age="30d"),
        report([item(1, views=1)]),
    ],
    ids=["read", "no posts", "one account read", "nothing too young", "published"],
)
def test_other_reports_have_their_sections(found: Report) -> None:
    assert len(found.sections) > 1
