"""Saves a workbook whose sheets are streamed to disk, behind those of a base, and gives every chart and logo its text.

Extends openpyxl's own writer where it knows no words for people who do not see a picture, no mix of sheets, and no way
to write links but as two objects and two elements each: those of a full sheet would need more memory than its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import Relationship, get_rels_path
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import REL_NS
from openpyxl.xml.functions import Element

_END = b"</Relationships>"
_LINK = "hyperlink"


class Sheet(WriteOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types
    """A sheet whose cells are on disk as soon as it is written. `links`: the cells that lead somewhere, and where."""

    _writer: Any = None

    def __init__(self, workbook: Any, title: str) -> None:  # noqa: ANN401 - same
        super().__init__(workbook, title)
        self.links: list[tuple[str, str]] = []

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _SheetWriter(self)
            self._writer.write_top()

    def _values_to_row(self, row: Iterable[Any], number: int) -> Iterator[Any]:
        # openpyxl creates a second cell and an exception for each cell; without them writing takes half the time.
        for column, cell in enumerate(row, 1):
            if cell is not None:
                cell.row, cell.column = number, column
                if cell.link:
                    self.links.append((cell.coordinate, cell.link))
                yield cell


def stream_sheets(workbook: Any) -> None:  # noqa: ANN401 - openpyxl has no types
    """Let a loaded workbook be saved together with sheets that are on disk already."""
    workbook._Workbook__write_only = True  # noqa: SLF001 - openpyxl knows only workbooks of streamed sheets alone


def add_sheet(workbook: Any, title: str) -> Sheet:  # noqa: ANN401 - same
    """Return a new sheet behind those that the workbook has."""
    sheet = Sheet(workbook, title)
    workbook._add_sheet(sheet)  # noqa: SLF001 - openpyxl's public way makes a sheet of its own kind
    return sheet


def save_workbook(workbook: Any) -> bytes:  # noqa: ANN401 - same
    """Return the workbook's file. Its charts' and pictures' texts are their `alt`.

    The times of its parts are that of the workbook, so the same report always gives the same file.
    """
    data = BytesIO()
    _Writer(workbook, _Archive(data, workbook.properties.modified)).save()
    return data.getvalue()


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]  # same
    def write_hyperlinks(self) -> None:
        if self.ws.links:
            # the first relation goes openpyxl's way, so that there is a part for the others
            self._rels.append(Relationship(f"{_LINK}1", type=_LINK, Target=self.ws.links[0][1], TargetMode="External"))
            xf = self.xf.send(True)  # noqa: FBT003 - which is how openpyxl gives away its stream
            with xf.element("hyperlinks"):
                for number, (cell, _) in enumerate(self.ws.links, 1):
                    xf.write(Element(_LINK, {"ref": cell, f"{{{REL_NS}}}id": f"{_LINK}{number}"}))
            self.xf.send(None)


class _Archive(ZipFile):
    """Writes parts of one time, and the links of a sheet behind the other relations of its part, one by one."""

    def __init__(self, file: BytesIO, moment: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self.links: dict[str, list[tuple[str, str]]] = {}  # by the part of the relations
        self._moment = moment

    def write(self, filename: Any, arcname: Any = None, *_how: Any) -> None:  # noqa: ANN401 - openpyxl gives two paths
        with Path(filename).open("rb") as source, self.open(self._part(arcname), "w") as part:
            copyfileobj(source, part)

    def writestr(self, name: Any, data: Any, *how: Any) -> None:  # noqa: ANN401 - openpyxl gives a path and bytes
        links = self.links.get(name)
        if not links:
            super().writestr(self._part(name), data, *how)
            return
        with self.open(self._part(name), "w") as part:
            part.write(data.removesuffix(_END))
            for number, (_, target) in enumerate(links[1:], 2):
                part.write(
                    f'<Relationship Id="{_LINK}{number}" Type="{REL_NS}/{_LINK}" Target={quoteattr(target)}'
                    ' TargetMode="External"/>'.encode()
                )
            part.write(_END)

    def _part(self, name: str) -> ZipInfo:
        moment = self._moment
        part = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
        part.compress_type, part.external_attr = ZIP_DEFLATED, 0o600 << 16
        return part


class _Drawing(SpreadsheetDrawing):  # type: ignore[misc]  # openpyxl has no types
    __elements__ = SpreadsheetDrawing.__elements__  # a class of openpyxl writes what it names itself

    def _chart_frame(self, idx: int) -> Any:  # noqa: ANN401 - same
        frame = super()._chart_frame(idx)
        frame.nvGraphicFramePr.cNvPr.descr = self.charts[idx - 1].alt
        return frame

    def _picture_frame(self, idx: int) -> Any:  # noqa: ANN401 - same
        frame = super()._picture_frame(idx)
        picture = self.images[idx - 1 - len(self.charts)]
        frame.nvPicPr.cNvPr.descr = getattr(picture, "alt", frame.nvPicPr.cNvPr.descr)  # of a base it has none
        return frame


class _Writer(ExcelWriter):  # type: ignore[misc]  # same
    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - same
        if isinstance(ws, Sheet):
            self._archive.links[get_rels_path(ws.path)[1:]] = ws.links
        else:
            ws._writer, ws.closed = WorksheetWriter(ws), True  # noqa: SLF001 - as a streamed sheet is at its end
            ws._writer.write()  # noqa: SLF001
        super().write_worksheet(ws)
        drawing = _Drawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001
        ws._drawing = drawing  # noqa: SLF001
