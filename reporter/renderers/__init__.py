"""The output kinds and what renders each: the literal table. A renderer and its libraries load when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from reporter.core.i18n import speaking
from reporter.core.report import Artifact, Report


class Renderer(Protocol):
    """Makes one kind of output. `template`: a file in `folders`, "" for the shipped look; not every kind has one."""

    def __call__(self, report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:
        """Return the report as an artifact called `name`. Raises ConfigurationError for a template that is wrong."""


def _html(report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:
    from reporter.renderers.html.page import render

    return render(report, name=name, template=template or "report.html", folders=folders)


def _excel(report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:
    from reporter.renderers.excel.workbook import render

    return render(report, name=name, template=template, folders=folders)


def _csv(report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:  # noqa: ARG001 - as all
    from reporter.renderers.csv import render

    return render(report, name=name)


def _json(report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:  # noqa: ARG001 - as all
    from reporter.renderers.json import render

    return render(report, name=name)


def _parquet(report: Report, *, name: str, template: str, folders: tuple[Path, ...]) -> Artifact:  # noqa: ARG001 - as all
    from reporter.renderers.parquet import render

    return render(report, name=name)


RENDERERS: dict[str, Renderer] = {"html": _html, "excel": _excel, "csv": _csv, "json": _json, "parquet": _parquet}


def render(kind: str, report: Report, *, name: str, template: str = "", folders: tuple[Path, ...] = ()) -> Artifact:
    """Return the report as an artifact called `name`, in the report's language."""
    with speaking(report.locale):
        return RENDERERS[kind](report, name=name, template=template, folders=folders)
