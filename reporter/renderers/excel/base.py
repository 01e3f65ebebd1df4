"""A workspace's own workbook as the base of a report's: it is checked, and its named cells are filled.

Only names that begin with `report_` or `kpi_` are filled; nothing else in the workbook changes. openpyxl drops without
notice what it does not know, so the file's parts are read here first, and a workbook that would lose content is
rejected. XML is read as a stream, without document types and so without entities; nothing is unpacked beyond a limit.
"""

from __future__ import annotations

import posixpath
import warnings
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange

from reporter.core.errors import ConfigurationError
from reporter.core.i18n import Translator
from reporter.core.report import Cell, Format, Report
from reporter.renderers.comparisons import period_words
from reporter.renderers.excel.cell_values import DASH, Losses, Stored, stored_value
from reporter.renderers.excel.names import Identifiers
from reporter.renderers.excel.number_formats import digits_of, number_format
from reporter.renderers.excel.styles import is_risky
from reporter.renderers.excel.writer import stream_sheets

MOST_BASE_BYTES = 10_000_000
MOST_UNPACKED = 50_000_000
MOST_PARTS = 2_000
MOST_MERGED = 100_000  # cells of one merged area or link; openpyxl creates each of them
_OLD = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of an encrypted .xlsx
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif")
# Relations by the last word of their type. What is in neither table is named by that word.
_KEPT_RELATIONS = frozenset({
    "worksheet", "theme", "styles", "sharedStrings", "calcChain", "customXml", "person", "hyperlink", "printerSettings",
    "drawing", "table", "image",
    "vmlDrawing",  # lost, but reported for the element that refers to it
})  # fmt: skip
_LOST_RELATIONS = {
    "chart": "charts",
    "chartEx": "charts",
    "chartsheet": "chart sheets",
    "comments": "comments or form controls",
    "threadedComment": "comments or form controls",
    "ctrlProp": "comments or form controls",
    "control": "form controls",
    "oleObject": "embedded objects",
    "package": "embedded objects",
    "pivotTable": "pivot tables",
    "pivotCacheDefinition": "pivot tables",
    "slicer": "slicers",
    "slicerCache": "slicers",
    "timeline": "timelines",
    "timelineCache": "timelines",
    "queryTable": "queries",
    "connections": "data connections",
    "externalLink": "links to other workbooks",
    "externalLinkPath": "links to other workbooks",
    "vbaProject": "macros",
    "xlMacrosheet": "macros",
    "dialogsheet": "dialog sheets",
    "sheetMetadata": "dynamic array formulas",
}
_LOST_IN_SHEETS = {
    "legacyDrawing": "comments or form controls",
    "legacyDrawingHF": "pictures in header or footer",
    "picture": "a background picture",
    "oleObjects": "embedded objects",
    "AlternateContent": "form controls",
    "protectedRanges": "ranges with a separate password",
    "customSheetViews": "custom views",
}
_LOST_EXTENSIONS = {
    "sparklineGroups": "sparklines",
    "conditionalFormattings": "data bars or icons of Excel 2010",
    "dataValidations": "drop-down lists that refer to other sheets",
    "slicerList": "slicers",
    "timelineRefs": "timelines",
}
_LOST_IN_DRAWINGS = {
    "sp": "shapes or text boxes",
    "cxnSp": "shapes or text boxes",
    "grpSp": "groups of shapes",
    "graphicFrame": "charts",
    "contentPart": "ink",
    "hlinkClick": "pictures with a link",
    "svgBlip": "SVG pictures",
}
_LOST_IN_STYLES = {"tableStyle": "custom table styles"}
_HARMLESS_EXTENSIONS = frozenset({"ignoredErrors"})  # green corners
_DEEPEST = 100
_DAMAGED = (
    BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,  # the zip; some say it is encrypted
    expat.ExpatError, KeyError, ValueError, StopIteration,  # what is in it
)  # fmt: skip
_STRICT = "http://purl.oclc.org/"
_Visit = Callable[[tuple[str, ...], dict[str, str]], None]


class Relation(NamedTuple):
    """Where a part points: `kind` is the last word of the relation's type, `target` a part, or outside the file."""

    identifier: str
    kind: str
    target: str
    outside: bool
    strict: bool


def open_base(path: Path) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return the workbook, ready for more sheets. Raises ConfigurationError with the reason if it cannot be a base."""
    data = check_parts(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it drops was looked for above
            workbook = load_workbook(BytesIO(data), rich_text=True)
    except Exception as error:  # noqa: BLE001 - of a damaged file it raises whatever comes
        reason = " ".join(str(error).split())[:200]
        raise ConfigurationError(f"{path.name} cannot be loaded: {reason}") from None
    stream_sheets(workbook)
    return workbook


def fill_names(workbook: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - same
    """Write the report's facts into the cells with their names, a dash where the report has no such fact."""
    facts = _report_facts(report, losses)
    for name in _defined_names(workbook):
        key = name.name.lower()
        if key.startswith(("report_", "kpi_")):
            cells = list(_named_cells(workbook, name))
            for cell in cells:
                _fill_cell(cell, *facts.get(key, (DASH, Format.TEXT)), translator=Translator(report.locale))
            losses.unknown += [name.name] if cells and key not in facts else []


