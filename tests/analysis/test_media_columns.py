"""The columns of a list of media items."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.support.analysis_makers import NOW, cells, column, item, section


def test_the_age_when_read_is_told_of_stories_and_why_not_of_others() -> None:
    unread = item(1, product_type="STORY")
    read = replace(item(2, product_type="STORY", views=5, published=NOW - timedelta(hours=20)), oldest=NOW)
    media = section([unread, read, item(3, views=5)], {"kind": "media"})
    found = dict(zip(column(media, "media_id"), cells(media, "age_hours"), strict=True))
    told = [found[f"1700000000000000{place}"] for place in (1, 2, 3)]
    assert [(cell.value, cell.missing) for cell in told] == [
        (None, "not_collected"),
        (20.0, ""),
        (None, "stories_only"),
    ]
