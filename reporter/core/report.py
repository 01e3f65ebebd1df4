"""The computed report: complete, immutable and independent of the output format.

A cell has a typed value, and its column has the format. Renderers format values but do not compute any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

Value = int | float | str | date | datetime | None


class Format(StrEnum):
    """The meaning of a column's values, independent of their appearance."""

    TEXT = "text"
    ID = "id"  # digits that are not a number, such as an id; shown and stored as text
    NUMBER = "number"  # whole numbers
    DECIMAL = "decimal"
    PERCENT = "percent"  # a share, 0.05 is 5%
    PERCENT_POINTS = "percent_points"  # already 0-100, as the API gives reels_skip_rate
    DURATION = "duration"  # milliseconds
    DATE = "date"  # a datetime.date
    WEEK = "week"  # the datetime.date of its first day
    MONTH = "month"  # the same
    DATETIME = "datetime"  # an aware datetime in the report's time zone
    LINK = "link"  # an https address
    CHANGE = "change"  # a signed relative change: 0.12 is an increase of 12%
    POINTS = "points"  # the difference of two shares in percentage points: 0.4 is 0.4 pp


class Role(StrEnum):
    """What a column contains: the figure's own value, or a part of its comparison."""

    VALUE = "value"
    PREVIOUS = "previous"  # the same figure over the compared period
    CHANGE = "change"  # Format.CHANGE
    POINTS = "points"  # Format.POINTS; only figures that are shares have it
    COMPARED = "compared"  # the part of the figure's own number that is compared with PREVIOUS; for programs


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is stable and machine-readable, `label` is for people, `help` explains how the value is calculated.

    `of`: in comparison columns, the name of the column with the figure's own value.
    """

    name: str
    label: str
    format: Format
    help: str = ""
    role: Role = Role.VALUE
    of: str = ""


class Marks(NamedTuple):
    """Qualifiers of a value.

    `stale`: when the oldest value that the last reading did not return was collected. `lowered`: number of media
    items whose value Meta lowered. `highest`, `highest_at`: the highest reading of a single media item and its
    time. `age_h`: for a change, how many hours older the earlier media items were. `remarks`: the same as text
    ("based on 4 of 5 accounts: 14,000, previously 13,200").
    """

    stale: datetime | None = None
    lowered: int = 0
    highest: int | float | None = None
    highest_at: datetime | None = None
    age_h: float | None = None
    remarks: tuple[str, ...] = ()


PLAIN = Marks()


class Cell(NamedTuple):
    """A value, or None with the reason why it is missing.

    A figure of several media items is based on `n` of the `of` items listed. `provisional`: it includes a value that
    was collected less than 48 hours after publication. `weak`: too few media items to draw conclusions.

    `missing` is the name of an `observations.Reason`, or one of these:

    - "no_media": there was nothing to measure
    - "undefined": a division by zero
    - "not_yet": an earlier figure of a media item that did not exist yet
    - "stories_only": an age, which is shown for stories only
    - "unlike_age": a change between values measured at different ages; the change can still be shown
    - "not_known": a change for which no account has complete data in both periods
    - "incomplete": a change for which too many values are missing
    - "small_base": a change from an earlier value below 30
    - "break": a change across a new definition of the metric
    - "lowered": Meta lowered a value
    - "unequal": a change between date ranges of different length
    """

    # A named tuple, because a report can have a million cells and a frozen dataclass takes 3 times as long to create.

    value: Value = None
    missing: str = ""
    n: int | None = None
    of: int | None = None
    provisional: bool = False
    weak: bool = False
    spark: tuple[float | None, ...] = ()  # KPI cards: the figure over the last periods or parts of this, oldest first
    marks: Marks = PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """One cell for each column of the section. Media rows contain a thumbnail (PNG or JPEG bytes) if available.

    `read_at`: when the values of a media row were collected; stale cells have their own time.
    """

    cells: tuple[Cell, ...]
    thumbnail: bytes = b""
    provisional: bool = False
    read_at: datetime | None = None


class ChartKind(StrEnum):
    """Chart types. Every chart uses the values of its section's rows."""

    LINE = "line"
    BARS = "bars"
    STACKED = "stacked"
    HEATMAP = "heatmap"


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated note on a trend. `x` is a value of the chart's x column; `kind` is "annotation", "break", or "part".

    "part": the interval at `x` is incomplete, because it is partly outside the period or has not ended.
    """

    x: Value
    text: str
    kind: str = "annotation"


@dataclass(frozen=True, slots=True)
class Chart:
    """How to draw the section: columns by name. `title` names the subject, `subtitle` the unit.

    LINE, BARS: `x` and one or more `y`, and `previous`: the columns of the compared period, drawn behind the others.
    HEATMAP: `x` = columns, `series` = rows, one `y`. `alt` is the text for people who cannot see the chart.
    """

    kind: ChartKind
    x: str
    y: tuple[str, ...]
    series: str = ""
    title: str = ""
    subtitle: str = ""
    alt: str = ""
    marks: tuple[Mark, ...] = ()
    previous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the report. `name` is unique in the report and stable from week to week (sheet and anchor names).

    kpis: one row, with a column for each metric and its comparison. text: `body` is Markdown, no columns. `rank`
    names the column that the rows are ordered by, if any. `sparks`: text that states the date range of the
    sparklines.
    """

    kind: str
    name: str
    title: str
    subtitle: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    totals: Row | None = None
    chart: Chart | None = None
    body: str = ""
    rank: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""
    sparks: str = ""


