"""The split of a count by a breakdown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType
from reporter.sandbox.breakdowns import parts_by_value
from tests.support.sandbox_media import newest


@given(st.integers(0, 5000), st.integers(0, 5000))
@settings(max_examples=100, deadline=None)
def test_parts_add_up_and_only_grow(less: int, more: int) -> None:
    story, breakdown = newest(ProductType.STORY), load_catalog().breakdowns["story_navigation_action_type"]
    before, after = parts_by_value(story, breakdown, less), parts_by_value(story, breakdown, less + more)
    assert sum(before.values()) == less
    assert sum(after.values()) == less + more
    assert all(after[name] >= count for name, count in before.items())
    assert set(after) <= {"tap_forward", "tap_back", "tap_exit", "swipe_forward"}
    assert 0 not in after.values()
