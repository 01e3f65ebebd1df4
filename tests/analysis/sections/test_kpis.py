"""The section kpis: one row of key figures, each with its small chart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reporter.core.report import Format
from tests.support.analysis_makers import item, on, section, total, values

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement rate"}}


def test_kpis_are_one_row_with_their_course() -> None:
    shown = section([on(16, views=5), on(16, 13, views=6), on(22, views=1)], {"kind": "kpis"}, calculated=RATE)
    assert (shown.kind, shown.name, shown.title) == ("kpis", "kpis", "Key figures")
    assert [column.name for column in shown.columns] == ["views", "engagement_rate"]
    assert [column.format for column in shown.columns] == [Format.NUMBER, Format.PERCENT]
    assert values(shown) == [{"views": 12, "engagement_rate": None}]
    assert shown.rows[0].cells[0].spark == (11.0, None, None, None, None, None, 1.0)
    assert shown.sparks == "The small charts show the period by day."
    assert total(shown, "views") == 12


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
    shown = section([on(16, views=5)], {"kind": "kpis"}, past=past)
    assert (shown.rows[0].cells[0].spark, shown.sparks) == (spark, words)
