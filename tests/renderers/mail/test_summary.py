from __future__ import annotations

import re
from dataclasses import replace
from html import escape

import pytest

from reporter.core.reasons import REASONS
from reporter.core.report import Cell, Column, Format, Note, NoteKind, Row, Theme
from reporter.renderers.mail.body import render_mail
from tests.support import compared_sample, html_sample
from tests.support.mail_sample import huge, mail, single_line, tree

WHY = "You receive this email because you are a recipient of “Weekly Instagram report"


REPORT = compared_sample.page()
BODY = mail(REPORT)
HUGE = mail(huge(), attached=("weekly-" + "of_the_year" * 20 + ".xlsx",))


def test_alerts_come_first_and_the_rest_in_the_order_of_a_report() -> None:
    (sheet,) = tree(BODY).all("table", class_="sheet")
    expected = (
        "Alert: Reach fell by more than 30 % (acme_de)",
        "Acme GmbH",
        "Weekly Instagram report",
        "Mon 16 – Sun 22 Nov 2026",
        "Mon 9 – Sun 15 Nov 2026, previous period",
        "Mon, 23 Nov 2026, 08:00 (Europe/Berlin)",
        "What happened",
        "Key figures",
        "412.3K*",
        "Views and sum of post reach by day",
        "Top 10 by views",
        "and 7 more in the attachment",
        "Attached: weekly.xlsx",
        "Data notes",
        "Missing values: 2 (could not be fetched)",
    )
    for text in (" ".join(sheet.text.split()), BODY.text):
        assert text.startswith(expected[0])
        places = [text.find(one) for one in expected]
        assert -1 not in places
        assert places == sorted(places)
    assert WHY in single_line(BODY)
    assert WHY in BODY.text


def test_a_change_is_told_by_arrow_number_and_word() -> None:
    up = tree(BODY).all("p", class_="up")[0]
    assert up.text == "▲ 12% up"
    assert "▼ 5.3% down" in single_line(BODY)
    assert "= unchanged" in single_line(BODY)
    assert "9–15 Nov: 368,100" in single_line(BODY)
    assert "#1a5fb4" in up.attributes["style"]
    plain = mail(html_sample.sample())
    assert "▲" not in plain.html
    assert "Compared with" not in plain.html


def test_why_no_percentage_is_given_stands_beside_the_number() -> None:
    small = next(section for section in REPORT.sections if section.name == "kpis-2")
    shown = single_line(mail(replace(REPORT, sections=(small,))))
    assert f"no percentage: {REASONS['small_base']}" in shown
    assert "too few posts to draw conclusions" in shown


def test_what_is_missing_is_a_dash_with_its_reason_never_zero() -> None:
    kpis = next(section for section in REPORT.sections if section.kind == "kpis")
    names = [column.name for column in kpis.columns]
    own = [place for place, one in enumerate(names) if "skip_rate" in one]
    columns, row = tuple(kpis.columns[one] for one in own), Row(tuple(kpis.rows[0].cells[one] for one in own))
    alone = mail(replace(REPORT, sections=(replace(kpis, columns=columns, rows=(row,)),)))
    (card,) = tree(alone).all("td", class_="card")
    assert " ".join(card.text.split()) == "Skip rate – Instagram returned no value 9–15 Nov: 48.4%"
    assert card.attributes["colspan"] == "3"
    assert re.search(r"Skip rate +– +Instagram returned no value · 9–15 Nov: 48.4%", alone.text)
    assert "Missing values: 2 (could not be fetched)" in single_line(BODY)
    assert "not available for this type of post)" not in single_line(BODY), "what cannot exist is not missing"


def test_captions_are_shown_as_they_are_written_and_set_apart() -> None:
    captions = [one.text for cell in tree(BODY).all("td", class_="words") for one in cell.all("bdi", dir="auto")]
    assert captions == list(html_sample.HOSTILE[:3])
    assert escape(html_sample.HOSTILE[0]) in BODY.html
    assert html_sample.HOSTILE[0] in BODY.text, "plain text is not escaped"


def test_signs_that_break_or_turn_a_line_do_not_reach_a_mail() -> None:
    odd = replace(
        html_sample.sample(),
        title="two\nlines\x00\x1b[31m \u202eturned",
        highlights=("one\r\nBcc: evil@example.com",),
        theme=Theme(footer="foot\n\u2028er"),
    )
    body = render_mail(odd, attached=("a\r\nb.xlsx",), stored=("out/\u202ex.csv",), folders=())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]", body.text + body.html)
    for words in ("two lines", "one Bcc: evil@example.com", "Attached: a b.xlsx", "out/x.csv", "foot er"):
        assert words in body.text
        assert words in single_line(body)


def test_files_are_said_to_be_attached_or_where_they_are_kept() -> None:
    both = render_mail(REPORT, attached=("a.xlsx", "b.html"), stored=("out/c.csv",), folders=())
    for text in (single_line(both), both.text):
        assert "Attached: a.xlsx, b.html" in text
        assert "Files too large to attach, stored at: out/c.csv" in text
    none = render_mail(REPORT, attached=(), stored=("out/c.csv",), folders=())
    assert "Attached" not in none.html
    assert "and 7 more in the report" in none.text


def test_long_lists_are_cut_and_say_so() -> None:
    assert HUGE.text.count("Alert:") == 5
    for rest in ("and 35 more in the attachment", "and 34 more in the attachment", "and 197 more in the attachment"):
        assert rest in single_line(HUGE)
        assert rest in HUGE.text
    assert len(tree(HUGE).all("td", class_="card")) == 6
    assert len(tree(HUGE).all("td", class_="words")) == 3


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (4, 4), (5, 4), (6, 6), (7, 6)])
def test_no_key_figure_of_many_stands_alone(count: int, shown: int) -> None:
    columns = tuple(Column(f"m{place}", f"Metric {place}", Format.NUMBER) for place in range(count))
    kpis = replace(html_sample.kpis(), columns=columns, rows=(Row((Cell(1_234_567),) * count),))
    body = mail(replace(REPORT, sections=(kpis,)))
    assert len(tree(body).all("td", class_="card")) == shown
    assert (f"and {count - shown} more in the attachment" in body.text) is (count > shown)


def test_what_was_restated_is_the_first_of_the_notes() -> None:
    then = Note(NoteKind.RESTATED, "2026-W46 as reported on 16 Nov 2026: views 494,678 then, 605,958 now")
    body = mail(replace(REPORT, notes=(*REPORT.notes, then)))
    for text in (single_line(body), " ".join(body.text.split())):
        assert text.partition("Data notes")[2].lstrip(" -").startswith(then.text)


def test_the_preview_is_hidden_and_says_what_matters() -> None:
    (preview,) = tree(BODY).all("div", class_="preview")
    assert preview.text == REPORT.highlights[0]
    assert "display: none" in preview.attributes["style"]
    (numbers,) = tree(mail(replace(REPORT, highlights=()))).all("div", class_="preview")
    assert numbers.text.startswith("Views 412.3K* ▲ 12% up · Sum of post reach 98.8K")
