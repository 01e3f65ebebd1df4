"""Which media items of two periods are compared."""

from __future__ import annotations

from datetime import UTC, datetime

from reporter.analysis.figures.population import Ground
from tests.support.analysis_makers import cells, item, report, values
from tests.support.compared_weeks import BEFORE, on, section


def test_a_number_first_read_long_after_the_age_is_not_compared() -> None:
    before = item(1, published=datetime(2026, 11, 10, tzinfo=UTC), views=100, seen=datetime(2026, 11, 14, tzinfo=UTC))
    measured = on(16, views=50, seen=datetime(2026, 11, 17, 13, tzinfo=UTC))
    found = section([measured], [before], {"kind": "kpis"}, at_age="1d")
    assert (cells(found, "change_views")[0].value, cells(found, "change_views")[0].missing) == (None, "incomplete")


STORYLESS = Ground(storyless=frozenset({"acme"}))
UNWATCHED = "Changes exclude stories that were not collected throughout both periods."


def test_stories_that_nobody_watched_in_both_periods_make_no_rise() -> None:
    now, before = [on(16, views=100), on(17, product_type="STORY", views=80)], [on(9, views=100)]
    found = report(now, before=before, ground=STORYLESS, sections=({"kind": "kpis"},), **BEFORE)
    (row,) = values(found.sections[0])
    assert (row["views"], row["compared_views"], row["previous_views"], row["change_views"]) == (180, 100, 100, 0)
    (change,) = cells(found.sections[0], "change_views")
    assert change.marks.remarks == ("without stories: 100, previously 100",)
    assert (found.highlights, found.sections[0].notes) == ((), (UNWATCHED,))
    assert UNWATCHED in [note.text for note in found.notes]
    watched = report(now, before=before, sections=({"kind": "kpis"},), **BEFORE)
    assert watched.highlights[0] == "Views rose 80% compared with the previous period, from 100 to 180."
    assert watched.sections[0].notes == ()
