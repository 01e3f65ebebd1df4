"""Saves a workbook whose sheets are streamed to disk, behind those of a base, and gives every chart its text.

Extends openpyxl's own writer where it knows no words for people who do not see a chart, and no mix of sheets.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


def stream_sheets(workbook: Any) -> None:  # noqa: ANN401 - openpyxl has no types
    """Let the sheets that a loaded workbook is given from now on be on disk as soon as they are written."""
    workbook._Workbook__write_only = True  # noqa: SLF001 - openpyxl knows only workbooks of streamed sheets alone


def saved(workbook: Any) -> bytes:  # noqa: ANN401 - same
    """Return the workbook's file. Its charts' texts are their `alt`."""
    data = BytesIO()
    _Writer(workbook, ZipFile(data, "w", ZIP_DEFLATED)).save()
    return data.getvalue()


class _Drawing(SpreadsheetDrawing):  # type: ignore[misc]  # openpyxl has no types
    __elements__ = SpreadsheetDrawing.__elements__  # a class of openpyxl writes what it names itself

    def _chart_frame(self, idx: int) -> Any:  # noqa: ANN401 - same
        frame = super()._chart_frame(idx)
        frame.nvGraphicFramePr.cNvPr.descr = self.charts[idx - 1].alt
        return frame


class _Writer(ExcelWriter):  # type: ignore[misc]  # same
    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - same
        if not isinstance(ws, WriteOnlyWorksheet):
            ws._writer, ws.closed = WorksheetWriter(ws), True  # noqa: SLF001 - as a streamed sheet is at its end
            ws._writer.write()  # noqa: SLF001
        super().write_worksheet(ws)
        drawing = _Drawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001
        ws._drawing = drawing  # noqa: SLF001
