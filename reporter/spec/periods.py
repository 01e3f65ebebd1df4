"""Periods such as `last_week` in a time zone: half-open, whole local days, correct across daylight saving time.

Days are counted on the calendar and converted to moments only at the end, so a day of 23 or 25 hours is one day. If a
day's midnight does not exist (clocks skip it), the day begins after the skipped time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from reporter.spec.model import Range

UNITS = ("day", "week", "month", "quarter", "year")
NAMES = (
    "today", "yesterday",
    *(f"{which}_{unit}" for unit in UNITS[1:] for which in ("this", "last")),
    "last_N_days", "last_N_weeks", "last_N_months",
)  # fmt: skip
_SINGLE = {"today": ("day", 0), "yesterday": ("day", -1)} | {
    f"{which}_{unit}": (unit, shift) for unit in UNITS[1:] for which, shift in (("this", 0), ("last", -1))
}
_COUNTED = re.compile(r"last_([1-9][0-9]{0,2})_(day|week|month)s")
_MOST = {"day": 730, "week": 104, "month": 24}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEARS = range(2010, 2101)
_OUT_OF_YEARS = f"a period must be from {_YEARS[0]} to {_YEARS[-1]}"
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)  # nothing on Instagram is older
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class PeriodError(ValueError):
    """A period that is not valid; the message says why."""


class UnknownPeriodError(PeriodError):
    """A text that is not the name of a period."""


@dataclass(frozen=True, slots=True)
class Period:
    """The interval [start, end) of whole local days, aware in its zone; only a part of a period may end within a day.

    `kind`: day, week, month, quarter, year, or days, weeks, months for several, or range. `name`: as in file names.
    """

    name: str
    start: datetime
    end: datetime
    kind: str

    @property
    def first_day(self) -> date:
        """The first local day."""
        return self.start.date()

    @property
    def next_day(self) -> date:
        """The first local day after the period, none of which is part of it."""
        day = self.end.date()
        return day if self.end == day_start(day, _zone(self)) else day + timedelta(days=1)


def resolve(written: str | Range, *, now: datetime, zone: ZoneInfo, week_start: str = "monday") -> Period:
    """Return the period at `now` (aware) in `zone`. Raises PeriodError."""
    if isinstance(written, Range):
        return _range(written.first, written.last, zone)
    first_weekday = _WEEKDAYS.index(week_start)
    if now.year not in _YEARS:
        raise PeriodError(f"the current year is {now.year}, but periods must be from {_YEARS[0]} to {_YEARS[-1]}")
    today = now.astimezone(zone).date()
    if written in _SINGLE:
        unit, shift = _SINGLE[written]
        first = _shift(_floor(today, unit, first_weekday), unit, shift)
        return _period(first, _shift(first, unit, 1), unit, zone=zone)
    counted = _COUNTED.fullmatch(written)
    if counted and int(counted[1]) <= _MOST[counted[2]]:
        unit, count = counted[2], int(counted[1])
        end = _floor(today, unit, first_weekday)
        return _period(_shift(end, unit, -count), end, unit if count == 1 else f"{unit}s", zone=zone)
    if counted:
        raise PeriodError(f"a period can have at most {_MOST[counted[2]]} {counted[2]}s")
    return _named(written, zone, first_weekday)


def previous(period: Period) -> Period:
    """Return the previous period of the same kind: the month before a month, as many days before days."""
    zone = _zone(period)
    if period.kind in UNITS:
        first = _shift(period.first_day, period.kind, -1)
    elif period.kind == "months":
        first = _shift(period.first_day, "month", -_months_between(period.first_day, period.next_day))
    else:
        first = period.first_day - (period.next_day - period.first_day)
    return _period(first, period.first_day, period.kind, zone=zone)


def following(period: Period) -> Period | None:
    """Return the next period: a day, week or month later; None for a range, which has none."""
    unit = period.kind if period.kind in UNITS else period.kind.removesuffix("s")
    if unit not in UNITS:
        return None
    return _period(_shift(period.first_day, unit, 1), _shift(period.next_day, unit, 1), period.kind, zone=_zone(period))


def year_before(period: Period) -> Period:
    """Return the same months a year earlier; weeks and days 52 weeks earlier, so that weekdays match."""
    zone = _zone(period)
    if period.kind in {"month", "months", "quarter", "year"}:
        return _period(
            _shift(period.first_day, "year", -1), _shift(period.next_day, "year", -1), period.kind, zone=zone
        )
    back = timedelta(weeks=52)
    return _period(period.first_day - back, period.next_day - back, period.kind, zone=zone)


def buckets(period: Period, by: str, week_start: str = "monday") -> tuple[datetime, ...]:
    """Return the starts of the hours, days, weeks or months that tile the period; the first is the period's start.

    Hours are counted from each day's start, so that a day whose clocks move by half an hour shifts no other day.
    """
    zone, first_weekday = _zone(period), _WEEKDAYS.index(week_start)
    if by == "hour":
        return tuple(_hours(period, zone))
    days = [_floor(period.first_day, by, first_weekday)]
    while days[-1] < period.next_day:
        days.append(_shift(days[-1], by, 1))
    later = takewhile(lambda day: day < period.next_day, days[1:])
    return (period.start, *(day_start(day, zone) for day in later))


def unit_start(day: date, by: str, week_start: str = "monday") -> date:
    """Return the first day of the whole day, week or month that a day is in."""
    return _floor(day, by, _WEEKDAYS.index(week_start))


def next_unit(day: date, by: str, week_start: str = "monday") -> date:
    """Return the first day after the whole day, week or month that a day is in."""
    return _shift(unit_start(day, by, week_start), by, 1)


def period_text(period: Period) -> str:
    """Return the period for readers: "Mon 16 – Sun 22 Nov 2026"."""
    first, last = period.first_day, period.next_day - timedelta(days=1)
    if first == last:
        return f"{_day(first)} {_MONTHS[first.month - 1]} {first.year}"
    start = _day(first)
    if first.month != last.month or first.year != last.year:
        start += f" {_MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} – {_day(last)} {_MONTHS[last.month - 1]} {last.year}"


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a local day, aware in the zone."""
    midnight = datetime.combine(day, time(), zone)
    there_and_back = midnight.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return midnight
    # this midnight is skipped: with fold=1 the gap is measured by the offset that holds after it, which is its end
    after = midnight.replace(fold=1).utcoffset()
    before = midnight.replace(fold=0).utcoffset()
    assert after is not None
    assert before is not None
    return (midnight.replace(tzinfo=None) + abs(after - before)).replace(tzinfo=zone)