def check_parts(path: Path) -> bytes:
    """Return the bytes of a workbook that can be a base. Raises ConfigurationError with the reason if it cannot."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BASE_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error.strerror}") from None
    if len(data) > MOST_BASE_BYTES:
        raise ConfigurationError(f"{path.name} is larger than {MOST_BASE_BYTES // 1_000_000} MB")
    if data.startswith(_OLD):
        raise ConfigurationError(f"{path.name} is encrypted or an old .xls; save it as .xlsx without a password")
    try:
        with ZipFile(BytesIO(data)) as archive:
            lost = _Package(archive, path.name).lost_content()
    except _DAMAGED:
        raise ConfigurationError(f"{path.name} is not an .xlsx workbook, or is damaged") from None
    if lost:
        raise ConfigurationError(f"{path.name} contains content that reporter cannot preserve: {'; '.join(lost)}")
    return data


class _Package:
    """The parts of an open file. Raises KeyError, ValueError and expat errors if the file is not a workbook."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        parts = archive.infolist()
        self._archive = archive
        self._name = name
        self._parts = {part.filename for part in parts}
        self._lost: dict[str, None] = {}  # in the order of the file
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise ConfigurationError(f"{name} is too large when unpacked")
        if len(self._parts) < len(parts):
            raise BadZipFile

    def lost_content(self) -> list[str]:
        """Return what would be lost, each with its sheet."""
        for part in sorted(self._parts):
            if part.endswith((".xml", ".rels")):  # those that only openpyxl reads, too
                self._read(part, lambda *_: None)
        main = next(relation for relation in self._relations("") if relation.kind == "officeDocument")
        self._check_kind(main)
        titles: dict[str, str] = {}

        def note(path: tuple[str, ...], attributes: dict[str, str]) -> None:
            if path[-1] == "sheet":
                titles[attributes["id"]] = attributes["name"]

        self._read(main.target, note)
        for relation in self._relations(main.target):
            self._check_relation(relation, "")
            if relation.kind == "worksheet":
                self._check_sheet(relation.target, titles[relation.identifier])
            if relation.kind == "styles":
                self._read(relation.target, lambda path, _: self._add_loss(_LOST_IN_STYLES.get(path[-1], ""), ""))
        return list(self._lost)

    def _check_kind(self, main: Relation) -> None:
        types: dict[str, str] = {}

        def note(path: tuple[str, ...], attributes: dict[str, str]) -> None:
            if path[-1] == "Override":
                types[attributes["PartName"].lstrip("/")] = attributes["ContentType"]

        self._read("[Content_Types].xml", note)
        kind = types.get(main.target, "")
        if "macroEnabled" in kind:
            raise ConfigurationError(f"{self._name} is a workbook with macros; save it as .xlsx")
        if main.strict:
            raise ConfigurationError(f"{self._name} is Strict Open XML; save it as a plain .xlsx")
        if kind != _WORKBOOK:
            raise ValueError(kind)

    def _check_sheet(self, part: str, title: str) -> None:
        def note(path: tuple[str, ...], attributes: dict[str, str]) -> None:
            match path:
                case ("worksheet", element):
                    self._add_loss(_LOST_IN_SHEETS.get(element, ""), title)
                case ("worksheet", "extLst", "ext", uri) if uri not in _HARMLESS_EXTENSIONS:
                    self._add_loss(_LOST_EXTENSIONS.get(uri, uri), title)
                case ("worksheet", "mergeCells" | "hyperlinks", _) if _area_size(attributes["ref"]) > MOST_MERGED:
                    raise ConfigurationError(f"{self._name} merges or links too many cells: {attributes['ref']}")

        self._read(part, note)
        for relation in self._relations(part):
            self._check_relation(relation, title)
            if relation.kind == "drawing":
                self._check_drawing(relation.target, title)

    def _check_drawing(self, part: str, title: str) -> None:
        self._read(part, lambda path, _: self._add_loss(_LOST_IN_DRAWINGS.get(path[-1], ""), title))
        for relation in self._relations(part):
            self._check_relation(relation, title)
            if relation.kind == "image" and (relation.outside or not relation.target.lower().endswith(_PICTURES)):
                self._add_loss("pictures that are not stored as PNG, JPEG or GIF", title)

    def _check_relation(self, relation: Relation, title: str) -> None:
        if relation.kind not in _KEPT_RELATIONS:
            self._add_loss(_LOST_RELATIONS.get(relation.kind, relation.kind), title)

    def _add_loss(self, what: str, title: str) -> None:
        name = "".join(sign if sign.isprintable() else " " for sign in title[:31])
        if what:
            self._lost[f'{what} on sheet "{name}"' if title else what] = None

    def _relations(self, part: str) -> list[Relation]:
        folder, name = posixpath.split(part)
        relations: list[Relation] = []

        def note(path: tuple[str, ...], attributes: dict[str, str]) -> None:
            if path[-1] == "Relationship":
                kind, target = attributes["Type"], attributes["Target"]
                outside = attributes.get("TargetMode") == "External"
                inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                word = kind.rpartition("/")[2]
                relations.append(Relation(attributes["Id"], word, inside, outside, kind.startswith(_STRICT)))

        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part in self._parts:
            self._read(part, note)
        return relations

    def _read(self, part: str, visit: _Visit) -> None:
        """Call `visit` with each element of an XML part: the names from the root to it, and its attributes."""
        parser = expat.ParserCreate(namespace_separator=" ")
        path: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            path.append(_local_name(name))
            if len(path) > _DEEPEST:
                raise ValueError(part)
            visit(tuple(path), {_local_name(key): value for key, value in attributes.items()})

        def refuse(*_: object) -> None:
            raise ValueError(part)

        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: path.pop()
        parser.StartDoctypeDeclHandler = refuse
        with self._archive.open(part) as file:
            parser.ParseFile(file)


