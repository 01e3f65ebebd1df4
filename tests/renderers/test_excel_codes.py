"""Excel's number formats write signs, units and names as the language does."""

from __future__ import annotations

import pytest

from reporter.core.i18n import speaking
from reporter.core.report import Format
from reporter.renderers.excel.number_formats import axis_format, number_format


@pytest.mark.parametrize(
    ("locale", "percent", "points", "day", "axis"),
    [
        ("en_GB", "0.0%", '0.0"%"', "[$-809]d mmm yyyy", '[>=1000000]0.0,,"M";[>=10000]0,"K";#,##0'),
        ("de_DE", '0.0"\xa0"%', '0.0"\xa0%"', '[$-407]d". "mmm yyyy', '[>=1000000]0.0,,"\xa0Mio.";#,##0'),
        ("fr_FR", '0.0"\xa0"%', '0.0"\xa0%"', "[$-40C]d mmm yyyy", '[>=1000000]0.0,,"\xa0M";[>=10000]0,"\xa0k";#,##0'),
        ("en_IN", "0.0%", '0.0"%"', "[$-4009]d mmm yyyy", '[>=10000]0,"K";#,##0'),  # a million has no sign of its own
        ("tr_TR", "%0.0", '"%"0.0', "[$-41F]d mmm yyyy", '[>=1000000]0.0,,"\xa0Mn";[>=10000]0,"\xa0B";#,##0'),
    ],
)
def test_codes_follow_the_language(locale: str, percent: str, points: str, day: str, axis: str) -> None:
    with speaking(locale):
        assert number_format(Format.PERCENT) == percent
        assert number_format(Format.PERCENT_POINTS) == points
        assert number_format(Format.DATE) == day
        assert axis_format(Format.NUMBER) == axis


@pytest.mark.parametrize(
    ("locale", "month"),
    [("en_GB", "[$-809]mmm yyyy"), ("pt_BR", '[$-416]mmm "de" yyyy'), ("pl_PL", "[$-415]mmm yyyy")],
)
def test_months_are_named(locale: str, month: str) -> None:
    with speaking(locale):
        assert number_format(Format.MONTH) == month
