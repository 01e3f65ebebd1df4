"""The literal table of renderers: output kind -> the module that makes it, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reporter.core.i18n import speaking

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.core.report import Artifact
    from reporter.core.report import Report

RENDERERS: dict[str, str] = {
    "html": "reporter.renderers.html.page",
    "excel": "reporter.renderers.excel.workbook",
    "csv": "reporter.renderers.csv",
    "json": "reporter.renderers.json",
    "parquet": "reporter.renderers.parquet",
}
# The template of those that may have one.
DEFAULTS = {"html": "report.html", "excel": ""}


def render(kind: str, report: Report, *, name: str, template: str = "", folders: tuple[Path, ...] = ()) -> Artifact:
    """Return the report as an artifact called `name`. `template`, if any, is a file in `folders` for html or excel."""
    own = {"template": template or DEFAULTS[kind], "folders": folders} if kind in DEFAULTS else {}
    with speaking(report.locale):
        artifact: Artifact = import_module(RENDERERS[kind]).render(report, name=name, **own)
    return artifact
