"""The section media: one row for each media item."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.analysis_makers import cells, column, item, section, total


def test_media_rows_are_newest_first_with_labels_and_reasons() -> None:
    labels = {"content_pillar": {"Deal": {"caption": {"contains": "deal"}}}}
    young = datetime(2026, 11, 22, 9, tzinfo=UTC)
    snapshots = [
        item(1, caption="A deal", views=5, permalink="javascript:alert(1)"),
        item(2, published=young, views="failed"),
    ]
    shown = section(snapshots, {"kind": "media"}, labels=labels, timezone="Europe/Berlin")
    assert [one[-1] for one in column(shown, "media_id")] == ["2", "1"]
    assert column(shown, "content_pillar") == ["unlabelled", "Deal"]
    assert column(shown, "published")[0].isoformat() == "2026-11-22T10:00:00+01:00"
    assert column(shown, "permalink") == ["https://www.instagram.com/p/x/", None]
    assert [(cell.value, cell.missing, cell.provisional) for cell in cells(shown, "views")] == [
        (None, "failed", False),
        (5, "", False),
    ]
    assert [row.provisional for row in shown.rows] == [False, False]
    assert total(shown, "views") == 5
