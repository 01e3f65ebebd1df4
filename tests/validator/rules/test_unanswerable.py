"""Stories of periods that are over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, spec


@pytest.mark.parametrize("period", ["today", "yesterday", "last_2_days", "this_week"])
def test_stories_of_a_day_that_is_not_over_are_not_warned_of(folder: Path, period: str) -> None:
    assert findings(folder, spec("media: {product_types: [STORY]}", period=period)) == []
