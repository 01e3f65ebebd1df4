from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Column, Format, Row, Value
from reporter.renderers.excel.cell_values import DASH, LONGEST_TEXT, Losses, cell_text, remarks, stored_value
from tests.support import compared_sample
from tests.support import tables_sample as sample
from tests.support.workbook_reader import open_report

ENGLISH = Translator("en_GB")
BERLIN = ZoneInfo("Europe/Berlin")


def as_stored(value: Value, kind: Format) -> object:
    return stored_value(Cell(value), kind, zone=BERLIN, losses=Losses(), translator=ENGLISH)


COLUMNS = (
    Column("views", "Views", Format.NUMBER),
    Column("reach", "Reach", Format.NUMBER),
    Column("saved", "Saved", Format.NUMBER),
)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), st.integers(-(2**53), 2**53))
def test_any_text_and_number_comes_back(written: str, number: int) -> None:
    cells = sample.media().rows[0].cells
    row = sample.row(*cells[:5], written, cells[6].value, number, *cells[8:])
    report = sample.report(sample.kpis(), title=written, media=sample.media((row,)), highlights=(written,))
    sheet = open_report(report)["Media"]
    held = written.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert unescape(sheet["F2"].value) == unescape(held)
    assert sheet["H2"].value == number


def test_remarks_tell_the_reason_of_a_figure_and_not_again_of_its_change() -> None:
    section = compared_sample.compared(sample.kpis(), views=[20], engagement_rate=[None])
    first, *_ = section.rows
    told = remarks(section.columns, Row((*first.cells[:3], Cell(1), *first.cells[4:])), translator=ENGLISH)
    assert told == (
        "Provisional; Engagement rate: 12 of 14 posts; Average watch time: too few posts to draw conclusions; "
        "Views (change): the earlier value is below 30, too low for a meaningful percentage; "
        "Engagement rate (earlier): no posts; Skip rate: Instagram returned no value"
    )


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (1234, Format.NUMBER, 1234),
        (2**53, Format.NUMBER, 2**53),
        (2**53 + 1, Format.NUMBER, "9007199254740993"),
        (10**400, Format.DURATION, "1" + "0" * 400),
        (0, Format.NUMBER, 0),
        (43_200_000, Format.DURATION, 0.5),
        (-90_000, Format.DURATION, "-1:30"),
        (41.5, Format.PERCENT_POINTS, 41.5),
        (17854360229135492, Format.ID, "17854360229135492"),
        ("00123", Format.ID, "00123"),
        (float("nan"), Format.DECIMAL, DASH),
        (float("-inf"), Format.DECIMAL, DASH),
        (None, Format.NUMBER, DASH),
        (date(2026, 11, 16), Format.DATE, date(2026, 11, 16)),
        (date(1900, 2, 28), Format.DATE, "1900-02-28"),
    ],
)
def test_values(value: Value, kind: Format, expected: object) -> None:
    assert as_stored(value, kind) == expected
    assert type(as_stored(value, kind)) is type(expected)


def test_times_become_naive_in_the_reports_zone() -> None:
    assert as_stored(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), Format.DATETIME) == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001 - naive is the point


@pytest.mark.parametrize("same", ["=1+1", "#REF!", "TRUE", "1E5", "1-2", "שלום", "🚀 e\u0301", "a\u202eb", " x "])
def test_text_stays_text(same: str) -> None:
    assert cell_text(same, Losses(), translator=ENGLISH) == same


def test_what_xml_cannot_hold_is_replaced_visibly() -> None:
    losses = Losses()
    assert cell_text("a\x00b\x0bc\ud800d\ufffee", losses, translator=ENGLISH) == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert losses.replaced == 1


def test_what_excel_would_decode_is_escaped() -> None:
    assert cell_text("_x0041_ and _x_", Losses(), translator=ENGLISH) == "_x005F_x0041_ and _x_"


def test_long_text_is_cut_with_a_mark_and_counted() -> None:
    losses = Losses()
    cut = cell_text("🚀" * 20_000, losses, translator=ENGLISH)
    assert cut.endswith("🚀 … [cut]")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert losses.cut == 1


def test_no_cell_has_more_line_feeds_than_excel_takes() -> None:
    many = "\r\n".join(str(line) for line in range(300))
    assert cell_text(many, Losses(), translator=ENGLISH).count("\n") == 253
    assert cell_text(many, Losses(), translator=ENGLISH).endswith("298 299")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_written_as_xml(written: str) -> None:
    held = cell_text(written, Losses(), translator=ENGLISH)
    assert all(sign in "\t\n" or sign >= " " for sign in held)
    held.encode()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((Cell(1), Cell(2), Cell(3)), ""),
        ((Cell(1), Cell(2, n=14, of=14), Cell(None, missing="not_supported")), ""),
        ((Cell(1, n=12, of=14), Cell(2), Cell(3)), "Views: 12 of 14 posts"),
        (
            (Cell(1, provisional=True), Cell(2, weak=True, n=2, of=2), Cell(3)),
            "Provisional; Reach: too few posts to draw conclusions",
        ),
        (
            (Cell(None, missing="failed"), Cell(None, missing="failed"), Cell(None, missing="no_media")),
            "Views, Reach: could not be fetched; Saved: no posts",
        ),
    ],
)
def test_remarks(cells: tuple[Cell, ...], expected: str) -> None:
    assert remarks(COLUMNS, Row(cells), translator=ENGLISH) == expected
