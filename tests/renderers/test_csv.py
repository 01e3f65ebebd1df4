from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.report import Cell, Column, Format, Marks, Report
from reporter.renderers.outputs import render
from tests.support import tables_sample as sample


def read(report: Report) -> list[list[str]]:
    text = render("csv", report, name="media.csv").data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def values(report: Report) -> list[dict[str, str]]:
    head, *rows = read(report)
    return [dict(zip(head, row, strict=True)) for row in rows]


def caption(written: str) -> str:
    cells = sample.media().rows[0].cells
    return read(sample.report(media=sample.media((sample.row(*cells[:5], written, *cells[6:]),))))[1][5]


def test_the_file_is_for_spreadsheets_and_programs() -> None:
    data = render("csv", sample.report(), name="media.csv").data
    assert data.startswith(b'\xef\xbb\xbf"account","media_id",')
    assert data.count(b"\r\n") == 3
    got = values(sample.report())[0]
    assert [got[column.name] for column in sample.media().columns] == [
        "acme",
        "17854360229135492",
        "REELS",
        "VIDEO",
        "2026-11-16T18:05:00+01:00",
        "'+1 for launch",
        "https://www.instagram.com/reel/ABC123/",
        "30000",
        "0.07",
        "8450",
        "41.5",
    ]


def test_each_metric_says_what_is_known_of_its_number() -> None:
    read_at, stale = (datetime(2026, 11, day, 7, 30, tzinfo=UTC) for day in (23, 18))
    cells = sample.media().rows[1].cells
    own = (*cells[:7], Cell(1_000, provisional=True, marks=Marks(stale=stale)), Cell(0.5), *cells[9:])
    rows = (replace(sample.row(*own), read_at=read_at),)
    assert read(sample.report(media=sample.media(rows)))[0][7:15] == [
        "views", "views_missing", "views_provisional", "views_read_at",
        "engagement_rate", "engagement_rate_missing", "engagement_rate_provisional", "engagement_rate_read_at",
    ]  # fmt: skip
    assert read(sample.report(media=sample.media(rows)))[1][7:19] == [
        "1000", "", "true", "2026-11-18T07:30:00+00:00",
        "0.5", "", "false", "2026-11-23T07:30:00+00:00",
        "", "not_supported", "false", "",
    ]  # fmt: skip


def test_no_two_columns_have_one_name() -> None:
    columns = (Column("views", "Views", Format.NUMBER), Column("views_missing", "Views missing", Format.NUMBER))
    media = replace(sample.media(), columns=columns, rows=(sample.row(1, 2),))
    head = read(sample.report(media=media))[0]
    assert head[:2] + head[4:5] == ["views", "views_missing_", "views_missing"]
    assert len(set(head)) == len(head)


def test_missing_is_empty_and_negative_numbers_are_numbers() -> None:
    cells = sample.media().rows[1].cells
    row = values(sample.report(media=sample.media((sample.row(*cells[:7], -5, *cells[8:]),))))[0]
    assert [row[column.name] for column in sample.media().columns[7:]] == ["-5", "", "", ""]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("\x00=1", "'\ufffd=1"),
        ("\uff1d1", "'\uff1d1"),
        ('a";=1', "a\";'=1"),
        ("a;@SUM(1)", "a;'@SUM(1)"),
        ("a\t-1|x", "a\t'-1|x"),
        ("fun ;-) \n- one\n- two\n@friend", "fun ;-) \n- one\n- two\n@friend"),
        ("a, -b (c)", "a, -b (c)"),
        ("", ""),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_no_text_is_a_formula(written: str, expected: str) -> None:
    assert caption(written) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_keeps_the_files_shape_and_begins_harmlessly(written: str) -> None:
    got = caption(written)
    assert not got.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))
    clean = written.replace("\x00", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert len(got) >= len(clean)
