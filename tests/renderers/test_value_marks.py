"""What figures and changes stand on, as page, mail, workbook and JSON say it: the same in each."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Marks, Report, Section
from reporter.renderers.mail.body import MailBody, render_mail
from reporter.renderers.outputs import render
from tests.support import html_sample
from tests.support import marked_sample as sample
from tests.support.html_tree import Element, read_page

REPORT, FIRST = sample.report(), sample.first_day()


def page(report: Report) -> Element:
    return read_page(render("html", report, name="x.html", template="report.html").data)


def book(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="x.xlsx").data))


def document(report: Report) -> Any:  # noqa: ANN401 - JSON
    return json.loads(render("json", report, name="x.json").data)


def mail(report: Report) -> MailBody:
    return render_mail(report, attached=("weekly.xlsx",), stored=(), folders=())


PAGE, BOOK, MAIL, JSON = page(REPORT), book(REPORT), mail(REPORT), document(REPORT)
CARDS = [" ".join(card.text.split()) for card in PAGE.all("li", class_="kpi")]


def one_line(text: str) -> str:
    return " ".join(text.split())


def remarks(title: str) -> dict[str, str]:
    """Return the remarks of a sheet by the first cell of their row."""
    sheet = BOOK[title]
    place = next(cell.column for cell in sheet[1] if cell.value == "Remarks")
    return {str(row[0].value): str(row[place - 1].value or "") for row in sheet.iter_rows(min_row=2)}


def test_where_a_part_is_compared_the_pair_stands_below_the_change() -> None:
    assert CARDS[0] == f"Views 16.5K =unchanged 0.0% {sample.PAIR} based on 12 posts"
    (table,) = PAGE.all("section", id="table-account")
    total = one_line(table.all("tfoot")[0].text)
    assert "16,500" in total
    assert total.endswith(sample.PAIR)
    assert f"= unchanged · {sample.PAIR}" in one_line(MAIL.text)
    assert "14,000</p>" not in MAIL.html.replace(sample.PAIR, "")
    assert remarks("By account")["Total"] == f"Views: {sample.PAIR}"
    assert sample.PAIR in [cell.value for cell in BOOK["Summary"]["F"]]


def test_no_percentage_stands_beside_two_numbers_that_do_not_give_it() -> None:
    (change,) = PAGE.all("li", class_="kpi")[0].all("p", class_="change")
    assert one_line(change.text) == "=unchanged 0.0%"


def test_a_change_of_unlike_ages_bears_its_caution_wherever_it_is() -> None:
    assert CARDS[3] == f"Saves 480 ▲up +20% 9–15 Nov: 400 {sample.CAUTION}"
    assert f"▲ 20% up · 9–15 Nov: 400 · {sample.CAUTION}" in one_line(MAIL.text)
    assert remarks("Compare")["Saves"] == f"Saves: {sample.CAUTION}"
    row = JSON["sections"][0]["rows"][0]
    assert row["change_saved"] == pytest.approx(0.2)
    assert row["cells"]["change_saved"] == {"missing": "unlike_age", "age_h": 8_760.0}


def test_the_caution_is_said_even_where_nobody_worded_it() -> None:
    kpis = sample.kpis()
    cells = list(kpis.rows[0].cells)
    place = [column.name for column in kpis.columns].index("change_saved")
    cells[place] = Cell(0.2, "unlike_age")
    bare = replace(kpis, rows=(replace(kpis.rows[0], cells=tuple(cells)),))
    tree = page(replace(REPORT, sections=(bare,)))
    assert tree.all("li", class_="kpi")[3].text.count("the earlier posts were measured at a different age") == 1


def test_a_card_says_why_there_is_no_change() -> None:
    assert "9–15 Nov: – no percentage: no account has complete data for both periods" in CARDS[1]
    assert "9–15 Nov: 4.0% no percentage: too many values are missing for a fair comparison" in CARDS[2]
    assert "no percentage: Meta lowered this value" in CARDS[4]
    assert "no percentage: the earlier posts were measured at a different age" in CARDS[5]


def test_stale_and_lowered_numbers_bear_a_sign_that_the_notes_explain() -> None:
    assert CARDS[4].startswith("Shares 373‡ (lowered by Meta for 2 posts)")
    assert CARDS[5].startswith("Comments 1,000† (read on 18 Nov)")
    assert CARDS[5].endswith(sample.STALE)
    signs = [
        (one.attributes["title"], one.text) for one in PAGE.all("section", id="media")[0].all("span", class_="sign")
    ]
    assert signs == [(sample.STALE, f"† ({sample.STALE})"), (sample.LOWERED, f"‡ ({sample.LOWERED})")]
    notes = one_line(PAGE.all("section", id="data-notes")[0].text)
    assert "A dagger (†) marks values that could not be updated at the last reading." in notes
    assert "A double dagger (‡) marks values that Meta has lowered" in notes
    plain = page(html_sample.sample()).all("section", id="data-notes")[0].text
    assert "dagger" not in plain
    assert f"Reach: 373 · {sample.LOWERED}" in one_line(MAIL.text)
    told = [str(row[-1].value) for row in BOOK["Media"].iter_rows(min_row=2)]
    assert told[:3] == ["Provisional", f"Views: {sample.STALE}", f"Reach: {sample.LOWERED}"]


def test_a_sign_without_a_sentence_still_says_what_it_means() -> None:
    media = sample.media()
    own = Cell(1, marks=Marks(stale=sample.WEDNESDAY, lowered=1))
    rows = (replace(media.rows[0], cells=(*media.rows[0].cells[:7], own, *media.rows[0].cells[8:])),)
    (sign,) = page(replace(REPORT, sections=(replace(media, rows=rows),))).all("span", class_="sign")
    assert sign.text == "†‡ (not updated at the last reading; lowered by Meta)"


def test_an_account_says_until_when_it_is_known() -> None:
    (table,) = PAGE.all("section", id="table-account")
    (small, *_) = table.all("small", class_="remark")
    assert small.text == sample.UNTIL
    assert remarks("By account")["acme"].startswith(f"{sample.UNTIL}; Views (earlier)")


def test_programs_get_what_has_to_be_known_of_each_figure() -> None:
    kpis, media = JSON["sections"][0]["rows"][0], JSON["sections"][4]["rows"]
    assert (kpis["views"], kpis["previous_views"], kpis["compared_views"]) == (16_500, 14_000, 14_000)
    assert "views" not in kpis["cells"]
    assert kpis["cells"]["previous_reach"] == {"missing": "not_known"}
    assert kpis["cells"]["shares"] == {"lowered": 2}
    assert [row["cells"] for row in media] == [
        {"views": {"provisional": True, "age_h": 2.0}},
        {"views": {"stale": "2026-11-18T07:00:00+01:00", "age_h": 30.0}},
        {"reach": {"lowered": 1, "highest": 1_436, "highest_at": "2026-11-18T07:00:00+01:00"}},
        {"views": {"missing": "refused"}, "engagement_rate": {"missing": "undefined"}},
    ]
    assert JSON["accounts"] == {
        "acme": {"as_of": "2026-11-18T07:00:00+01:00", "silent": True},
        "acme_de": {"as_of": "2026-11-23T07:00:00+01:00", "silent": False},
    }
    assert JSON["highlights"] == list(REPORT.highlights)


def test_sheets_have_no_column_for_what_only_programs_read() -> None:
    heads = [str(cell.value) for sheet in BOOK for cell in sheet[1]]
    assert not [head for head in heads if "compared" in head]
    assert [cell.value for cell in BOOK["By account"][1]] == [
        "Account", "Media", "Views", "Views, previous", "Views, change", "Remarks",
    ]  # fmt: skip
    assert [cell.value for cell in BOOK["By account"][4]][:5] == ["Total", 12, 16_500, 14_000, 0.0003]


def test_what_is_missing_is_an_empty_cell_among_rows_and_a_dash_for_readers() -> None:
    assert [cell.value for cell in BOOK["By account"][2]][2:5] == [2_500, None, None]
    compare = {row[0].value: [cell.value for cell in row[1:4]] for row in BOOK["Compare"].iter_rows(min_row=2)}
    assert compare["Sum of post reach"] == [4_000, "–", "–"]


def test_a_chart_is_drawn_of_what_is_known() -> None:
    """A week without reels: the first series of the trend has no value at all."""
    watch, views = html_sample.WATCH, html_sample.VIEWS
    day = Column("day", "Day", Format.DATE)
    rows = tuple(
        replace(row, cells=(row.cells[0], Cell(missing="no_media"), row.cells[2])) for row in html_sample.trend().rows
    )
    chart = Chart(ChartKind.LINE, "day", (watch.name, views.name), title="Watch time and views")
    trend = Section("trend", "trend", "Trend", columns=(day, watch, views), rows=rows, chart=chart)
    (drawn,) = book(replace(REPORT, sections=(trend,)))["Summary"]._charts
    assert [entry.val.numRef.f for entry in drawn.series] == ["'Trend'!$C$2:$C$8"]
    nothing = tuple(replace(row, cells=(*row.cells[:2], Cell(missing="no_media"))) for row in rows)
    assert book(replace(REPORT, sections=(replace(trend, rows=nothing),)))["Summary"]._charts == []


def test_a_first_day_is_one_screen_everywhere() -> None:
    tree = page(FIRST)
    assert tree.all("table") == []
    assert "An en dash" not in tree.text
    assert "An en dash" in PAGE.text
    assert book(FIRST).sheetnames == ["Summary", "Notes"]
    said = ["No growth to show yet", "• The first reading of acme was taken on 23 Nov 2026."]
    assert [line for line in MAIL_FIRST.text.splitlines() if line in said] == said
    assert "<strong>acme</strong>" in MAIL_FIRST.html
    assert mail(replace(REPORT, sections=(*REPORT.sections, *FIRST.sections))).text.count("No growth") == 0


MAIL_FIRST = mail(FIRST)


def test_only_provisional_numbers_are_in_italics() -> None:
    row = replace(sample.media().rows[0], provisional=True)
    sheet = book(replace(REPORT, media=replace(sample.media(), rows=(row,))))["Media"]
    assert [cell.font.italic for cell in sheet[2]][7:10] == [True, False, False]
    plain = replace(row, cells=tuple(cell._replace(provisional=False) for cell in row.cells))
    sheet = book(replace(REPORT, media=replace(sample.media(), rows=(plain,))))["Media"]
    assert all(cell.font.italic for cell in sheet[2][:10])


def test_the_same_workbook_twice_is_the_same_file() -> None:
    assert len({render("excel", REPORT, name="x.xlsx").data for _ in range(2)}) == 1
