"""Reads the files that a spec names: the texts of text sections and the annotations of trends.

All paths are relative to the workspace's folder and must stay inside it. A file with errors is never used in part: no
report shows half of it, or other characters than its author wrote.
"""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from reporter.core.diagnostics import Diagnostic, Severity
from reporter.core.errors import ConfigurationError
from reporter.spec.base import Model
from reporter.spec.model import Annotation, ReportSpec
from reporter.spec.placeholders import file_name
from reporter.spec.sections import TextSection
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import LIMIT, read_source


class AnnotationsFile(Model):
    """The file that `annotations` names: a mapping with one list."""

    annotations: tuple[Annotation, ...] = Field(default=(), description="Annotations with their dates, in any order.")


class TextError(ValueError):
    """Why a file cannot be used as a text; the message continues after the file's name."""

    def __init__(self, reason: str, *, is_too_large: bool = False) -> None:
        super().__init__(reason)
        self.is_too_large = is_too_large


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of text sections, by the file as written in the spec. `faults`: why others cannot be used."""

    words: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def path_inside(folder: Path, written: str) -> Path:
    """Return the path within the folder. Raises ConfigurationError when it is outside."""
    path = (folder / written).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ConfigurationError(f'"{written}" is outside the workspace')
    return path


def read_texts(spec: ReportSpec, values: Mapping[str, str], folder: Path) -> Texts:
    """Read the file of each text section; files that do not exist are omitted, those with errors are `faults`.

    A fault is one line, such as "the text file notes/2026-W47.md is not saved as UTF-8 (line 2, character 3)".
    """
    words, faults = {}, {}
    for section in spec.sections:
        if not isinstance(section, TextSection) or not section.file:
            continue
        name = file_name(section.file, values)
        path = path_inside(folder, name)
        if not path.is_file():
            continue
        try:
            words[section.file] = decode_text(read_source(path, shown=name).data)
        except TextError as error:
            faults[section.file] = f"the text file {name} {error}"
    return Texts(words, faults)


def decode_text(data: bytes) -> str:
    """Return a file's text without a byte order mark. Raises TextError."""
    if len(data) > LIMIT:
        raise TextError(f"is larger than {LIMIT // 1024} KiB", is_too_large=True)
    if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} or b"\0" in data:
        raise TextError("is saved as UTF-16 or is not a text file")
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        raise TextError(f"is not saved as UTF-8 (line {line}, character {column})") from None


def read_annotations(spec: ReportSpec, folder: Path) -> tuple[tuple[Annotation, ...], tuple[Diagnostic, ...]]:
    """Return the annotations of the spec's file and its warnings; nothing when the spec names no file.

    Raises ConfigurationError when the file has an error: no report shows only some of its annotations.
    """
    annotations, diagnostics = _annotations(spec, folder)
    error = next((diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR), None)
    if error:
        raise ConfigurationError(f"{error.path}:{error.line}:{error.column}: {error.message}")
    return annotations, diagnostics


def _annotations(spec: ReportSpec, folder: Path) -> tuple[tuple[Annotation, ...], tuple[Diagnostic, ...]]:
    if not spec.annotations:
        return (), ()
    path = path_inside(folder, spec.annotations)
    document, diagnostics = parse(read_source(path, shown=spec.annotations), list_key="annotations")
    if document is None:
        return (), diagnostics
    bound = bind(AnnotationsFile, document)
    annotations = bound.value.annotations if bound.value else ()
    return annotations, (*diagnostics, *map(document.locate, bound.findings))