def _hours(period: Period, zone: ZoneInfo) -> Iterator[datetime]:
    edges = [moment.astimezone(UTC) for moment in (*buckets(period, "day"), period.end)]
    for start, end in pairwise(edges):
        for hour in range(-((start - end) // timedelta(hours=1))):
            yield (start + timedelta(hours=hour)).astimezone(zone)


def _period(first: date, after: date, kind: str, *, zone: ZoneInfo) -> Period:
    return Period(_name(first, after, kind), day_start(first, zone), day_start(after, zone), kind)


def _name(first: date, after: date, kind: str) -> str:
    if kind == "day":
        return first.isoformat()
    if kind == "week":
        # the ISO week that holds the week's middle day, whatever day the week begins on
        year, week, _ = (first + timedelta(days=3)).isocalendar()
        return f"{year}-W{week:02}"
    if kind == "month":
        return f"{first.year}-{first.month:02}"
    if kind == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if kind == "year":
        return str(first.year)
    return f"{first.isoformat()}_{(after - timedelta(days=1)).isoformat()}"


def _range(first: date, last: date, zone: ZoneInfo) -> Period:
    if last < first:
        raise PeriodError(f"the range ends on {last}, before it starts on {first}")
    if first.year not in _YEARS or last.year not in _YEARS:
        raise PeriodError(_OUT_OF_YEARS)
    return _period(first, last + timedelta(days=1), "day" if first == last else "range", zone=zone)


def _named(written: str, zone: ZoneInfo, first_weekday: int) -> Period:
    """Parse the name of a period in file names."""
    for pattern, read in _WRITTEN.items():
        match = re.fullmatch(pattern, written)
        if match and int(match[1]) not in _YEARS:
            raise PeriodError(_OUT_OF_YEARS)
        if match:
            try:
                return read([int(part) for part in match.groups()], zone, first_weekday)
            except PeriodError:
                raise
            except ValueError:
                raise PeriodError(f'"{written}" does not exist in the calendar') from None
    ranges = "{from: 2026-11-01, to: 2026-11-15}"
    raise UnknownPeriodError(f'"{written}" is not a valid period; write one of {", ".join(NAMES)} or {ranges}')


def _read_week(parts: list[int], zone: ZoneInfo, first_weekday: int) -> Period:
    monday = date.fromisocalendar(parts[0], parts[1], 1)
    first = _floor(monday + timedelta(days=3), "week", first_weekday)
    return _period(first, first + timedelta(weeks=1), "week", zone=zone)


def _read_unit(unit: str) -> Callable[[list[int], ZoneInfo, int], Period]:
    def read(parts: list[int], zone: ZoneInfo, _first_weekday: int) -> Period:
        month = {"year": 1, "quarter": parts[-1] * 3 - 2, "month": parts[-1]}[unit]
        first = date(parts[0], month, 1)
        return _period(first, _shift(first, unit, 1), unit, zone=zone)

    return read


def _read_days(parts: list[int], zone: ZoneInfo, _first_weekday: int) -> Period:
    return _range(date(*parts[:3]), date(*parts[-3:]), zone)


_DAY = r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})"
_WRITTEN: dict[str, Callable[[list[int], ZoneInfo, int], Period]] = {
    r"(20[0-9]{2})-W([0-9]{2})": _read_week,
    r"(20[0-9]{2})-Q([1-4])": _read_unit("quarter"),
    r"(20[0-9]{2})-([0-9]{2})": _read_unit("month"),
    r"(20[0-9]{2})": _read_unit("year"),
    _DAY: _read_days,
    f"{_DAY}_{_DAY}": _read_days,
}


def _floor(day: date, unit: str, first_weekday: int) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=(day.weekday() - first_weekday) % 7)
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return day.replace(month=month, day=1)


def _shift(day: date, unit: str, count: int) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, 1)


def _months_between(first: date, after: date) -> int:
    return (after.year - first.year) * 12 + after.month - first.month


def _zone(period: Period) -> ZoneInfo:
    zone = period.start.tzinfo
    assert isinstance(zone, ZoneInfo)
    return zone


def _day(day: date) -> str:
    return f"{_SHORT[day.weekday()]} {day.day}"
