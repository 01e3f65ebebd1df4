"""The dimensions that media items are grouped by: their values, their order and which must be there."""

from __future__ import annotations

import pytest

from tests.support.analysis_makers import cells, column, item, on, section, values


def test_an_account_without_media_is_in_the_table() -> None:
    shown = section([item(1, views=2)], {"kind": "table", "by": "account"}, accounts=("acme", "acme_de"))
    assert values(shown) == [
        {"account": "acme", "media": 1, "views": 2},
        {"account": "acme_de", "media": 0, "views": None},
    ]


def test_clients_are_named_and_the_rest_is_last() -> None:
    shown = section(
        [item(1, views=2), item(2, account="other", views=9)],
        {"kind": "table", "by": "client"},
        accounts=("acme", "other"),
        clients={"acme": "Acme GmbH"},
    )
    assert column(shown, "client") == ["Acme GmbH", "no client"]


@pytest.mark.parametrize(
    ("week_start", "days"), [("saturday", ["Sunday", "Monday", "Tuesday"]), ("sunday", ["Sunday", "Monday", "Tuesday"])]
)
def test_weekdays_begin_where_the_spec_says(week_start: str, days: list[str]) -> None:
    snapshots = [on(17, views=900), on(16, views=1), on(22, views=5)]
    period = {"from": "2026-11-16", "to": "2026-11-22"}
    shown = section(snapshots, {"kind": "table", "by": "weekday"}, week_start=week_start, period=period)
    assert column(shown, "weekday") == days
    assert shown.rank == ""


def test_hours_are_chronological_text_and_none_between_is_left_out() -> None:
    shown = section([on(17, 9, views=1), on(16, 11, views=5), on(18, 9, views=5)], {"kind": "table", "by": "hour"})
    assert values(shown) == [
        {"hour": "09", "media": 2, "views": 6},
        {"hour": "10", "media": 0, "views": None},
        {"hour": "11", "media": 1, "views": 5},
    ]
    assert cells(shown, "views")[1].missing == "no_media"


def test_weekdays_between_the_first_and_the_last_are_all_there() -> None:
    shown = section([on(17, views=1), on(20, views=5)], {"kind": "table", "by": "weekday"})
    assert column(shown, "weekday") == ["Tuesday", "Wednesday", "Thursday", "Friday"]
    assert column(shown, "media") == [1, 0, 0, 1]
    assert section([], {"kind": "table", "by": "weekday"}).rows == ()
