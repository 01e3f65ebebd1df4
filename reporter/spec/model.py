"""The report spec, typed: every key of `reports/*.yaml` with its default and its description.

Only shapes are checked here; the validator checks values (metrics, accounts, dates). Editors and the reference show the
descriptions. pydantic, because a spec comes from outside.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from reporter.spec.ages import Age
from reporter.spec.base import Model
from reporter.spec.outputs import Outputs, TargetEntry
from reporter.spec.sections import SectionSpec
from reporter.spec.yaml.scalars import Alias, Day, Name, TextLine, TextLines, Whole

ProductTypeName = Literal["FEED", "REELS", "STORY"]
MediaTypeName = Literal["IMAGE", "VIDEO", "CAROUSEL_ALBUM"]
WeekStart = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Built-in dimensions; the names under `labels` are added to them.
DIMENSIONS = (
    "account", "client", "product_type", "media_type", "hashtag", "weekday", "hour", "day", "week", "month",
)  # fmt: skip


class Range(Model):
    """A period by its first and last day, both included."""

    first: Day = Field(alias="from", description="First day, such as 2026-11-01.")
    last: Day = Field(alias="to", description="Last day, included.")


class Tagged(Model):
    """All accounts with one of these tags."""

    tags: Annotated[TextLines, Field(min_length=1)] = Field(
        description="Tags from reporter.yaml; selects accounts with at least one of them."
    )


class Hashtags(Model):
    """Hashtags without '#': letters, digits, _ and emoji. Upper and lower case are equal."""

    any: TextLines = Field((), description="At least one of these.")
    all: TextLines = Field((), description="Every one of these.")
    none: TextLines = Field((), description="None of these.")


class Caption(Model):
    """Conditions for a caption."""

    contains: TextLine | None = Field(None, description="Text that the caption must contain, in upper or lower case.")
    matches: TextLine | None = Field(
        None,
        description="Pattern that a part of the caption must match, such as (?i)\\blaunch\\b. Look-around is not "
        "supported.",
    )


def _any_hashtags(value: object) -> object:
    return {"any": value} if isinstance(value, list | tuple) else value


HashtagRule = Annotated[Hashtags, BeforeValidator(_any_hashtags, json_schema_input_type=Hashtags | TextLines)]


class MediaRule(Model):
    """Conditions for a media item; all of them must be met."""

    product_types: tuple[ProductTypeName, ...] = Field((), description="One or more of FEED, REELS, STORY.")
    media_types: tuple[MediaTypeName, ...] = Field((), description="One or more of IMAGE, VIDEO, CAROUSEL_ALBUM.")
    hashtags: HashtagRule | None = Field(
        None,
        description="A list of hashtags without '#' (at least one must occur), or a mapping with any, all and none.",
    )
    caption: Caption | None = Field(None, description="Conditions for the caption: contains or matches.")
    ids: TextLines = Field((), description="Only these media ids, as digits in quotes.")


class MediaFilter(MediaRule):
    """Selects which media items the report includes. Default: all from the period."""

    exclude_ids: TextLines = Field((), description="Exclude these media ids.")
    where: TextLine | None = Field(None, description='A condition, such as "views >= 1000 and engagement_rate > 0.02".')


class Compare(Model):
    """The comparison period and the values to use for it."""

    period: Literal["none", "previous_period", "previous_year"] = Field(
        "none", description="Earlier period that the report shows next to every figure."
    )
    as_known: Literal["then", "now"] = Field(
        "then",
        description="then: values known equally long after the end of the earlier period, so posts are compared at the "
        "same age; now: the latest values, although the earlier posts are older.",
    )


def _compare(value: object) -> object:
    return {"period": value} if isinstance(value, str) else value


CompareRule = Annotated[
    Compare,
    BeforeValidator(_compare, json_schema_input_type=Literal["none", "previous_period", "previous_year"] | Compare),
]


class Calculated(Model):
    """A metric that is computed from others."""

    formula: TextLine = Field(description="Arithmetic over metric names: + - * / ** ( ) min max abs round; 10% is 0.1.")
    format: Literal["number", "percent", "duration", "decimal"] = Field(
        "decimal", description="Number format: whole number, percentage, duration (from milliseconds) or decimal."
    )
    label: TextLine | None = Field(None, description="Name in the report. Default: from the name of the metric.")
    help: TextLine | None = Field(None, description="One sentence for the data notes that explains the metric.")


class AlertSpec(Model):
    """A condition that the report and the email subject highlight."""

    when: TextLine = Field(
        description="Condition on metrics, such as reach < 1000; with compare also previous_reach and change_reach "
        "(10% or 0.1 is a rise of 10%); also coverage, accounts_silent, lowered, story_gaps, token_days and media."
    )
    only_if: TextLine | None = Field(None, description="Further condition, such as previous_reach >= 1000.")
    message: TextLine | None = Field(None, description="Text for the report, the email subject and the log.")
    by: Literal["account"] | None = Field(
        None, description="account: evaluate the alert for each account instead of the whole report."
    )


class ReportSpec(Model):
    """A report, as written in `reports/*.yaml`."""

    version: Annotated[Whole, Field(ge=1, le=1)] = Field(1, description="Version of the file format.")
    title: TextLine = Field(description="Title of the HTML report, email and workbook.")
    description: TextLine | None = Field(None, description="One line below the title.")
    accounts: Literal["all"] | Tagged | Annotated[tuple[Alias, ...], Field(min_length=1)] = Field(
        description="Aliases from reporter.yaml, or all, or {tags: [...]}."
    )
    for_each: Literal["client", "account"] | None = Field(
        None, description="Create a separate report, with its own files and delivery, for each client or account."
    )
    period: TextLine | Range = Field(description="last_week, last_month, last_7_days, ... or {from: ..., to: ...}.")
    compare: CompareRule = Field(
        Compare(),
        description="none, previous_period or previous_year, with the values that were known equally long after the "
        "end of each period; or {period: previous_period, as_known: now}.",
    )
    basis: Literal["published", "gained"] = Field(
        "published",
        description="published: posts of the period with lifetime totals; gained: the growth of all posts during the "
        "period.",
    )
    at_age: Age | None = Field(None, description="Measure every media item at the same age, such as 7d or 48h.")
    timezone: TextLine = Field("UTC", description="Time zone of days and weeks, such as Europe/Berlin.")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] = Field(
        "en_GB", description="Language and format of numbers and dates: en_GB, de_DE, fr_FR, es_ES, it_IT, pt_PT, ..."
    )
    week_start: WeekStart = Field("monday", description="First day of a week.")
    media: MediaFilter = Field(MediaFilter(), description="Which media items to include. Default: all from the period.")
    labels: dict[Name, dict[TextLine, MediaRule]] = Field(
        default_factory=dict,
        description="Content pillars: names with conditions; the first match counts. Tables can group by them.",
    )
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Metrics to fetch, the most important first; `reporter metrics` lists all."
    )
    breakdowns: dict[Name, Name] = Field(
        default_factory=dict, description="Metrics to split, such as navigation: story_navigation_action_type."
    )
    calculated: dict[Name, Calculated] = Field(
        default_factory=dict, description="Your own metrics, computed from others."
    )
    sections: tuple[SectionSpec, ...] = Field(
        (), description="What the report shows, in order. Default: sections that suit the metrics."
    )
    annotations: TextLine | None = Field(None, description="File with annotations for trends.")
    alerts: dict[Name, AlertSpec] = Field(
        default_factory=dict, description="Conditions that the report and the email subject highlight."
    )
    hold_if: TextLines = Field(
        (), description='Conditions, such as "coverage < 0.95"; if one is met, only the operator receives the report.'
    )
    outputs: Outputs = Field(Outputs(), description="Files to create. Default: html and excel.")
    deliver: tuple[TargetEntry, ...] = Field(
        (), description="Where to deliver the report, once per period. Default: only create the files."
    )
    theme: TextLine | None = Field(
        None, description="plain, umber, pine or a file in templates/themes/, without .yaml."
    )


class Annotation(Model):
    """One annotation."""

    date: Day = Field(description="Date of the annotation, such as 2026-11-03.")
    text: TextLine = Field(description="What happened.")
    accounts: tuple[Alias, ...] = Field((), description="Accounts whose trends show this annotation. Default: all.")
