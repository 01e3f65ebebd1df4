"""The report spec as the author wrote it, typed: every key of `reports/*.yaml`, its default and its one-line meaning.

Only shapes are checked here; what a value means (metrics, accounts, dates) is the validator's. The field descriptions
are shown by editors and in the reference. pydantic, because a spec comes from outside.
"""

from __future__ import annotations

from typing import Annotated
from typing import Literal

from pydantic import BeforeValidator
from pydantic import Discriminator
from pydantic import Field
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model
from reporter.spec.base import one_or_more
from reporter.spec.outputs import Delivery
from reporter.spec.outputs import Outputs
from reporter.spec.scalars import Alias
from reporter.spec.scalars import Day
from reporter.spec.scalars import Flag
from reporter.spec.scalars import Line
from reporter.spec.scalars import Name
from reporter.spec.scalars import Text
from reporter.spec.scalars import Whole

ProductTypeName = Literal["FEED", "REELS", "STORY"]
MediaTypeName = Literal["IMAGE", "VIDEO", "CAROUSEL_ALBUM"]
WeekStart = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Dimensions that always exist; the names of `labels` join them.
DIMENSIONS = (
    "account", "client", "product_type", "media_type", "hashtag", "weekday", "hour", "day", "week", "month",
)  # fmt: skip


class Range(Model):
    """A period by its first and last day, both included."""

    first: Day = Field(alias="from", description="First day, such as 2026-11-01.")
    last: Day = Field(alias="to", description="Last day, included.")


class Tagged(Model):
    """All accounts that carry one of these tags."""

    tags: Annotated[tuple[Line, ...], Field(min_length=1)]


class Hashtags(Model):
    """Hashtags without '#', any case."""

    any: tuple[Line, ...] = ()
    all: tuple[Line, ...] = ()
    none: tuple[Line, ...] = ()


class Caption(Model):
    """What a caption must hold."""

    contains: Line | None = Field(None, description="Text that the caption contains, any case.")
    matches: Line | None = Field(None, description="Pattern (RE2) that the caption matches somewhere.")


def _any_hashtags(value: object) -> object:
    return {"any": value} if isinstance(value, list | tuple) else value


HashtagRule = Annotated[Hashtags, BeforeValidator(_any_hashtags, json_schema_input_type=Hashtags | tuple[Line, ...])]


class MediaRule(Model):
    """Conditions on a media item's own facts; all that are given must hold."""

    product_types: tuple[ProductTypeName, ...] = ()
    media_types: tuple[MediaTypeName, ...] = ()
    hashtags: HashtagRule | None = None
    caption: Caption | None = None
    ids: tuple[Line, ...] = ()


class MediaFilter(MediaRule):
    """Which media items of the period count; left out, all do."""

    exclude_ids: tuple[Line, ...] = ()
    where: Line | None = Field(None, description='Formula, such as "views >= 1000 and engagement_rate > 0.02".')


class Calculated(Model):
    """A metric made from others."""

    formula: Line = Field(description="Arithmetic over metric names: + - * / ** % ( ) min max abs round.")
    format: Literal["number", "percent", "duration", "decimal"] = "decimal"
    label: Line | None = None
    help: Line | None = None


class SectionBase(Model):
    """What every section may say."""

    title: Line | None = Field(None, description="Heading; a fitting one is chosen when left out.")


class Kpis(SectionBase):
    """Big figures side by side."""

    kind: Literal["kpis"]
    metrics: tuple[Name, ...] = ()


class Trend(SectionBase):
    """A line over time."""

    kind: Literal["trend"]
    metrics: tuple[Name, ...] = ()
    by: Literal["hour", "day", "week", "month"] = "day"


class Table(SectionBase):
    """Groups of media with their figures."""

    kind: Literal["table"]
    by: Annotated[
        tuple[Line, ...],
        BeforeValidator(one_or_more, json_schema_input_type=Line | tuple[Line, ...]),
        Field(min_length=1, max_length=2),
    ] = Field(description="One or two of account, client, product_type, ... or a label's name.")
    metrics: tuple[Name, ...] = ()


class Top(SectionBase):
    """The best or worst media items by one metric."""

    kind: Literal["top"]
    by: Name
    limit: Annotated[Whole, Field(ge=1, le=100)] = 10
    order: Literal["highest", "lowest"] = "highest"
    metrics: tuple[Name, ...] = ()


class Media(SectionBase):
    """One row per media item."""

    kind: Literal["media"]
    metrics: tuple[Name, ...] = ()


class BreakdownSection(SectionBase):
    """One metric split by its breakdown."""

    kind: Literal["breakdown"]
    metric: Name


class Heatmap(SectionBase):
    """One metric over two dimensions."""

    kind: Literal["heatmap"]
    metric: Name
    rows: Line = "weekday"
    columns: Line = "hour"


class TextSection(SectionBase):
    """Words of the author's, in a safe subset of Markdown."""

    kind: Literal["text"]
    body: Text | None = None
    file: Line | None = None
    required: Flag = False

    @model_validator(mode="after")
    def _one_source(self) -> TextSection:
        if (self.body is None) == (self.file is None):
            raise PydanticCustomError("body_or_file", "a text section has either body or file")
        return self


SectionSpec = Annotated[
    Kpis | Trend | Table | Top | Media | BreakdownSection | Heatmap | TextSection, Discriminator("kind")
]


class AlertSpec(Model):
    """A condition worth telling."""

    when: Line
    only_if: Line | None = None
    message: Line | None = None
    by: Literal["account"] | None = None


class ReportSpec(Model):
    """A report, as written in `reports/*.yaml`."""

    version: Annotated[Whole, Field(ge=1, le=1)] = 1
    title: Line
    description: Line | None = None
    accounts: Literal["all"] | Tagged | Annotated[tuple[Alias, ...], Field(min_length=1)] = Field(
        description="Aliases from reporter.yaml, or all, or {tags: [...]}."
    )
    for_each: Literal["client", "account"] | None = None
    period: Line | Range = Field(description="last_week, last_month, last_7_days, ... or {from: ..., to: ...}.")
    compare: Literal["none", "previous_period", "previous_year"] = "none"
    basis: Literal["published", "gained"] = "published"
    at_age: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[hd]$")] | None = None
    timezone: Line = "UTC"
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] = "en_GB"
    week_start: WeekStart = "monday"
    media: MediaFilter = MediaFilter()
    labels: dict[Name, dict[Line, MediaRule]] = Field(default_factory=dict)
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)]
    breakdowns: dict[Name, Name] = Field(default_factory=dict)
    calculated: dict[Name, Calculated] = Field(default_factory=dict)
    sections: tuple[SectionSpec, ...] = ()
    annotations: Line | None = Field(None, description="File with dated marks for trends.")
    alerts: dict[Name, AlertSpec] = Field(default_factory=dict)
    hold_if: tuple[Line, ...] = ()
    outputs: Outputs = Outputs()
    deliver: tuple[Delivery, ...] = ()
    theme: Line | None = None


class Annotation(Model):
    """One dated mark."""

    date: Day
    text: Line
    accounts: tuple[Alias, ...] = ()