def _defined_names(workbook: Any) -> Iterator[DefinedName]:  # noqa: ANN401 - same
    yield from workbook.defined_names.values()
    for sheet in workbook.worksheets:
        yield from sheet.defined_names.values()


def _named_cells(workbook: Any, name: DefinedName) -> Iterator[Any]:  # noqa: ANN401 - same
    """Yield the cell that the name refers to: the first of its area, or the visible one of merged cells."""
    if name.type != "RANGE":
        return
    for title, area in name.destinations:
        if title in workbook.sheetnames:
            sheet, first = workbook[title], CellRange(area)
            merged = next((area for area in sheet.merged_cells.ranges if area.issuperset(_corner(first))), first)
            yield sheet.cell(merged.min_row, merged.min_col)


def _corner(area: CellRange) -> CellRange:
    return CellRange(min_col=area.min_col, min_row=area.min_row, max_col=area.min_col, max_row=area.min_row)


def _fill_cell(cell: Any, content: Stored, kind: Format, *, translator: Translator) -> None:  # noqa: ANN401 - same
    code = cell.number_format
    cell.value = None if content == "" else content
    cell.number_format = (
        number_format(kind, digits_of(content, kind), translator=translator) if code == "General" else code
    )
    if isinstance(content, str):
        cell.data_type = "s"  # or "=1" would become a formula
        cell.quotePrefix = is_risky(content)


def _report_facts(report: Report, losses: Losses) -> dict[str, tuple[Stored, Format]]:
    zone = ZoneInfo(report.timezone)
    start, end = (moment.astimezone(zone) for moment in (report.period.start, report.period.end))
    facts: dict[str, tuple[Cell, Format]] = {
        "report_title": (Cell(report.title), Format.TEXT),
        "report_description": (Cell(report.description), Format.TEXT),
        "report_client": (Cell(report.client), Format.TEXT),
        "report_account": (Cell(report.account or ", ".join(report.accounts)), Format.TEXT),
        "report_period": (Cell(report.period.words or report.period.name), Format.TEXT),
        "report_period_start": (Cell(start.date()), Format.DATE),
        "report_period_end": (Cell((end - timedelta(microseconds=1)).date()), Format.DATE),  # the last day
        "report_compared_period": (Cell(period_words(report)), Format.TEXT),
        "report_as_of": (Cell(report.as_of), Format.DATETIME),
        "report_timezone": (Cell(report.timezone), Format.TEXT),
        **dict(_figures(report)),
    }
    return {
        name: (stored_value(cell, kind, zone=zone, losses=losses, translator=Translator(report.locale)), kind)
        for name, (cell, kind) in facts.items()
    }


def _figures(report: Report) -> Iterator[tuple[str, tuple[Cell, Format]]]:
    """Yield each key figure and its comparison by the name of its cell on the Summary sheet."""
    names = Identifiers()
    for section in report.sections:
        if section.kind == "kpis":
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    yield names.give("kpi_", column.name), (cell, column.format)


def _local_name(name: str) -> str:
    return name.rpartition(" ")[2]


def _area_size(area: str) -> int:
    rows, columns = CellRange(area).size.values()
    return int(rows * columns)
