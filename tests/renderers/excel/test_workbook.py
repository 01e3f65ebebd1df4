from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from reporter.core.report import Alert, Section, Theme
from tests.support import tables_sample as sample
from tests.support.workbook_reader import column, open_report, parts


def test_sheets_stand_in_order_with_names_from_titles() -> None:
    assert open_report(sample.report()).sheetnames == [
        "Summary",
        "Views by day",
        "Top posts",
        "By product type",
        "When it works",
        "Media",
        "Breakdowns",
        "Notes",
    ]


def test_names_do_not_follow_the_period() -> None:
    later = replace(sample.report().period, name="2026-W48", words="Mon 23 – Sun 29 Nov 2026")
    assert open_report(sample.report()).sheetnames == open_report(sample.report(period=later)).sheetnames


def test_no_sheet_holds_a_formula() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "\t=1", "=", "#REF!")
    rows = tuple(
        sample.row(one, one, one, one, datetime(2026, 11, 16, tzinfo=UTC), one, one, 1, 0.1, 1, 1.0) for one in hostile
    )
    report = sample.report(
        media=sample.media(rows),
        title="=1+1",
        highlights=hostile,
        alerts=(Alert("=1", "=2"),),
        theme=Theme(footer="&P"),
    )
    for name, xml in parts(report).items():
        assert not re.search(r"<f[ >/]", xml) or not name.startswith("xl/worksheets/"), name
    sheet = open_report(report)["Media"]
    for index, written in enumerate(hostile, 2):
        assert sheet[f"F{index}"].value == written
        assert sheet[f"F{index}"].data_type == "s"
    assert [sheet[f"F{index}"].quotePrefix for index in (2, 3, 4, 5, 6)] == [True, True, True, True, False]


def test_names_of_the_api_are_words_and_media_have_both() -> None:
    coded = tuple(sample.row(*(("CAROUSEL_ALBUM", 1, 0.1)[place] for place in range(3))) for _ in range(2))
    columns = (replace(sample.table().columns[0], name="media_type"), *sample.table().columns[1:])
    book = open_report(sample.report(replace(sample.table(), columns=columns, rows=coded), locale="de_DE"))
    assert column(book["By product type"], "A")[1:3] == ["Karussell", "Karussell"]
    media = {head.value: cell.value for head, cell in zip(book["Media"][1], book["Media"][2], strict=True)}
    assert (media["Product type"], media["Media type"]) == ("Reels", "Video")
    assert list(media.values())[-3:-1] == ["REELS", "VIDEO"]


def test_a_section_that_failed_says_so() -> None:
    failed = Section("top", "top", "Top", error="no such metric")
    sheet = open_report(sample.report(failed))["Top"]
    assert "This section could not be created: no such metric" in column(sheet, "A")


def test_pages_are_set_up_for_print() -> None:
    book = open_report(sample.report(title="Acme & Sons, 100 % &P", theme=Theme(footer="Acme")))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
    assert book["Media"].print_title_rows == "$1:$1"
    assert book["Media"].sheet_properties.pageSetUpPr.fitToPage
    footer = parts(sample.report(title="Acme & Sons"))["xl/worksheets/sheet1.xml"]
    assert (
        "<oddFooter>&amp;LAcme &amp;&amp; Sons&amp;CAcme &amp;&amp; Sons&amp;RPage &amp;P of &amp;N</oddFooter>"
        in footer
    )
    assert open_report(sample.report(locale="en_US"))["Media"].page_setup.paperSize == 1


def test_properties_come_from_the_report() -> None:
    about = open_report(sample.report()).properties
    assert about.title == "Weekly Instagram report"
    assert about.created.replace(tzinfo=UTC) == datetime(2026, 11, 23, 8, tzinfo=UTC)
