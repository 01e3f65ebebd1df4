"""Periods: days worked out by hand for the awkward ones, and laws that hold in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.spec.model import Range
from reporter.spec.periods import (
    NAMES,
    Period,
    PeriodError,
    buckets,
    day_start,
    period_text,
    previous,
    resolve,
    year_before,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday


def at(written: str, now: datetime = MONDAY, zone: str = "UTC", week_start: str = "monday") -> Period:
    return resolve(written, now=now, zone=ZoneInfo(zone), week_start=week_start)


def days(first: str, last: str, zone: str = "UTC") -> Period:
    written = Range.model_validate({"from": first, "to": last})
    return resolve(written, now=MONDAY, zone=ZoneInfo(zone))


def utc(period: Period) -> tuple[str, str]:
    return tuple(f"{one.astimezone(UTC):%Y-%m-%d %H:%M}" for one in (period.start, period.end))  # type: ignore[return-value]


def hours(period: Period) -> float:
    return (period.end.astimezone(UTC) - period.start.astimezone(UTC)) / timedelta(hours=1)


# names


@pytest.mark.parametrize(
    ("written", "name", "first", "after", "kind"),
    [
        ("today", "2026-11-23", "2026-11-23", "2026-11-24", "day"),
        ("yesterday", "2026-11-22", "2026-11-22", "2026-11-23", "day"),
        ("this_week", "2026-W48", "2026-11-23", "2026-11-30", "week"),
        ("last_week", "2026-W47", "2026-11-16", "2026-11-23", "week"),
        ("this_month", "2026-11", "2026-11-01", "2026-12-01", "month"),
        ("last_month", "2026-10", "2026-10-01", "2026-11-01", "month"),
        ("this_quarter", "2026-Q4", "2026-10-01", "2027-01-01", "quarter"),
        ("last_quarter", "2026-Q3", "2026-07-01", "2026-10-01", "quarter"),
        ("this_year", "2026", "2026-01-01", "2027-01-01", "year"),
        ("last_year", "2025", "2025-01-01", "2026-01-01", "year"),
        ("last_7_days", "2026-11-16_2026-11-22", "2026-11-16", "2026-11-23", "days"),
        ("last_1_days", "2026-11-22", "2026-11-22", "2026-11-23", "day"),
        ("last_730_days", "2024-11-23_2026-11-22", "2024-11-23", "2026-11-23", "days"),
        ("last_4_weeks", "2026-10-26_2026-11-22", "2026-10-26", "2026-11-23", "weeks"),
        ("last_1_weeks", "2026-W47", "2026-11-16", "2026-11-23", "week"),
        ("last_3_months", "2026-08-01_2026-10-31", "2026-08-01", "2026-11-01", "months"),
        ("last_1_months", "2026-10", "2026-10-01", "2026-11-01", "month"),
    ],
)
def test_each_name_means_whole_days(written: str, name: str, first: str, after: str, kind: str) -> None:
    period = at(written)
    assert (period.name, period.kind) == (name, kind)
    assert (period.first_day.isoformat(), period.next_day.isoformat()) == (first, after)


def test_every_name_that_is_offered_is_understood() -> None:
    assert all(at(name.replace("N", "2")).name for name in NAMES)


def test_both_days_of_a_range_are_included() -> None:
    assert utc(days("2026-11-01", "2026-11-15")) == ("2026-11-01 00:00", "2026-11-16 00:00")
    assert days("2026-11-01", "2026-11-15").name == "2026-11-01_2026-11-15"
    assert days("2026-11-22", "2026-11-22").name == "2026-11-22"


@pytest.mark.parametrize(
    "written",
    ["lastweek", "Last_week", "last_week ", "", "last_0_days", "last_07_days", "last_-1_days", "last_7_quarters",
     "last_731_days", "last_105_weeks", "last_25_months", "last_1000_days", "last_٧_days", "next_week",
     "2026-13", "2026-W54", "2026-00", "2026-Q5", "2026-02-30", "2026-11-15_2026-11-01", "2009", "2026-W1"],
)  # fmt: skip
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(PeriodError, match=r"\w"):
        at(written)


def test_a_range_that_runs_backwards_or_too_far_is_refused() -> None:
    for first, last in (("2026-11-15", "2026-11-01"), ("2009-12-31", "2010-01-02"), ("2100-12-31", "2101-01-01")):
        with pytest.raises(PeriodError):
            days(first, last)
    assert days("2010-01-01", "2100-12-31").kind == "range"


def test_h08_a_clock_that_stands_in_1970_is_told() -> None:
    with pytest.raises(PeriodError, match="the current year is 1970"):
        at("last_week", datetime(1970, 1, 1, tzinfo=UTC))


# H01-H03: days of other lengths


def test_h01_the_days_that_daylight_saving_changes_in_berlin() -> None:
    spring = at("yesterday", datetime(2026, 3, 30, 6, tzinfo=UTC), "Europe/Berlin")
    autumn = at("yesterday", datetime(2026, 10, 26, 6, tzinfo=UTC), "Europe/Berlin")
    assert (spring.name, utc(spring)) == ("2026-03-29", ("2026-03-28 23:00", "2026-03-29 22:00"))
    assert (autumn.name, utc(autumn)) == ("2026-10-25", ("2026-10-24 22:00", "2026-10-25 23:00"))
    assert [bucket.hour for bucket in buckets(spring, "hour")] == [0, 1, *range(3, 24)]
    assert [bucket.hour for bucket in buckets(autumn, "hour")] == [0, 1, 2, 2, *range(3, 24)]


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Africa/Cairo", "2026-04-24", "2026-04-23 22:00"),  # +02:00 -> +03:00 at midnight
        ("America/Santiago", "2026-09-06", "2026-09-06 04:00"),  # -04:00 -> -03:00 at midnight
        ("Asia/Beirut", "2026-03-29", "2026-03-28 22:00"),  # +02:00 -> +03:00 at midnight
    ],
)
def test_h02_a_day_without_a_midnight_begins_at_one(zone: str, day: str, start: str) -> None:
    period = days(day, day, zone)
    eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    before = days(eve, eve, zone)
    assert (period.start.hour, utc(period)[0], hours(period), hours(before)) == (1, start, 23, 24)
    assert before.end == period.start
    assert previous(period) == before


def test_h03_the_half_hours_of_lord_howe() -> None:
    longer, shorter = (days(day, day, "Australia/Lord_Howe") for day in ("2026-04-05", "2026-10-04"))
    assert (hours(longer), hours(shorter)) == (24.5, 23.5)
    both = buckets(days("2026-04-05", "2026-04-06", "Australia/Lord_Howe"), "hour")
    assert len(both) == 25 + 24
    assert [(one.hour, one.minute) for one in both[25:]] == [(hour, 0) for hour in range(24)]


def test_a_day_that_an_island_skipped_is_empty() -> None:
    skipped = days("2011-12-30", "2011-12-30", "Pacific/Apia")
    assert hours(skipped) == 0
    assert hours(days("2011-12-29", "2011-12-31", "Pacific/Apia")) == 48


def test_today_is_the_day_where_the_zone_is() -> None:
    now = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    assert at("today", now, "Pacific/Kiritimati").name == "2026-11-24"  # +14:00
    assert at("today", now, "Pacific/Niue").name == "2026-11-23"  # -11:00
    assert at("today", now - timedelta(hours=1), "Pacific/Niue").name == "2026-11-22"
    assert at("today", now.astimezone(ZoneInfo("Pacific/Niue")), "Asia/Kathmandu").name == "2026-11-23"


# H04: week 53


def test_h04_the_first_of_january_2027_is_in_week_53_of_2026() -> None:
    new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert at("this_week", new_year).name == "2026-W53"
    assert utc(at("this_week", new_year)) == ("2026-12-28 00:00", "2027-01-04 00:00")
    assert at("last_week", datetime(2027, 1, 4, tzinfo=UTC)).name == "2026-W53"
    assert at("this_week", datetime(2027, 1, 4, tzinfo=UTC)).name == "2027-W01"
    assert at("today", new_year).name == "2027-01-01"
    assert year_before(at("this_week", new_year)).name == "2026-W01"  # 52 weeks: 29 Dec 2025


# H05: other week starts, leap days, month ends


@pytest.mark.parametrize(
    ("week_start", "first", "name"),
    [
        ("sunday", "2026-11-15", "2026-W47"),
        ("saturday", "2026-11-14", "2026-W47"),
        ("tuesday", "2026-11-10", "2026-W46"),
    ],
)
def test_h05_weeks_begin_when_the_spec_says(week_start: str, first: str, name: str) -> None:
    period = at("last_week", week_start=week_start)
    assert (period.first_day.isoformat(), period.name) == (first, name)
    assert hours(period) == 7 * 24


def test_h05_leap_days_and_month_ends() -> None:
    assert at("yesterday", datetime(2028, 3, 1, tzinfo=UTC)).name == "2028-02-29"
    february = at("last_month", datetime(2028, 3, 31, tzinfo=UTC))
    assert (february.name, hours(february)) == ("2028-02", 29 * 24)
    assert hours(year_before(february)) == 28 * 24
    assert previous(at("this_month", datetime(2026, 7, 31, tzinfo=UTC))).name == "2026-06"
    assert at("last_3_months", datetime(2026, 3, 31, tzinfo=UTC)).name == "2025-12-01_2026-02-28"


# what is compared with


@pytest.mark.parametrize(
    ("written", "before", "earlier"),
    [
        ("yesterday", "2026-11-21", "2025-11-23"),  # both Sundays
        ("last_week", "2026-W46", "2025-W47"),
        ("last_month", "2026-09", "2025-10"),
        ("last_quarter", "2026-Q2", "2025-Q3"),
        ("last_year", "2024", "2024"),
        ("last_7_days", "2026-11-09_2026-11-15", "2025-11-17_2025-11-23"),
        ("last_2_weeks", "2026-10-26_2026-11-08", "2025-11-10_2025-11-23"),
        ("last_3_months", "2026-05-01_2026-07-31", "2025-08-01_2025-10-31"),
        ("2026-11-01_2026-11-15", "2026-10-17_2026-10-31", "2025-11-02_2025-11-16"),
    ],
)
def test_the_period_before_and_the_one_a_year_before(written: str, before: str, earlier: str) -> None:
    assert previous(at(written)).name == before
    assert year_before(at(written)).name == earlier


# buckets


def test_buckets_begin_with_the_period_and_then_with_each_unit() -> None:
    period = days("2026-10-30", "2026-11-10", "Europe/Berlin")
    assert [f"{bucket:%m-%d}" for bucket in buckets(period, "week")] == ["10-30", "11-02", "11-09"]
    assert [f"{bucket:%m-%d}" for bucket in buckets(period, "week", "sunday")] == ["10-30", "11-01", "11-08"]
    assert [f"{bucket:%m-%d}" for bucket in buckets(period, "month")] == ["10-30", "11-01"]
    assert len(buckets(period, "day")) == 12
    assert len(buckets(period, "hour")) == 12 * 24


# words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("yesterday", "Sun 22 Nov 2026"),
        ("last_week", "Mon 16 – Sun 22 Nov 2026"),
        ("last_quarter", "Wed 1 Jul – Wed 30 Sep 2026"),
        ("2026-W53", "Mon 28 Dec 2026 – Sun 3 Jan 2027"),
    ],
)
def test_a_period_in_words(written: str, shown: str) -> None:
    assert period_text(at(written)) == shown


# laws

ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana"),
    *("Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Chatham", "America/St_Johns"),
    *("Atlantic/Azores", "America/Asuncion", "America/Sao_Paulo", "Asia/Tehran", "Africa/Casablanca", "Asia/Gaza"),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
# from 2012 on; before, Newfoundland set its clocks back over midnight, so that some minutes had two days
moments = st.datetimes(datetime(2012, 1, 1), datetime(2038, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
week_starts = st.sampled_from(["monday", "saturday", "sunday", "wednesday"])
units = st.sampled_from(["today", "this_week", "this_month", "this_quarter", "this_year"])
names = st.sampled_from([name for name in NAMES if "N" not in name]) | st.builds(
    "last_{}_{}s".format, st.integers(1, 24), st.sampled_from(["day", "week", "month"])
)


def moment(one: datetime) -> datetime:
    """Return the moment in UTC: two times of one zone compare by their clocks, which daylight saving turns back."""
    return one.astimezone(UTC)


@settings(max_examples=200, deadline=None)
@given(moments, zones, units, week_starts)
def test_every_moment_is_in_exactly_one_of_each_unit(now: datetime, zone: ZoneInfo, unit: str, week_start: str) -> None:
    period = resolve(unit, now=now, zone=zone, week_start=week_start)
    assert moment(period.start) <= now < moment(period.end)
    for other in (moment(period.start), moment(period.end) - timedelta(microseconds=1)):
        assert resolve(unit, now=other, zone=zone, week_start=week_start) == period
    following = resolve(unit, now=moment(period.end), zone=zone, week_start=week_start)
    assert following.start == period.end
    assert following.name != period.name


@settings(max_examples=200, deadline=None)
@given(moments, zones, names, week_starts)
def test_the_period_before_ends_where_the_period_begins(
    now: datetime, zone: ZoneInfo, name: str, week_start: str
) -> None:
    period = resolve(name, now=now, zone=zone, week_start=week_start)
    before = previous(period)
    assert moment(before.end) == moment(period.start)
    assert before.kind == period.kind
    assert year_before(period).kind == period.kind
    assert 363 <= (period.first_day - year_before(period).first_day).days <= 366
    assert period.start == day_start(period.first_day, zone)


@settings(max_examples=200, deadline=None)
@given(moments, zones, names, week_starts)
def test_a_period_is_found_again_by_its_name(now: datetime, zone: ZoneInfo, name: str, week_start: str) -> None:
    period = resolve(name, now=now, zone=zone, week_start=week_start)
    again = resolve(period.name, now=MONDAY, zone=zone, week_start=week_start)
    assert (again.name, again.start, again.end) == (period.name, period.start, period.end)


@settings(max_examples=100, deadline=None)
@given(moments, zones, names, st.sampled_from(["hour", "day", "week", "month"]), week_starts)
def test_h05_buckets_tile_the_period(now: datetime, zone: ZoneInfo, name: str, by: str, week_start: str) -> None:
    period = resolve(name, now=now, zone=zone, week_start=week_start)
    edges = [moment(one) for one in (*buckets(period, by, week_start), period.end)]
    assert edges[0] == moment(period.start)
    lengths = [later - earlier for earlier, later in pairwise(edges)]
    longest = {"hour": timedelta(hours=1), "day": timedelta(hours=25), "week": timedelta(hours=7 * 24 + 1)}
    assert all(timedelta(0) < one <= longest.get(by, timedelta(days=31, hours=1)) for one in lengths)
    assert all(bucket.tzinfo is zone for bucket in buckets(period, by, week_start))
