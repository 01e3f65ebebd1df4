"""The page: one self-contained HTML file that needs no scripts, written from the templates."""

from __future__ import annotations

from pathlib import Path

from reporter.core.report import Artifact, Report
from reporter.renderers.charts import draw as charts
from reporter.renderers.html.templates import fill_page


def render(report: Report, *, name: str, template: str = "report.html", folders: tuple[Path, ...] = ()) -> Artifact:
    """Return the page as an artifact called `name`. `folders` are searched for templates before the shipped ones.

    Raises ConfigurationError naming file, line and reason when a template is wrong or takes too much.
    """
    drawings = {
        section.name: (charts.svg(section, report), charts.svg(section, report, width=charts.NARROW))
        for section in report.sections
        if section.chart
    }
    return Artifact(name, fill_page(report, drawings, template=template, folders=folders).encode("utf-8"))
