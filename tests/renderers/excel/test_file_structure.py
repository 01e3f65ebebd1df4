"""The file behind a workbook is sound: parts, relations, order of elements, names; tools that are not ours open it."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from reporter.core.report import Report, Row
from reporter.renderers.outputs import render
from tests.support import base_sample, compared_sample
from tests.support import tables_sample as sample
from tests.support.needed import program, without

# CT_Worksheet is a sequence: ECMA-376, part 1, A.2.
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip


def _empty() -> Report:
    nothing = Row(tuple(cell._replace(value=None, missing="no_media") for cell in sample.kpis().rows[0].cells))
    sections = [
        replace(one(), rows=(), totals=None) for one in (sample.table, sample.trend, sample.top, sample.heatmap)
    ]
    return sample.report(replace(sample.kpis(), rows=(nothing,)), *sections, media=sample.media(()), alerts=())


REPORTS = {
    "plain": sample.report(), "compared": compared_sample.workbook(), "empty": _empty(), "based": sample.report()
}  # fmt: skip


@pytest.fixture(scope="module", params=REPORTS)
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _made(request.param, tmp_path_factory.getbasetemp())


@cache
def _made(name: str, folder: Path) -> bytes:
    template = "base.xlsx" if name == "based" else ""
    if template:
        base_sample.placed(folder, base_sample.base())
    return render("excel", REPORTS[name], name=f"{name}.xlsx", template=template, folders=(folder,)).data


@pytest.fixture
def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def _xml(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314 - our own file


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _relations(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, part in parts.items():
        if name.endswith(".rels"):
            source = posixpath.dirname(posixpath.dirname(name))
            relations = list(_xml(part))
            assert len({one.get("Id") for one in relations}) == len(relations), name
            for one in relations:
                if one.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", source, one.attrib["Target"])).lstrip("/")
                    yield name, target


def _held(data: bytes) -> dict[str, dict[str, object]]:
    return {
        sheet.title: {cell.coordinate: _value(cell.value) for row in sheet for cell in row if cell.value is not None}
        for sheet in load_workbook(BytesIO(data))
    }


def _value(value: object) -> object:
    # LibreOffice writes fifteen figures of a number.
    return float(f"{value:.14g}") if isinstance(value, float) else value


def test_every_part_has_a_type_and_is_pointed_to(parts: dict[str, bytes]) -> None:
    types = list(_xml(parts["[Content_Types].xml"]))
    defaults = {one.get("Extension") for one in types if _local(one) == "Default"}
    named = [one.attrib["PartName"].lstrip("/") for one in types if _local(one) == "Override"]
    assert len(named) == len(set(named))
    assert set(named) <= parts.keys()
    assert [part for part in parts if part not in named and part.rpartition(".")[2] not in defaults] == []
    found = list(_relations(parts))
    assert [pair for pair in found if pair[1] not in parts] == []
    told = {target for _, target in found}
    assert {name for name in parts if not name.endswith((".rels", "[Content_Types].xml"))} <= told


def test_sheets_have_their_elements_in_order_and_no_formula_from_data(parts: dict[str, bytes]) -> None:
    formulas = 0
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            places = [ORDER.index(_local(one)) for one in _xml(part)]
            assert places == sorted(places), name
            formulas += len(re.findall(rb"<f[ >/]", part))
    assert formulas == (1 if "xl/media/image1.png" in parts else 0)  # the author's own


def test_drawings_have_ids_of_their_own_and_words(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        if name.startswith("xl/drawings/drawing"):
            told = [element for element in _xml(part).iter() if _local(element) == "cNvPr"]
            assert len({one.get("id") for one in told}) == len(told)
            assert all(one.get("descr") for one in told)


def test_tables_names_and_print_areas_point_to_cells_that_are_there(data: bytes) -> None:
    book = load_workbook(BytesIO(data))
    names = [name.casefold() for sheet in book for name in sheet.tables]
    assert len(names) == len(set(names))
    assert not set(names) & {name.casefold() for name in book.defined_names}
    for sheet in book:
        for table in sheet.tables.values():
            head = [cell.value for cell in sheet[table.ref][0]]
            assert [one.name for one in table.tableColumns] == head
            assert len({str(one).casefold() for one in head}) == len(head)
    for name in book.defined_names.values():
        assert all(sheet in book.sheetnames for sheet, _ in name.destinations), name.name


def test_every_sheet_of_ours_has_a_print_area_that_holds_its_rows(data: bytes) -> None:
    for sheet in load_workbook(BytesIO(data)):
        if sheet.oddFooter.right.text:  # ours
            _, _, last, bottom = range_boundaries(sheet.print_area.rpartition("!")[2])
            assert last is not None, sheet.title
            assert bottom in (sheet.max_row, sheet.max_row - 1, sheet.max_row + 1), sheet.title


def test_the_schema_holds(data: bytes, tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("openxml-audit")
    if not tool.exists():
        without("openxml-audit is not installed")
    (tmp_path / "made.xlsx").write_bytes(data)
    ran = subprocess.run(  # noqa: S603 - a program of this machine
        [tool, "--output", "json", "--max-errors", "0", tmp_path / "made.xlsx"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [one for file in json.loads(ran.stdout) for one in file["errors"] if one["severity"] == "error"]
    # The order of a font's elements is free (CT_Font is a choice); the tool takes Microsoft's narrower model.
    assert [one for one in told if not one["path"].startswith("/styleSheet[1]/fonts[1]/")] == []


@pytest.mark.libreoffice
@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # of LibreOffice's own
def test_another_program_opens_it_and_finds_the_same(data: bytes, tmp_path: Path) -> None:
    office = program("libreoffice")
    (tmp_path / "made.xlsx").write_bytes(data)
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    ran = subprocess.run(  # noqa: S603 - a program of this machine
        [office, "--headless", own, "--convert-to", "xlsx", "--outdir", tmp_path / "again", tmp_path / "made.xlsx"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert _held((tmp_path / "again" / "made.xlsx").read_bytes()) == _held(data)
