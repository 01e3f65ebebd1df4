"""The report spec as the author wrote it, typed: every key of `reports/*.yaml`, its default and its one-line meaning.

Only shapes are checked here; what a value means (metrics, accounts, dates) is the validator's. The field descriptions
are shown by editors and in the reference. pydantic, because a spec comes from outside.
"""

from __future__ import annotations

from typing import Annotated
from typing import Literal

from pydantic import BeforeValidator
from pydantic import Field

from reporter.spec.ages import Age
from reporter.spec.base import Model
from reporter.spec.outputs import Outputs
from reporter.spec.outputs import Target
from reporter.spec.sections import SectionSpec
from reporter.spec.yaml.scalars import Alias
from reporter.spec.yaml.scalars import Day
from reporter.spec.yaml.scalars import Line
from reporter.spec.yaml.scalars import Name
from reporter.spec.yaml.scalars import Whole

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

    tags: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(
        description="Tags from reporter.yaml; any one counts."
    )


class Hashtags(Model):
    """Hashtags without '#', in any case: letters, digits, _ and emoji."""

    any: tuple[Line, ...] = Field((), description="At least one of these.")
    all: tuple[Line, ...] = Field((), description="Every one of these.")
    none: tuple[Line, ...] = Field((), description="Not one of these.")


class Caption(Model):
    """What a caption must hold."""

    contains: Line | None = Field(None, description="Text that the caption contains, any case.")
    matches: Line | None = Field(
        None, description="Pattern that the caption matches somewhere, such as (?i)\\blaunch\\b; without look-around."
    )


def _any_hashtags(value: object) -> object:
    return {"any": value} if isinstance(value, list | tuple) else value


HashtagRule = Annotated[Hashtags, BeforeValidator(_any_hashtags, json_schema_input_type=Hashtags | tuple[Line, ...])]


class MediaRule(Model):
    """Conditions on a media item's own facts; all that are given must hold."""

    product_types: tuple[ProductTypeName, ...] = Field((), description="Some of FEED, REELS, STORY.")
    media_types: tuple[MediaTypeName, ...] = Field((), description="Some of IMAGE, VIDEO, CAROUSEL_ALBUM.")
    hashtags: HashtagRule | None = Field(
        None, description="A list without '#', of which one is enough, or any, all, none."
    )
    caption: Caption | None = Field(None, description="What the caption contains or matches.")
    ids: tuple[Line, ...] = Field((), description="Only these media ids, as digits in quotes.")


class MediaFilter(MediaRule):
    """Which media items of the period count; left out, all do."""

    exclude_ids: tuple[Line, ...] = Field((), description="Never these media ids.")
    where: Line | None = Field(None, description='Formula, such as "views >= 1000 and engagement_rate > 0.02".')


class Compare(Model):
    """What the report is compared with, and how that is known."""

    period: Literal["none", "previous_period", "previous_year"] = Field(
        "none", description="Which earlier period is shown next to every figure."
    )
    as_known: Literal["then", "now"] = Field(
        "then",
        description="then: the earlier period as it was known at the same distance from its end, so that posts have "
        "the same ages; now: with the numbers of today, whose posts are older.",
    )


def _compare(value: object) -> object:
    return {"period": value} if isinstance(value, str) else value


CompareRule = Annotated[
    Compare,
    BeforeValidator(_compare, json_schema_input_type=Literal["none", "previous_period", "previous_year"] | Compare),
]


class Calculated(Model):
    """A metric made from others."""

    formula: Line = Field(description="Arithmetic over metric names: + - * / ** ( ) min max abs round; 10% is 0.1.")
    format: Literal["number", "percent", "duration", "decimal"] = Field(
        "decimal", description="How it is written: whole number, percentage, time (of milliseconds), or with decimals."
    )
    label: Line | None = Field(None, description="What readers see instead of the name.")
    help: Line | None = Field(None, description="One sentence for the data notes: what the number means.")


