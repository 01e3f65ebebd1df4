"""The history of an account as a Parquet file."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from reporter.core.observations import Observed
from reporter.history.export import export_account
from reporter.history.open import History
from tests.support.history_makers import hour, look, measures, media


def exported(history: History, account: str = "acme") -> pl.DataFrame:
    return pl.read_parquet(BytesIO(export_account(history, account)))


def test_every_value_is_a_row_with_the_times_between_which_it_stood(history: History) -> None:
    item = media(1, published=5)
    for at, views in ((6, 10), (7, 10), (8, 12)):
        look(history, at, (item, measures(views=views)))
    frame = exported(history)
    assert frame.select("metric", "value", "reason", "source").rows() == [
        ("views", 10.0, "", "api"),
        ("views", 12.0, "", "api"),
    ]
    assert frame.select("seen", "until").rows() == [(hour(6), hour(7)), (hour(8), hour(8))]
    assert frame["published"].to_list() == [hour(5), hour(5)]


def test_the_values_of_a_breakdown_are_rows_and_missing_ones_have_a_reason(history: History) -> None:
    split = Observed(7, {"tap_exit": 3, "tap_forward": 4})
    look(history, 6, (media(1, product_type="STORY", published=5), measures(navigation=split, reach="failed")))
    rows = set(exported(history).select("metric", "breakdown", "value", "reason").rows())
    assert rows == {
        ("navigation", "", 7.0, ""),
        ("navigation", "tap_exit", 3.0, ""),
        ("navigation", "tap_forward", 4.0, ""),
        ("reach", "", None, "failed"),
    }


def test_an_account_without_history_has_columns_and_no_rows(history: History) -> None:
    look(history, 6, (media(1, published=5), measures(views=1)))
    frame = exported(history, "nobody")
    assert frame.height == 0
    assert frame.columns == exported(history).columns
