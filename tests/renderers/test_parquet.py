from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.report import Cell, Marks, Report
from reporter.renderers.outputs import render
from tests.support import tables_sample as sample


def read(report: Report) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(render("parquet", report, name="media.parquet").data))


def test_columns_have_real_types() -> None:
    schema = read(sample.report()).schema
    assert {column.name: schema[column.name] for column in sample.media().columns} == {
        "account": pl.String,
        "media_id": pl.String,
        "product_type": pl.String,
        "media_type": pl.String,
        "published": pl.Datetime("us", "Europe/Berlin"),
        "caption": pl.String,
        "permalink": pl.String,
        "views": pl.Int64,
        "engagement_rate": pl.Float64,
        "ig_reels_avg_watch_time": pl.Int64,
        "reels_skip_rate": pl.Float64,
    }


def test_values_come_back_and_missing_is_null() -> None:
    frame = read(sample.report())
    assert frame["published"].to_list() == [
        datetime(2026, 11, 16, 18, 5, tzinfo=sample.BERLIN),
        datetime(2026, 11, 22, 8, 0, tzinfo=sample.BERLIN),
    ]
    assert frame["views"].to_list() == [30_000, 9_000]
    assert frame["engagement_rate"].to_list() == [0.07, None]
    assert frame["ig_reels_avg_watch_time"].to_list() == [8450, None]


def test_each_metric_says_what_is_known_of_its_number() -> None:
    read_at, stale = (datetime(2026, 11, day, 7, 30, tzinfo=sample.BERLIN) for day in (23, 18))
    cells = sample.media().rows[1].cells
    own = (*cells[:7], Cell(1_000, provisional=True, marks=Marks(stale=stale)), Cell(0.5), *cells[9:])
    frame = read(sample.report(media=sample.media((replace(sample.row(*own), read_at=read_at),))))
    names = [f"{metric}_{about}" for metric in ("views", "engagement_rate", "reels_skip_rate")
             for about in ("missing", "provisional", "read_at")]  # fmt: skip
    assert [frame.schema[name] for name in names[:3]] == [pl.String, pl.Boolean, pl.Datetime("us", "Europe/Berlin")]
    assert frame.select(names).row(0) == (None, True, stale, None, False, read_at, "not_supported", False, None)


def test_no_media_is_a_file_with_columns() -> None:
    frame = read(sample.report(media=sample.media(())))
    assert frame.shape == (0, 11 + 3 * 4)
    assert frame.schema["views"] == pl.Int64


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(2**63), 2**63 - 1))
def test_any_text_and_number_comes_back(written: str, number: int) -> None:
    cells = sample.media().rows[0].cells
    row = sample.row(*cells[:5], written, cells[6].value, number, *cells[8:])
    got = read(sample.report(media=sample.media((row,)))).row(0, named=True)
    assert (got["caption"], got["views"]) == (written, number)


def test_half_a_character_and_a_fraction_do_not_stop_the_file() -> None:
    cells = sample.media().rows[0].cells
    row = sample.row(*cells[:5], "a\ud800b", cells[6].value, 1.5, *cells[8:])
    got = read(sample.report(media=sample.media((row,)))).row(0, named=True)
    assert (got["caption"], got["views"]) == ("a\ufffdb", 1.5)