class AlertSpec(Model):
    """A condition worth telling."""

    when: Line = Field(
        description="Formula over metrics, such as reach < 1000; with compare also previous_reach and change_reach "
        "(10% or 0.1 is a rise by a tenth); and coverage, accounts_silent, lowered, story_gaps, token_days, media."
    )
    only_if: Line | None = Field(None, description="Formula that must hold too, such as previous_reach >= 1000.")
    message: Line | None = Field(None, description="What the report, the subject and the log say.")
    by: Literal["account"] | None = Field(
        None, description="account: judged for each account, not over the whole report."
    )


class ReportSpec(Model):
    """A report, as written in `reports/*.yaml`."""

    version: Annotated[Whole, Field(ge=1, le=1)] = Field(1, description="The version of this file's form.")
    title: Line = Field(description="The heading of page, mail and workbook.")
    description: Line | None = Field(None, description="One line below the title.")
    accounts: Literal["all"] | Tagged | Annotated[tuple[Alias, ...], Field(min_length=1)] = Field(
        description="Aliases from reporter.yaml, or all, or {tags: [...]}."
    )
    for_each: Literal["client", "account"] | None = Field(
        None, description="One report, one set of files and one delivery for each client or account."
    )
    period: Line | Range = Field(description="last_week, last_month, last_7_days, ... or {from: ..., to: ...}.")
    compare: CompareRule = Field(
        Compare(),
        description="none, previous_period or previous_year: the earlier period as it stood at the same distance from "
        "its end; or {period: previous_period, as_known: now}.",
    )
    basis: Literal["published", "gained"] = Field(
        "published",
        description="published: media of the period with all they have; gained: what every media item grew by in it.",
    )
    at_age: Age | None = Field(None, description="Measure every media item at the same age, such as 7d or 48h.")
    timezone: Line = Field("UTC", description="Where days and weeks begin, such as Europe/Berlin.")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] = Field(
        "en_GB", description="Language, numbers and dates: en_GB, de_DE, fr_FR, es_ES, it_IT, pt_PT, ..."
    )
    week_start: WeekStart = Field("monday", description="The first day of a week.")
    media: MediaFilter = Field(MediaFilter(), description="Which media items count; left out, all of the period.")
    labels: dict[Name, dict[Line, MediaRule]] = Field(
        default_factory=dict,
        description="Content pillars: names with rules, the first that fits counts. Tables can be by them.",
    )
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="What is asked; `reporter metrics` lists all. The first is the most important."
    )
    breakdowns: dict[Name, Name] = Field(
        default_factory=dict, description="Metrics to be split, such as navigation: story_navigation_action_type."
    )
    calculated: dict[Name, Calculated] = Field(
        default_factory=dict, description="Metrics of your own, made from others."
    )
    sections: tuple[SectionSpec, ...] = Field(
        (), description="What the report shows, in order; left out, a sensible set."
    )
    annotations: Line | None = Field(None, description="File with dated marks for trends.")
    alerts: dict[Name, AlertSpec] = Field(
        default_factory=dict, description="Conditions worth telling, in the report and in the subject."
    )
    hold_if: tuple[Line, ...] = Field(
        (), description='Formulas, such as "coverage < 0.95"; if one holds, the report goes to the operator only.'
    )
    outputs: Outputs = Field(Outputs(), description="Which files are made; left out, html and excel.")
    deliver: tuple[Target, ...] = Field((), description="Who gets it, each period once; left out, files are made only.")
    theme: Line | None = Field(None, description="plain, umber, pine, or a file of templates/themes/ without .yaml.")


class Annotation(Model):
    """One dated mark."""

    date: Day = Field(description="The day of the mark, such as 2026-11-03.")
    text: Line = Field(description="What happened.")
    accounts: tuple[Alias, ...] = Field((), description="Whose trends it concerns; left out, everybody's.")
