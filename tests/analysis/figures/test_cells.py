"""Figures and values of media items as cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from reporter.analysis.figures.cells import ENOUGH, fact_cells, number_of, rows
from reporter.core.report import Cell, Row
from tests.support.analysis_makers import NOW, cells, item, section


def test_a_figure_of_few_posts_is_weak_where_groups_are_compared() -> None:
    posts = [item(number, views=5) for number in range(ENOUGH)]
    few = [item(100 + number, product_type="REELS", views=5) for number in range(ENOUGH - 1)]
    table = section([*posts, *few], {"kind": "table", "by": ("product_type",)})
    assert sorted((cell.n, cell.weak) for cell in cells(table, "views")) == [(2, True), (3, False)]


def test_whole_numbers_stay_whole_and_others_keep_their_fraction() -> None:
    calculated = {"half": {"formula": "views / 2", "format": "number"}}
    media = section([item(1, views=4), item(2, views=5)], {"kind": "media"}, calculated=calculated)
    values = [cell.value for cell in cells(media, "half")]
    assert sorted(map(repr, values)) == ["2", "2.5"]


def test_a_missing_value_has_a_reason_and_a_division_by_zero_is_undefined() -> None:
    calculated = {"rate": {"formula": "saved / reach"}}
    snapshots = [item(1, saved=1, reach=0), item(2, saved="failed", reach=5)]
    media = section(snapshots, {"kind": "media"}, calculated=calculated, metrics=("reach",))
    reasons = {cell.missing for cell in cells(media, "rate")}
    assert reasons == {"undefined", "failed"}
    assert all(cell.value is None for cell in cells(media, "rate"))


def test_a_value_that_was_not_updated_says_as_of_when_it_is() -> None:
    old = replace(item(1, views=5), stale=("views",), times={"views": NOW - timedelta(days=2)})
    (cell,) = cells(section([old], {"kind": "media"}), "views")
    assert cell.marks.stale == NOW - timedelta(days=2)
    assert cell.marks.remarks == ("as of 21 Nov 2026",)
    (pooled,) = cells(section([old], {"kind": "kpis"}), "views")
    assert pooled.marks.remarks == ("partly as of 21 Nov 2026",)


def test_a_cell_is_a_number_or_none() -> None:
    assert [number_of(Cell(value)) for value in (5, 2.5, "5", None)] == [5, 2.5, None, None]


def test_columns_of_cells_become_rows() -> None:
    columns = [fact_cells(["a", "b"]), fact_cells([1, 2])]
    assert rows(columns) == (Row((Cell("a"), Cell(1))), Row((Cell("b"), Cell(2))))
    assert rows([]) == ()
