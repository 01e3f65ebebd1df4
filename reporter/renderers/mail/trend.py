"""The trend of a mail: which section its chart draws, and the chart's numbers in words for those who do not see it."""

from __future__ import annotations

from reporter.core.i18n import say
from reporter.core.report import Report, Section
from reporter.renderers import formats
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.data import Panel, Point, Series, panels
from reporter.renderers.formats import cut, flat

# Signs: a name, a sentence that nobody can vouch for the length of.
MOST_NAME, MOST_SENTENCE = 100, 400
PROVISIONAL = "*"
_MOST_PLACES, _MOST_SERIES = 31, 3


def trend_of(report: Report) -> Section | None:
    """Return the section that the mail's chart draws: the first trend with anything to draw."""
    return next((section for section in report.sections if section.kind == "trend" and panels(section, report)), None)


def hollow_words(trend: Section, report: Report) -> str:
    """Return what hollow points mean, "" where the chart has none."""
    drawn = charts.hollow(trend, report)
    return (
        say(
            "Hollow markers show provisional figures, "
            "which include values collected less than 48 hours after publication."
        )
        if drawn
        else ""
    )


def course(section: Section, report: Report) -> tuple[str, ...]:
    """Return the chart's numbers, a line a series; of a long course only its highest and lowest."""
    short = (panel for panel in panels(section, report) if len(panel.places) <= _MOST_PLACES)
    lines = [_points(panel, series) for panel in short for series in panel.series]
    said = cut(flat(section.chart.alt), MOST_SENTENCE) if section.chart else ""
    return tuple(filter(None, (said, *lines[:_MOST_SERIES])))


def _points(panel: Panel, series: Series) -> str:
    pairs = zip(panel.places, series.points, strict=True)
    said = "; ".join(_joined(f"{place.words} {_number(point)}") for place, point in pairs)
    return f"{cut(series.name, MOST_NAME)}: {said}"


def _number(point: Point) -> str:
    if point.value is None:
        return f"{formats.MISSING} ({point.words})"
    return point.words + (PROVISIONAL if point.provisional else "")


def _joined(words: str) -> str:
    """Return words between which no line may end: a day and its number."""
    return words.replace(" ", "\xa0")
