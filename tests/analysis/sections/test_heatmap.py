"""The section heatmap: one metric over two dimensions."""

from __future__ import annotations

from reporter.analysis.figures.cells import ENOUGH
from tests.support.analysis_makers import cells, on, section, values


def test_heatmaps_carry_the_whole_grid_and_name_the_best_cell() -> None:
    monday = [on(16, 9, number=number, views=10) for number in range(ENOUGH)]
    shown = section([*monday, on(17, 20, views=500)], {"kind": "heatmap", "metric": "views"})
    assert [column.name for column in shown.columns] == ["weekday", "hour", "media", "views"]
    assert len(shown.rows) == 7 * 24
    filled = [row for row in values(shown) if row["media"]]
    assert filled == [
        {"weekday": "Monday", "hour": "09", "media": 3, "views": 30},
        {"weekday": "Tuesday", "hour": "20", "media": 1, "views": 500},
    ]
    assert [cell.weak for cell in cells(shown, "views") if cell.value] == [False, True]
    assert {cell.missing for cell in cells(shown, "views") if cell.value is None} == {"no_media"}
    assert shown.notes == ("Highest views: Monday, 09:00 (3 posts).",)
    assert shown.chart is not None
    assert (shown.chart.x, shown.chart.series, shown.chart.y) == ("hour", "weekday", ("views",))


def test_heatmaps_on_little_name_no_best_cell() -> None:
    shown = section([on(16, views=1)], {"kind": "heatmap", "metric": "views", "rows": "day", "columns": "product_type"})
    assert len(shown.rows) == 7
    assert shown.notes == ("No cell has at least 3 posts, so none is named as the highest.",)


def test_a_heatmap_without_media_has_no_rows() -> None:
    shown = section([], {"kind": "heatmap", "metric": "views"})
    assert (shown.rows, shown.notes) == ((), ())
