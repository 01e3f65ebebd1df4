"""The whole workbook of the sample as text; `python tests/renderers/excel/test_golden_workbook.py` prints it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from reporter.renderers.outputs import render
from tests.support import tables_sample as sample

GOLDEN = Path(__file__).with_name("golden") / "workbook.txt"


def dump() -> Iterator[str]:
    book = load_workbook(BytesIO(render("excel", sample.report(), name="weekly.xlsx").data))
    for sheet in book:
        yield f"== {sheet.title} ({sheet.dimensions})"
        for cells in sheet.iter_rows():
            yield from (
                f"{cell.coordinate} {cell.value!r} [{cell.number_format}{' bold' if cell.font.bold else ''}]"
                for cell in cells
                if cell.value is not None
            )
    yield from (f"{name} = {one.attr_text}" for name, one in book.defined_names.items())


def test_the_workbook_is_as_it_was() -> None:
    assert list(dump()) == GOLDEN.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    sys.stdout.write("\n".join(dump()) + "\n")
