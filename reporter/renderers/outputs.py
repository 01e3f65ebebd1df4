"""The literal table of output kinds and their renderers. A renderer and its libraries load when they are first used."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from reporter.core.report import Artifact, Report


class Renderer(Protocol):
    """Renders one kind of output. `template`: a file in `folders`, "" for the shipped design; some kinds have none."""

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
    return RENDERERS[kind](report, name=name, template=template, folders=folders)
