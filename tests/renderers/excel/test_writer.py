from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from reporter.renderers.outputs import render
from tests.support import tables_sample as sample


def test_the_same_report_is_the_same_file_whenever_it_is_made() -> None:
    made = render("excel", sample.report(), name="weekly.xlsx").data
    assert render("excel", sample.report(), name="weekly.xlsx").data == made
    with ZipFile(BytesIO(made)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2026, 11, 23, 8, 0, 0)}
        assert b"2026-11-23T08:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")
