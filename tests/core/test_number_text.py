"""One rounding for all forms: half away from zero, and a sign only for what is shown with one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.analysis.wording import figure_text
from reporter.core.i18n import Translator
from reporter.core.number_text import shape
from reporter.core.report import Format
from reporter.renderers import formats


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (12_344.5, Format.NUMBER, "12,345"),
        (0.00036, Format.PERCENT, "0.04%"),
        (0.00004, Format.PERCENT, "0.0%"),
        (0.00996, Format.PERCENT, "1.0%"),
        (0.285, Format.CHANGE, "+29%"),
        (0.0003, Format.CHANGE, "0.0%"),
        (0.0005, Format.CHANGE, "+0.1%"),
        (-0.0995, Format.CHANGE, "-10%"),
        (9.995, Format.DECIMAL, "10.0"),
        (75_500, Format.DURATION, "1:16"),
    ],
)
def test_sentences_and_pages_show_the_same_digits(value: float, kind: Format, text: str) -> None:
    assert formats.text(value, kind, "en_GB") == text
    assert figure_text(value, kind, translator=Translator("en_GB")) == text


@given(st.floats(-1e9, 1e9), st.sampled_from(["en_GB", "de_DE", "fr_FR", "en_IN"]))
def test_only_seconds_are_written_out_in_sentences(value: float, locale: str) -> None:
    translator = Translator(locale)
    for kind in (Format.NUMBER, Format.DECIMAL, Format.PERCENT, Format.PERCENT_POINTS, Format.CHANGE):
        assert figure_text(value, kind, translator=translator) == formats.text(value, kind, locale)
    duration = formats.text(abs(value), Format.DURATION, locale)
    assert figure_text(abs(value), Format.DURATION, translator=translator).split()[0] == duration.split()[0]


def test_percentages_in_sentences_have_the_places_of_changes() -> None:
    german = Translator("de_DE")
    shown = [german.percent(share) for share in (0.046, 0.0996, 0.12, 1.5)]
    assert shown == ["4,6\xa0%", "10\xa0%", "12\xa0%", "150\xa0%"]
    assert german.percent(0.0045, 1) == "0,5\xa0%"
    assert (german.number(12_344.5), german.number(2.25, 1)) == ("12.345", "2,3")
    assert Translator("en_IN").number(1_234_567) == "12,34,567"


@given(st.floats(-100, 100))
def test_the_sign_is_that_of_the_digits(value: float) -> None:
    for kind in (Format.CHANGE, Format.POINTS):
        shown = shape(value, kind)
        assert shown.sign == (shown.shown > 0) - (shown.shown < 0)
        assert (formats.text(value, kind, "en_GB")[0] in "+-") == (shown.sign != 0)
