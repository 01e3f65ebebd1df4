"""Files that a spec names: the words of text sections and the dated marks of trends. Reads them, changes nothing.

All paths are relative to the workspace's folder and must stay inside it. A file that cannot be read as it was meant is
never passed on: nobody's report shows half of it, or other characters than its author wrote.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from codecs import BOM_UTF16_BE
from codecs import BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from pydantic import Field

from reporter.core.diagnostics import Diagnostic
from reporter.core.diagnostics import Severity
from reporter.core.errors import ConfigurationError
from reporter.spec.base import Model
from reporter.spec.model import Annotation
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import file_name
from reporter.spec.sections import TextSection
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import LIMIT
from reporter.spec.yaml.source import read_source


class AnnotationsFile(Model):
    """The file that `annotations:` names: a mapping with one list."""

    annotations: tuple[Annotation, ...] = Field(default=(), description="Dated marks, any order.")


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of text sections, by the file as written in the spec. `faults`: why others cannot be used."""

    words: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def inside(folder: Path, written: str) -> Path:
    """Return the path within the folder. Raises ConfigurationError when it leads elsewhere."""
    path = (folder / written).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ConfigurationError(f'"{written}" lies outside the workspace')
    return path


def read_texts(spec: ReportSpec, values: Mapping[str, str], folder: Path) -> Texts:
    """Read the file of each text section; files that are not there are left out, unusable ones are `faults`.

    A fault is one line, such as "the text notes/2026-W47.md is not saved as UTF-8 (line 2, character 3)".
    """
    words, faults = {}, {}
    for section in spec.sections:
        if not isinstance(section, TextSection) or not section.file:
            continue
        name = file_name(section.file, values)
        path = inside(folder, name)
        if not path.is_file():
            continue
        words[section.file], wrong = decode(read_source(path, shown=name).data)
        if wrong:
            del words[section.file]
            faults[section.file] = f"the text {name} {wrong}"
    return Texts(words, faults)


def decode(data: bytes) -> tuple[str, str]:
    """Return a file's text and what is wrong with it ("" when nothing is); a mark of its byte order is dropped."""
    if len(data) > LIMIT:
        return "", f"is larger than {LIMIT // 1024} KiB"
    if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} or b"\0" in data:
        return "", "is saved as UTF-16 or is not a text"
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode().replace("\r\n", "\n"), ""
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        return "", f"is not saved as UTF-8 (line {line}, character {column})"


def read_annotations(spec: ReportSpec, folder: Path) -> tuple[tuple[Annotation, ...], tuple[Diagnostic, ...]]:
    """Return the marks of the spec's annotations file and its warnings; nothing when the spec names none.

    Raises ConfigurationError when something is wrong in the file: no report shows some of its marks only.
    """
    marks, diagnostics = _annotations(spec, folder)
    error = next((one for one in diagnostics if one.severity is Severity.ERROR), None)
    if error:
        raise ConfigurationError(f"{error.path}:{error.line}:{error.column}: {error.message}")
    return marks, diagnostics


def _annotations(spec: ReportSpec, folder: Path) -> tuple[tuple[Annotation, ...], tuple[Diagnostic, ...]]:
    if not spec.annotations:
        return (), ()
    path = inside(folder, spec.annotations)
    document, diagnostics = parse(read_source(path, shown=spec.annotations), list_key="annotations")
    if document is None:
        return (), diagnostics
    bound = bind(AnnotationsFile, document)
    marks = bound.value.annotations if bound.value else ()
    return marks, (*diagnostics, *map(document.locate, bound.findings))
