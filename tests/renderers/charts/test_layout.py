from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.renderers.charts import draw as charts
from tests.support import html_sample
from tests.support.drawing import Drawing

REPORT = html_sample.sample()


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_drawings_are_as_wide_as_they_promise_whatever_their_names(width: int) -> None:
    trend = html_sample.trend()
    for name in ("x", "A name that takes more room than others"):
        columns = (*trend.columns[:3], replace(trend.columns[3], label=name))
        svg = charts.svg(replace(trend, columns=columns), REPORT, width=width)
        box = Drawing(svg).root.attrib["viewBox"].split()
        assert float(box[2]) == pytest.approx(width, abs=0.1)
