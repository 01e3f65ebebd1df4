from __future__ import annotations

import csv
from io import StringIO

import pytest
import tables_sample as sample
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from reporter.renderers import render
from reporter.report import Report


def read(report: Report) -> list[list[str]]:
    text = render("csv", report, name="media.csv").data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def caption(written: str) -> str:
    cells = sample.media().rows[0].cells
    return read(sample.report(media=sample.media((sample.row(*cells[:5], written, *cells[6:]),))))[1][5]


def test_the_file_is_for_spreadsheets_and_programs() -> None:
    data = render("csv", sample.report(), name="media.csv").data
    assert data.startswith(b'\xef\xbb\xbf"account","media_id",')
    assert data.count(b"\r\n") == 3
    assert read(sample.report())[1] == [
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


def test_missing_is_empty_and_negative_numbers_are_numbers() -> None:
    cells = sample.media().rows[1].cells
    row = read(sample.report(media=sample.media((sample.row(*cells[:7], -5, *cells[8:]),))))[1]
    assert row[7:] == ["-5", "", "", ""]


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
