"""Colours with enough contrast, made from the brand colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.core.contrast import (
    DEFAULT_BRAND,
    INK,
    PAPER,
    TEXT_CONTRAST,
    alike,
    brand_of,
    contrast,
    ink_on,
    mix,
    readable,
)
from reporter.renderers.colours import variables

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(
    ("written", "brand"),
    [("#1F4E8C", "#1f4e8c"), ("#abc", DEFAULT_BRAND), ("red", DEFAULT_BRAND), ("", DEFAULT_BRAND)],
)
def test_only_six_digits_are_a_brand_colour(written: str, brand: str) -> None:
    assert brand_of(written) == brand


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == ["#ffffff", "#808080", "#000000"]


def test_colours_that_are_easily_confused() -> None:
    assert alike("#0072b2", "#0a7ab8")
    assert not alike("#0072b2", "#c75000")


def test_the_ink_is_the_one_that_reads_best() -> None:
    assert ink_on("#000000") == PAPER
    assert ink_on("#ffffff") == INK


@given(COLOURS, st.sampled_from([PAPER, "#12161c"]))
def test_a_readable_shade_has_the_contrast_and_a_readable_colour_stays(colour: str, ground: str) -> None:
    shade = readable(colour, ground, TEXT_CONTRAST)
    assert contrast(shade, ground) >= TEXT_CONTRAST
    assert (shade == colour) == (contrast(colour, ground) >= TEXT_CONTRAST)


@given(COLOURS)
def test_text_can_be_read_on_every_ground_of_light_and_dark_pages(brand: str) -> None:
    for side in variables(brand):
        assert contrast(side["brand"], side["paper"]) >= TEXT_CONTRAST
        assert contrast(side["brand-ink"], side["brand"]) >= TEXT_CONTRAST
        assert contrast(side["brand-text"], side["brand-tint"]) >= TEXT_CONTRAST
        assert contrast(side["ink"], side["paper"]) >= TEXT_CONTRAST
        for step in range(7):
            assert contrast(side[f"heat-ink-{step}"], side[f"heat-{step}"]) >= TEXT_CONTRAST
