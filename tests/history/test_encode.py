"""Measures as text and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.core.observations import MetricValue, Missing, Observed, Reason
from reporter.history.encode import (
    decode,
    decode_names,
    encode,
    encode_names,
    encode_numbers,
    moment,
    seconds,
    storable,
)

NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[MetricValue] = st.one_of(
    NUMBERS.map(Observed),
    st.builds(
        Observed, NUMBERS, st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), NUMBERS)
    ),
    st.builds(Missing, st.sampled_from(Reason), st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
)


@given(st.lists(VALUES))
def test_measures_come_back_as_they_were(measures: list[MetricValue]) -> None:
    line = encode(measures)
    assert "\n" not in line
    assert decode(line) == measures


@pytest.mark.parametrize(
    ("measures", "line"),
    [
        ([], "[]"),
        ([Observed(5), Observed(2.5)], "[5,2.5]"),
        ([Observed(5, {"tap_exit": 2})], '[[5,{"tap_exit":2}]]'),
        ([Missing(Reason.FAILED), Missing(Reason.REFUSED, "für")], '["failed",["refused","für"]]'),
    ],
)
def test_the_form_of_a_line_stays_readable_to_older_histories(measures: list[MetricValue], line: str) -> None:
    assert encode(measures) == line


def test_plain_numbers_are_encoded_alike() -> None:
    assert encode_numbers((1, 2.5, 0)) == "(1,2.5,0)"
    assert encode_numbers([1, 2.5, 0]) == encode([Observed(1), Observed(2.5), Observed(0)])


def test_names_come_back_in_order() -> None:
    assert decode_names(encode_names(["views", "reach"])) == ["views", "reach"]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - see timezones
def test_a_time_is_kept_to_the_second(when: datetime) -> None:
    assert moment(seconds(when)) == when.replace(microsecond=0)


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    when = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))
    assert moment(seconds(when)) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_characters_that_no_database_takes_are_replaced() -> None:
    assert storable("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert storable("für 👍") == "für 👍"
