"""Bodies to values: shapes of live answers, and what hostile ones may do (nothing)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.catalog.models import Unit
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason
from reporter.executor.graph.bodies import parse_response
from reporter.executor.graph.messages import ApiError, Kind, Reply
from reporter.executor.graph.parse import parse_account_id, parse_measures, parse_media, parse_page
from tests.support.graph_json import JSON

ROW = {"id": "17942655069055722", "media_product_type": "FEED", "timestamp": "2026-07-20T21:30:04+0000"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def media(**fields: Any) -> MediaItem | None:  # noqa: ANN401
    return parse_media({**ROW, **fields}, account="acme", stories=False)


def measure(entry: Mapping[str, Any], *, unit: Unit = Unit.COUNT, breakdown: str = "") -> MetricValue:
    read = parse_measures({"data": [{"name": "x", **entry}]}, units={"x": unit}, breakdown=breakdown)
    assert read is not None
    return read["x"]


def split(value: object, *results: Mapping[str, Any], keys: object = ("action_type",)) -> MetricValue:
    keys = list(keys) if isinstance(keys, tuple) else keys
    total = {"value": value, "breakdowns": [{"dimension_keys": keys, "results": list(results)}]}
    return measure({"values": [{"value": value}], "total_value": total}, breakdown="action_type")


@pytest.mark.parametrize(
    "written",
    ["2026-07-20T21:30:04+0000", "2026-07-20T21:30:04+00:00", "2026-07-20T21:30:04Z", "2026-07-20T23:30:04+0200"],
)
def test_times_of_all_spellings_are_utc(written: str) -> None:
    found = media(timestamp=written)
    assert found is not None
    assert found.published == datetime(2026, 7, 20, 21, 30, 4, tzinfo=UTC)
    assert found.published.tzinfo is UTC


@pytest.mark.parametrize("written", [None, 1_784_583_004, "", "yesterday", "2026-07-20", "2026-02-30T00:00:00+0000"])
def test_rows_without_a_usable_time_are_none(written: object) -> None:
    assert media(timestamp=written) is None


def test_h12_the_earliest_time_in_a_far_zone_is_no_crash() -> None:
    assert media(timestamp="0001-01-01T00:00:00+1400") is None


def test_fields_that_did_not_come_are_empty() -> None:
    found = media()
    assert found is not None
    assert (found.caption, found.permalink, found.username, found.media_type, found.thumbnail) == ("", "", "", "", b"")


def test_b07_half_a_character_becomes_the_replacement_sign() -> None:
    body = parse_response(200, b'{"caption": "sun \\ud800 \\ud83d\\ude00"}')
    assert isinstance(body, Reply)
    found = media(caption=body.body["caption"])
    assert found is not None
    assert found.caption == "sun \ufffd \U0001f600"


def test_a_caption_is_kept_whole_or_bears_a_mark() -> None:
    whole, cut = media(caption="x" * 40_000), media(caption="x" * 100_001)
    assert whole is not None
    assert cut is not None
    assert whole.caption == "x" * 40_000
    assert (len(cut.caption), cut.caption[-6:]) == (100_004, "xx […]")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://instagram.com/p/x", 5, "//evil", ""])
def test_links_that_are_not_https_are_left_out(link: object) -> None:
    found = media(permalink=link)
    assert found is not None
    assert found.permalink == ""


@pytest.mark.parametrize(
    ("fields", "stories", "product_type"),
    [
        ({"media_product_type": "AD"}, False, "AD"),
        ({"media_product_type": None}, True, "STORY"),
        ({"media_product_type": None, "permalink": "https://www.instagram.com/reel/x/"}, False, "REELS"),
        ({"media_product_type": None, "permalink": "https://www.instagram.com/p/x/"}, False, "FEED"),
    ],
)
def test_a_product_type_that_did_not_come_follows_from_the_list_and_the_link(
    fields: dict[str, Any], *, stories: bool, product_type: str
) -> None:
    found = parse_media({**ROW, **fields}, account="acme", stories=stories)
    assert found is not None
    assert found.product_type == product_type


def test_pictures_come_inside_the_answer_or_not_at_all() -> None:
    def picture(value: object) -> bytes:
        found = media(thumbnail_url=value)
        assert found is not None
        return found.thumbnail

    start = "data:image/png;base64,"
    assert picture(start + base64.b64encode(PNG).decode()) == PNG
    assert picture("data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff1").decode()) == b"\xff\xd8\xff1"
    assert picture("https://cdn.invalid/x.png") == b""
    assert picture(start + base64.b64encode(b"<svg onload=x>").decode()) == b""
    assert picture(start + base64.b64encode(PNG + bytes(65_536)).decode()) == b""
    assert picture(start + "!!!") == b""
    assert picture("data:image/svg+xml;base64," + base64.b64encode(PNG).decode()) == b""


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"values": [{"value": 5}]}, Observed(5)),
        ({"total_value": {"value": 5}}, Observed(5)),
        ({"values": [], "total_value": {"value": 5}}, Observed(5)),
        ({"values": [{"value": 0}], "total_value": {"value": 5}}, Observed(0)),
        ({}, Missing(Reason.NOT_AVAILABLE)),
        ({"values": []}, Missing(Reason.NOT_AVAILABLE)),
        ({"values": [{}]}, Missing(Reason.NOT_AVAILABLE)),
        ({"values": [{"value": None}]}, Missing(Reason.NOT_AVAILABLE)),
        ({"values": "x"}, Missing(Reason.NOT_AVAILABLE)),
    ],
)
def test_b09_values_stand_in_one_of_two_places_or_are_not_available(
    entry: dict[str, Any], expected: MetricValue
) -> None:
    assert measure(entry) == expected


def test_rates_stay_as_they_came_and_counts_are_whole() -> None:
    rate = measure({"values": [{"value": 48.4}]}, unit=Unit.PERCENT)
    assert rate == Observed(48.4)
    whole = measure({"values": [{"value": 12.0}]}, unit=Unit.MILLISECONDS)
    assert isinstance(whole, Observed)
    assert isinstance(whole.value, int)
    half = measure({"values": [{"value": 12.5}]})
    assert isinstance(half, Missing)
    assert half.reason is Reason.FAILED


def test_data_is_found_by_name_whatever_its_order() -> None:
    body = {"data": [{"name": name, "values": [{"value": number}]} for number, name in enumerate("cab")]}
    units = dict.fromkeys("abcd", Unit.COUNT)
    assert parse_measures(body, units=units) == {
        "a": Observed(1),
        "b": Observed(2),
        "c": Observed(0),
        "d": Missing(Reason.NOT_AVAILABLE),
    }


@pytest.mark.parametrize("body", [None, {}, {"data": None}, {"data": {}}, [], "x"])
def test_a_body_that_is_no_insights_answer_is_told_apart_from_an_empty_one(body: object) -> None:
    assert parse_measures(body, units={"x": Unit.COUNT}) is None
    assert parse_measures({"data": []}, units={"x": Unit.COUNT}) == {"x": Missing(Reason.NOT_AVAILABLE)}


def test_b25_b26_breakdowns_keep_their_spelling_as_lists_or_text() -> None:
    email = {"dimension_values": ["email"], "value": 3}
    call = {"dimension_values": "CALL", "value": 2}
    assert split(5, email, call) == Observed(5, {"email": 3, "CALL": 2})
    assert split(5, email, call, keys="action_type") == Observed(5, {"email": 3, "CALL": 2})


def test_two_dimensions_and_several_breakdowns_are_told_apart() -> None:
    results = [
        {"dimension_values": ["FOLLOWER", "email"], "value": 3},
        {"dimension_values": ["OTHER", "email"], "value": 4},
    ]
    other = {"dimension_keys": ["follow_type"], "results": [{"dimension_values": ["x"], "value": 99}]}
    own = {"dimension_keys": ["follow_type", "ACTION_TYPE"], "results": results}
    entry = {"values": [{"value": 7}], "total_value": {"value": 7, "breakdowns": [other, own]}}
    assert measure(entry, breakdown="action_type") == Observed(7, {"email": 7})


def test_a_breakdown_that_cannot_be_read_leaves_the_number_without_it() -> None:
    assert split(5, {"dimension_values": ["email"], "value": "3"}) == Observed(5, None)
    assert split(5, {"dimension_values": [], "value": 3}) == Observed(5, None)
    assert split(5) == Observed(5, None)  # 5 of what was not told
    assert split(0) == Observed(0, {})  # nothing to split


def test_pages_give_a_cursor_only_with_next() -> None:
    paging = {"cursors": {"after": "abc"}}
    assert parse_page({"data": [], "paging": paging}) == parse_page({"data": []})
    more = parse_page({"data": [1], "paging": paging | {"next": "https://x"}})
    assert more is not None
    assert (more.rows, more.cursor, more.lost) == ((1,), "abc", False)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"user_id": "178"}, "178"),
        ({"data": [{"user_id": 178}]}, "178"),
        ({"id": "9"}, ""),
        ({"user_id": True}, ""),
        ({"user_id": "1/../2"}, ""),
        ({"data": []}, ""),
    ],
)
def test_the_account_is_its_professional_id(body: dict[str, Any], found: str) -> None:
    assert parse_account_id(body) == found


# Bytes


@pytest.mark.parametrize(
    ("status", "data", "kind"),
    [
        (200, b'{"data": [', Kind.BROKEN),  # B01
        (200, b"<h1>Service Unavailable</h1>", Kind.TEMPORARY),  # B03
        (200, b"<h1>Welcome</h1>", Kind.BROKEN),
        (200, b'{"error": {"code": 190}}', Kind.CREDENTIALS),  # B04
        (200, b'{"error": "no"}', Kind.REFUSED),
        *[(200, body, Kind.BROKEN) for body in (b"", b"null", b"[]", b'"x"', b"42")],  # B05
        (200, b"[" * 100_000, Kind.BROKEN),  # B16
        (200, b'{"a":' * 100_000, Kind.BROKEN),
        (500, b"oops", Kind.TEMPORARY),
        (503, b"{}", Kind.TEMPORARY),
        (429, b"", Kind.LIMIT),
        (404, b"<html>", Kind.GONE),  # B32
        (410, b"{}", Kind.GONE),
        (400, b"{}", Kind.REFUSED),
    ],
)
def test_b01_to_b16_answers_that_are_none(status: int, data: bytes, kind: Kind) -> None:
    answer = parse_response(status, data)
    assert isinstance(answer, ApiError)
    assert answer.kind is kind


def test_b06_wrong_bytes_cost_a_character_and_a_mark_at_the_start_nothing() -> None:
    assert parse_response(200, b'{"a": "\xff"}') == Reply({"a": "\ufffd"})
    assert parse_response(200, b'\xef\xbb\xbf{"a": 1}') == Reply({"a": 1})


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"-" + b"9" * 5000, b"1" + b"0" * 30])
def test_b08_b12_one_impossible_number_costs_one_measure(number: bytes) -> None:
    first, second = b'{"name": "a", "values": [{"value": %b}]}' % number, b'{"name": "b", "values": [{"value": 2}]}'
    answer = parse_response(200, b'{"data": [%b, %b]}' % (first, second))
    assert isinstance(answer, Reply)
    read = parse_measures(answer.body, units=dict.fromkeys("ab", Unit.COUNT))
    assert read is not None
    assert isinstance(read["a"], Missing)
    assert read["a"].reason is Reason.FAILED
    assert read["b"] == Observed(2)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from(list(Unit)))
def test_no_json_makes_decoding_fail_or_gives_a_number_that_is_none(body: Any, unit: Unit) -> None:  # noqa: ANN401
    for read in (
        parse_measures(body, units={"x": unit}, breakdown="action_type"),
        parse_measures({"data": [{"name": "x", "values": [body], "total_value": body}]}, units={"x": unit}),
    ):
        for one in (read or {}).values():
            assert isinstance(one, Missing) or -(2**63) < one.value < 2**63
    parse_media(body, account="acme", stories=True)
    if isinstance(body, dict):
        parse_page(body)
        parse_account_id(body)
