"""The literal table of renderers: output kind -> the module that makes it, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reporter.language import speaking

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.report import Artifact
    from reporter.report import Report

RENDERERS: dict[str, str] = {
    "html": "reporter.renderers.html",
    "excel": "reporter.renderers.excel.workbook",
    "csv": "reporter.renderers.csv_media",
    "json": "reporter.renderers.json_report",
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
