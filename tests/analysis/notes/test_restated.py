"""Figures of an archived report that have changed since it was sent."""

from __future__ import annotations

import json
from typing import Any

from reporter.analysis.notes.restated import restatement
from reporter.core.i18n import Translator
from reporter.core.report import NoteKind, Report
from reporter.renderers.json import document
from tests.support.analysis_makers import item, report

ENGLISH = Translator("en_GB")
RATE = {"rate": {"formula": "saved / reach", "format": "percent", "label": "Save rate"}}


def week(**values: Any) -> Report:  # noqa: ANN401 - measures as in item
    return report([item(1, **values)], metrics=tuple(values), sections=({"kind": "kpis"},), calculated=RATE)


def sent(computed: Report) -> dict[str, Any]:
    """Return a report as it was archived."""
    archived: dict[str, Any] = json.loads(json.dumps(document(computed)))
    return archived


def test_figures_that_are_the_same_need_no_note() -> None:
    same = week(views=1_000, reach=500, saved=5)
    assert restatement(sent(same), same, translator=ENGLISH) is None


def test_every_figure_that_changed_is_named_with_both_values() -> None:
    then, now = week(views=1_000, reach=500, saved=5), week(views=1_200, reach=500, saved=10)
    note = restatement(sent(then), now, translator=ENGLISH)
    assert note is not None
    assert note.kind is NoteKind.RESTATED
    assert note.text == (
        "Figures for Mon 16 – Sun 22 Nov 2026 have changed since the report of 23 Nov 2026, 08:00: "
        "views: 1,000 in that report, 1,200 now; saves: 5 in that report, 10 now; "
        "save rate: 1.0% in that report, 2.0% now."
    )


def test_a_change_that_readers_would_not_see_is_none() -> None:
    then, now = week(saved=50_001, reach=1_000_000), week(saved=50_002, reach=1_000_000)
    note = restatement(sent(then), now, translator=ENGLISH)
    assert note is not None
    assert "rate" not in note.text


def test_a_figure_that_is_missing_on_one_side_is_not_compared() -> None:
    then = week(views=1_000)
    now = report([item(1, views="failed")], sections=({"kind": "kpis"},))
    assert restatement(sent(then), now, translator=ENGLISH) is None
