"""A workspace's own workbook in front of the report's sheets: what is filled, what stays, what is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from reporter.core.errors import ConfigurationError
from reporter.core.report import Report
from reporter.renderers.excel import base
from reporter.renderers.excel.base import open_base
from reporter.renderers.outputs import render
from tests.support import base_sample, compared_sample
from tests.support import tables_sample as sample

BASE = base_sample.base()
SHAPE = '<xdr:oneCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">{}</xdr:oneCellAnchor>'


def made(folder: Path, report: Report, data: bytes = BASE) -> bytes:
    base_sample.placed(folder, data)
    return render("excel", report, name="weekly.xlsx", template="base.xlsx", folders=(folder,)).data


def open_report(folder: Path, report: Report, data: bytes = BASE) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(made(folder, report, data)), rich_text=True)


def _with_chart(book: Any) -> None:  # noqa: ANN401 - openpyxl has no types
    book["Summary"].add_chart(BarChart(), "D1")


def _with_comment(book: Any) -> None:  # noqa: ANN401 - same
    book["Cover"]["A1"].comment = Comment("psst", "me")


def _typed(kind: bytes) -> Any:  # noqa: ANN401 - a change
    def change(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"spreadsheetml.sheet.main+xml", kind)

    return change


def _strict(parts: dict[str, bytes]) -> None:
    old = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    new = b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(old, new)


NONE = "is not an .xlsx workbook, or is damaged"
MACROS = "is a workbook with macros; save it as .xlsx"


def _entities(parts: dict[str, bytes]) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = bomb + core


def test_named_cells_are_filled_with_typed_values(tmp_path: Path) -> None:
    cover = open_report(tmp_path, sample.report(client="Acme & Sons"))["Cover"]
    assert [cover[f"B{row}"].value for row in range(4, 14)] == [
        "Weekly Instagram report",
        "Acme & Sons",
        "acme",
        "Mon 16 – Sun 22 Nov 2026",
        datetime(2026, 11, 16),  # noqa: DTZ001 - Excel knows no zones
        datetime(2026, 11, 22),  # noqa: DTZ001 - same
        None,
        datetime(2026, 11, 23, 9),  # noqa: DTZ001 - same
        "Europe/Berlin",
        "For the Monday meeting",
    ]
    assert [cover[f"B{row}"].value for row in range(15, 20)] == [
        41_210, 0.0525, timedelta(milliseconds=8450), "–", "–"
    ]  # fmt: skip
    assert [cover[f"B{row}"].number_format for row in (8, 11, 15, 16, 17)] == [
        "[$-809]d mmm yyyy", "[$-809]d mmm yyyy hh:mm", "#,##0", "0.00%",
        '[>=0.041660879][h]:mm:ss;[>=0.0006938657][m]:ss;s.0"\xa0s"',
    ]  # fmt: skip


def test_what_is_compared_is_filled_too(tmp_path: Path) -> None:
    cover = open_report(tmp_path, compared_sample.workbook())["Cover"]
    assert cover["B10"].value == "Mon 9 – Sun 15 Nov 2026"
    assert isinstance(cover["C15"].value, int)
    assert cover["D15"].number_format.startswith('"▲ "')


def test_a_name_that_means_nothing_is_told_in_the_notes(tmp_path: Path) -> None:
    notes = [cell.value for cell in open_report(tmp_path, sample.report())["Notes"]["C"]]
    told = (
        "These named cells show “–” because the report has no value with that name: "
        "kpi_nothing, kpi_previous_views, kpi_change_views."
    )
    assert any(told in str(line) for line in notes)


def test_what_the_author_made_stays(tmp_path: Path) -> None:
    data = made(tmp_path, sample.report())
    book = load_workbook(BytesIO(data), rich_text=True)
    cover = book["Cover"]
    assert (cover["B20"].value, cover["B21"].value) == ("ours", "=B15*2")
    assert [str(part) for part in cover["B22"].value] == ["Made by ", "Acme"]
    assert (cover["B4"].font.name, cover["B4"].font.size) == ("Georgia", 28)
    assert [str(one) for one in cover.merged_cells.ranges] == ["B4:F4"]
    assert not cover.sheet_view.showGridLines
    with ZipFile(BytesIO(BASE)) as before, ZipFile(BytesIO(data)) as after:
        assert after.read("xl/media/image1.png") == before.read("xl/media/image1.png")


def test_sheets_tables_and_names_do_not_clash(tmp_path: Path) -> None:
    book = open_report(tmp_path, sample.report())
    assert book.sheetnames[:3] == ["Cover", "Summary", "Summary 2"]
    assert book.active.title == "Cover"
    assert list(book["Summary"].tables) == ["data_media"]
    assert list(book["Media"].tables) == ["data_media_2"]
    assert book.defined_names["kpi_views"].attr_text == "Cover!$B$15"
    assert book.defined_names["kpi_reach"].attr_text.startswith("'Summary 2'!$B$")


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    cover = open_report(tmp_path, sample.report(title="=1+1", client="#REF!", description="_x0041_\x00"))["Cover"]
    assert (cover["B4"].value, cover["B4"].data_type, cover["B4"].quotePrefix) == ("=1+1", "s", True)
    assert (cover["B5"].value, cover["B5"].data_type) == ("#REF!", "s")


def test_a_template_that_is_not_there_or_elsewhere(tmp_path: Path) -> None:
    base_sample.placed(tmp_path, BASE)
    for name in ("other.xlsx", "../base.xlsx"):
        with pytest.raises(ConfigurationError, match="there is no workbook"):
            render("excel", sample.report(), name="a.xlsx", template=name, folders=(tmp_path / "templates", tmp_path))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (base_sample.in_sheet(
            '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x:sparklineGroups xmlns:x="x"/></ext></extLst>'
        ), 'sparklines on sheet "Cover"'),
        (base_sample.in_sheet(
            '<extLst><ext uri="x"><x:conditionalFormattings xmlns:x="x"/></ext><ext><x:new xmlns:x="x"/></ext></extLst>'
        ), 'data bars or icons of Excel 2010 on sheet "Cover"; new on sheet "Cover"'),
        (base_sample.in_sheet("<legacyDrawingHF/>"), 'pictures in header or footer on sheet "Cover"'),
        (base_sample.in_drawing(SHAPE.format("<xdr:sp/>")), 'shapes or text boxes on sheet "Cover"'),
        (base_sample.in_drawing(SHAPE.format("<xdr:grpSp/>")), 'groups of shapes on sheet "Cover"'),
        (base_sample.related("xl/drawings/_rels/drawing1.xml.rels", "image", "../media/a.emf"),
         'pictures that are not stored as PNG, JPEG or GIF on sheet "Cover"'),
        (base_sample.related("xl/worksheets/_rels/sheet1.xml.rels", "pivotTable"), 'pivot tables on sheet "Cover"'),
        (base_sample.related("xl/worksheets/_rels/sheet1.xml.rels", "slicer"), 'slicers on sheet "Cover"'),
        (base_sample.related("xl/_rels/workbook.xml.rels", "externalLink"), "links to other workbooks"),
        (base_sample.related("xl/_rels/workbook.xml.rels", "vbaProject"), "macros"),
        (base_sample.related("xl/_rels/workbook.xml.rels", "hologram"), "hologram"),
        (lambda parts: parts.update({"xl/styles.xml": parts["xl/styles.xml"].replace(
            b"</styleSheet>", b"<tableStyles><tableStyle/></tableStyles></styleSheet>"
        )}), "custom table styles"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_named(tmp_path: Path, change: Any, told: str) -> None:  # noqa: ANN401 - a change
    path = base_sample.placed(tmp_path, base_sample.with_parts(BASE, change))
    with pytest.raises(ConfigurationError) as caught:
        open_base(path)
    assert str(caught.value) == f"base.xlsx contains content that reporter cannot preserve: {told}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_with_chart, 'contains content that reporter cannot preserve: charts on sheet "Summary"'),
        (_with_comment, 'contains content that reporter cannot preserve: comments or form controls on sheet "Cover"'),
        (base_sample.wide, "merges or links too many cells: A5:XFD1048576"),
    ],
)
def test_what_openpyxl_itself_makes_is_seen(tmp_path: Path, change: Any, told: str) -> None:  # noqa: ANN401 - same
    with pytest.raises(ConfigurationError) as caught:
        open_base(base_sample.placed(tmp_path, base_sample.base(change)))
    assert str(caught.value) == f"base.xlsx {told}"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", NONE),
        (b"PK\x03\x04 cut", NONE),
        (BASE[: len(BASE) // 2], NONE),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "is encrypted or an old .xls; save it as .xlsx without a password"),
        (base_sample.with_parts(BASE, _typed(b"template.main+xml")), NONE),
        (base_sample.with_parts(BASE, _typed(b"sheet.macroEnabled.main+xml")), MACROS),
        (base_sample.with_parts(BASE, _strict), "is Strict Open XML; save it as a plain .xlsx"),
        (base_sample.with_parts(BASE, _entities), NONE),
        (base_sample.with_parts(BASE, base_sample.in_sheet("<a>" * 200 + "</a>" * 200)), NONE),
        (base_sample.with_parts(BASE, lambda parts: parts.pop("xl/styles.xml")), NONE),
    ],
    # What is in the files has the time in it that they were made at: it is no name for two processes.
    ids=["empty", "cut", "half", "old", "template", "macros", "strict", "entities", "deep", "no styles"],
)  # fmt: skip
def test_what_is_no_workbook_is_said_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_base(base_sample.placed(tmp_path, data))
    assert str(caught.value) == f"base.xlsx {told}"


def test_a_file_too_large_packed_or_unpacked_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(base.MOST_UNPACKED + 1))
    with pytest.raises(ConfigurationError, match="too large when unpacked"):
        open_base(base_sample.placed(tmp_path, bomb.getvalue()))
    monkeypatch.setattr(base, "MOST_BASE_BYTES", 1_000_000)
    with pytest.raises(ConfigurationError, match="larger than 1 MB"):
        open_base(base_sample.placed(tmp_path, bytes(1_000_001)))
    with pytest.raises(ConfigurationError, match="cannot be read"):
        open_base(tmp_path / "none.xlsx")


def test_properties_are_the_reports(tmp_path: Path) -> None:
    about = open_report(tmp_path, sample.report()).properties
    assert (about.title, about.creator) == ("Weekly Instagram report", "Instagram Insights Reporter")
    assert about.modified.replace(tzinfo=UTC) == sample.report().as_of


def test_the_names_of_cells_in_the_documents_are_filled(tmp_path: Path) -> None:
    named = re.findall(r"`((?:report|kpi)_\w+)`", Path("docs/look.md").read_text("utf-8"))
    assert len(named) > 10

    def change(book: Any) -> None:  # noqa: ANN401 - openpyxl has no types
        for name in base_sample.NAMES:
            del book.defined_names[name]
        for row, name in enumerate(named, start=30):
            book.defined_names[name] = DefinedName(name, attr_text=f"Cover!$A${row}")

    notes = open_report(tmp_path, compared_sample.workbook(), base_sample.base(change))["Notes"]["C"]
    assert not [cell for cell in notes if "These named cells show" in str(cell.value)]
