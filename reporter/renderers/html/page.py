"""The page: one self-contained file that needs no scripts, written from the templates.

A workspace's own templates come before the shipped ones; they run confined (confined.py), for they may be hostile.
"""

from __future__ import annotations

from pathlib import Path

from reporter.core.report import Artifact, Report, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.html.confined import confined
from reporter.renderers.html.templates import Drawings, Names, fill_template

_ENDINGS = {".html", ".css", ".js"}


def render(report: Report, *, name: str, template: str = "report.html", folders: tuple[Path, ...] = ()) -> Artifact:
    """Return the page as an artifact called `name`. `folders` are searched for templates before the shipped ones.

    Raises ConfigurationError naming file, line and reason when a template is wrong or takes too much.
    """
    drawings = {section.name: _drawn(section, report) for section in report.sections if section.chart}
    return Artifact(name, written(report, drawings, template=template, folders=folders).encode("utf-8"))


def written(
    report: Report, drawings: Drawings, *, template: str, folders: tuple[Path, ...], more: Names | None = None
) -> str:
    """Return what a template writes: confined if the workspace has templates of its own, else at once.

    `drawings` holds the charts by section, wide and narrow; `more` are values the template knows beside the report.
    """
    own = tuple(folder for folder in folders if _has_templates(folder))
    if own:
        return confined(report, drawings, template=template, folders=own, more=more)
    return fill_template(report, drawings, template=template, folders=(), more=more)


def _drawn(section: Section, report: Report) -> tuple[str, str]:
    return charts.svg(section, report), charts.svg(section, report, width=charts.NARROW)


def _has_templates(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix in _ENDINGS for path in folder.rglob("*"))