class Absence(NamedTuple):
    """One missing value, for the data notes and the JSON report. `label` is the metric's display name."""

    # A named tuple for the same reason as `Cell`: a report can have hundreds of thousands.

    account: str
    media_id: str
    metric: str
    reason: str
    detail: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert whose condition is met. `detail`: the evaluated figure and the condition as text."""

    name: str
    message: str
    account: str = ""
    detail: str = ""


class NoteKind(StrEnum):
    """Groups of data notes, in the order they are shown."""

    AS_OF = "as_of"
    RESTATED = "restated"
    MISSING = "missing"
    PROVISIONAL = "provisional"
    STORIES = "stories"
    FILTER = "filter"
    DATA = "data"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence (or two) of the data notes. `subject` is a metric's label or an account where there is one."""

    kind: NoteKind
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """Brand colour (#rrggbb), logo (PNG or JPEG bytes), footer and fonts. A theme does not change the content."""

    name: str = "plain"
    brand: str = "#1f4e8c"
    logo: bytes = b""
    footer: str = ""
    font: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A date range: half-open [start, end), with time zone, and its name in file names (2026-W47).

    `kind`: for a compared period, "previous_period" or "previous_year". `part`: only the part that is compared with a
    period that has not ended.
    """

    name: str
    start: datetime
    end: datetime
    words: str = ""  # "Mon 16 – Sun 22 Nov 2026"
    kind: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """What is known about an account. `as_of`: when its list was last collected, or None. `silent`: no response."""

    as_of: datetime | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a renderer needs. `media` is the full list of media rows (the Media sheet, CSV, Parquet).

    `holds`: why the report is on hold; renderers do not show these reasons. `pictured`: workbooks include the
    thumbnails of media rows.
    """

    title: str
    name: str  # the spec's file name without ending
    description: str
    client: str  # "" unless for_each: client
    account: str  # "" unless for_each: account
    accounts: tuple[str, ...]
    period: Span
    timezone: str
    locale: str  # en_GB
    as_of: datetime
    sections: tuple[Section, ...]
    media: Section
    highlights: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    alerts: tuple[Alert, ...] = ()
    holds: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    theme: Theme = Theme()
    compare: Span | None = None  # the period compared with, if any
    basis: str = "published"  # or "gained": growth during the period
    at_age: str = ""  # "7d": every media item measured at that age
    pictured: bool = False
    known: Mapping[str, AccountCoverage] = field(default_factory=dict)  # by account


@dataclass(frozen=True, slots=True)
class Artifact:
    """Bytes with a file name, ready to be written."""

    name: str
    data: bytes
