"""Files that a spec names: the words of text sections and the dated marks of trends. Reads them, changes nothing.

All paths are relative to the workspace's folder and must stay inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from reporter.errors import ConfigurationError
from reporter.spec.base import Model
from reporter.spec.bind import bind
from reporter.spec.document import parse
from reporter.spec.model import Annotation
from reporter.spec.model import ReportSpec
from reporter.spec.names import file_name
from reporter.spec.sections import TextSection
from reporter.spec.source import read_source
from reporter.validator.diagnostics import Diagnostic


class AnnotationsFile(Model):
    """The file that `annotations:` names: a mapping with one list."""

    annotations: tuple[Annotation, ...] = Field(default=(), description="Dated marks, any order.")


def inside(folder: Path, written: str) -> Path:
    """Return the path within the folder. Raises ConfigurationError when it leads elsewhere."""
    path = (folder / written).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ConfigurationError(f'"{written}" lies outside the workspace')
    return path


def read_texts(spec: ReportSpec, values: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the words of each text section's file, by the path as written; files that are not there are left out."""
    written = [section.file for section in spec.sections if isinstance(section, TextSection) and section.file]
    paths = {one: inside(folder, file_name(one, values)) for one in written}
    return {
        one: read_source(path).data.decode("utf-8", errors="replace") for one, path in paths.items() if path.is_file()
    }


def read_annotations(spec: ReportSpec, folder: Path) -> tuple[tuple[Annotation, ...], tuple[Diagnostic, ...]]:
    """Return the marks of the spec's annotations file and what is wrong in it; nothing when the spec names none."""
    if not spec.annotations:
        return (), ()
    path = inside(folder, spec.annotations)
    document, diagnostics = parse(read_source(path, shown=spec.annotations), list_key="annotations")
    if document is None:
        return (), diagnostics
    bound = bind(AnnotationsFile, document)
    marks = bound.value.annotations if bound.value else ()
    return marks, (*diagnostics, *map(document.locate, bound.findings))
