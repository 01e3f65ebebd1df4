"""Colours of pages and charts, made from the brand colour and fixed."""

from __future__ import annotations

import pytest

from reporter.core.contrast import TEXT_CONTRAST, contrast
from reporter.renderers.colours import SERIES_COLOURS, variables


@pytest.mark.parametrize("brand", ["#1f4e8c", "#ffd400", "#000000", "#ffffff", "#808080", "#ff0000"])
def test_colours_made_from_any_brand_can_be_read(brand: str) -> None:
    for side in variables(brand):
        assert contrast(side["brand-text"], side["brand-tint"]) >= TEXT_CONTRAST
        assert contrast(side["brand-text"], side["paper"]) >= TEXT_CONTRAST
        assert contrast(side["brand-ink"], side["brand"]) >= TEXT_CONTRAST
        assert contrast(side["ink"], side["brand-bar"]) >= TEXT_CONTRAST
        for step in range(7):
            assert contrast(side[f"heat-{step}"], side[f"heat-ink-{step}"]) >= TEXT_CONTRAST
        for name in ("feed", "reels", "story", *(f"series-{place}" for place in range(1, len(SERIES_COLOURS) + 1))):
            assert contrast(side[name], side["paper"]) >= TEXT_CONTRAST
