"""A workbook of an agency's own as the base of reports, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

NAMES = {
    "report_title": "B4", "report_client": "B5", "report_account": "B6", "report_period": "B7",
    "report_period_start": "B8", "report_period_end": "B9", "report_compared_period": "B10", "report_as_of": "B11",
    "report_timezone": "B12", "report_description": "B13", "kpi_views": "B15", "kpi_engagement_rate": "B16",
    "kpi_ig_reels_avg_watch_time": "B17", "kpi_reels_skip_rate": "B18", "kpi_nothing": "B19",
    "kpi_previous_views": "C15", "kpi_change_views": "D15", "OUR_OWN": "B20",
}  # fmt: skip


def base(change: Callable[[Workbook], object] = lambda _: None) -> bytes:
    """Return a cover with logo, merged title, formula and rich text, and a sheet with a table; then changed."""
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    cover.merge_cells("B4:F4")
    cover["B4"].font = Font(name="Georgia", size=28, color="AA3366")
    cover["B16"].number_format = "0.00%"
    cover["B20"] = "ours"
    cover["B21"] = "=B15*2"
    cover["B22"] = CellRichText("Made by ", TextBlock(InlineFont(b=True), "Acme"))
    cover.sheet_view.showGridLines = False
    cover.add_image(_logo(), "B1")
    legend = book.create_sheet("Summary")
    legend.append(["Term", "Meaning"])
    legend.append(["Reach", "People"])
    legend.add_table(Table(displayName="data_media", ref="A1:B2"))
    for name, cell in NAMES.items():
        letter, row = cell[0], cell[1:]
        area = f"Cover!${letter}${row}" + (":$F$4" if name == "report_title" else "")
        book.defined_names[name] = DefinedName(name, attr_text=area)
    change(book)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def placed(folder: Path, data: bytes, name: str = "base.xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def with_parts(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return the file with its parts changed."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def in_sheet(xml: str, *, before: str = "</worksheet>") -> Callable[[dict[str, bytes]], object]:
    """Return a change that puts XML into the first sheet."""

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(before.encode(), xml.encode() + before.encode())

    return change


def in_drawing(xml: str) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        drawing = parts["xl/drawings/drawing1.xml"]
        end = drawing.rindex(b"</")
        parts["xl/drawings/drawing1.xml"] = drawing[:end] + xml.encode() + drawing[end:]

    return change


def related(source: str, kind: str, target: str = "other.xml") -> Callable[[dict[str, bytes]], object]:
    """Return a change that lets a part point to another one."""
    url = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"

    def change(parts: dict[str, bytes]) -> None:
        relation = f'<Relationship Id="rIdX" Type="{url}" Target="{target}"/></Relationships>'
        parts[source] = parts[source].replace(b"</Relationships>", relation.encode())

    return change


def wide(book: Any) -> None:  # noqa: ANN401 - openpyxl has no types
    """Merge more cells than a page could show."""
    book["Summary"].merged_cells.add(f"A5:{get_column_letter(16_384)}1048576")


def _logo() -> Image:
    data = BytesIO()
    Picture.new("RGB", (60, 20), "#aa3366").save(data, "PNG")
    return Image(data)
