"""The sections of a spec, one model per kind: every key with its default and its description."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Discriminator, Field, model_validator
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model, OneOrMore
from reporter.spec.yaml.scalars import Name, Text, TextLine, TrueFalse, Whole

Metrics = Annotated[tuple[Name, ...], Field(description="Metrics to show. Default: all metrics of the report.")]


class SectionBase(Model):
    """The keys of every section. `metric_keys`: the keys of a kind that name a single metric."""

    metric_keys: ClassVar[tuple[str, ...]] = ()

    title: TextLine | None = Field(None, description="Heading. Default: one that suits the kind.")


class Kpis(SectionBase):
    """Key figures next to each other, each with its change if the report compares periods."""

    kind: Literal["kpis"] = Field(description="Key figures next to each other.")
    metrics: Metrics = ()


class Trend(SectionBase):
    """Lines over time. Values appear on the publication date; with `basis: gained`, on the date of the growth."""

    kind: Literal["trend"] = Field(description="Lines over time.")
    metrics: Metrics = ()
    by: Literal["hour", "day", "week", "month"] = Field("day", description="Time between two points.")


class Table(SectionBase):
    """Groups of media items with their figures."""

    kind: Literal["table"] = Field(description="Groups of media items with their figures and a total.")
    by: Annotated[OneOrMore, Field(min_length=1, max_length=2)] = Field(
        description="Group by one or two of account, client, product_type, media_type, hashtag, weekday, "
        "hour, day, week, month, or a name from labels."
    )
    metrics: Metrics = ()


class Top(SectionBase):
    """The best or worst media items by one metric."""

    metric_keys = ("by",)
    kind: Literal["top"] = Field(description="The best or worst media items, as cards with image and link.")
    by: Name = Field(description="Metric that ranks the media items.")
    limit: Annotated[Whole, Field(ge=1, le=100)] = Field(10, description="Number of media items, 1 to 100.")
    order: Literal["highest", "lowest"] = Field("highest", description="highest or lowest values first.")
    metrics: Metrics = ()


class MediaSection(SectionBase):
    """One row per media item."""

    kind: Literal["media"] = Field(description="A table with a row for each media item.")
    metrics: Metrics = ()


class BreakdownSection(SectionBase):
    """One metric split by its breakdown."""

    metric_keys = ("metric",)
    kind: Literal["breakdown"] = Field(description="One metric, split by its entry under breakdowns.")
    metric: Name = Field(description="A metric with an entry under breakdowns.")


class Heatmap(SectionBase):
    """One metric over two dimensions."""

    metric_keys = ("metric",)
    kind: Literal["heatmap"] = Field(description="One metric over two dimensions, such as weekday and hour.")
    metric: Name = Field(description="Metric of the cells.")
    rows: TextLine = Field("weekday", description="Dimension of the rows; accepts the same names as `by` of a table.")
    columns: TextLine = Field("hour", description="Dimension of the columns.")


class TextSection(SectionBase):
    """Your own text, in a safe subset of Markdown."""

    kind: Literal["text"] = Field(description="Your own text.")
    body: Text | None = Field(None, description="The text in Markdown: headings, lists, bold, italic, https links.")
    file: TextLine | None = Field(
        None, description='Instead of body: a text file in the workspace, such as "notes/{client}/{period}.md".'
    )
    required: TrueFalse = Field(default=False, description="true: put the report on hold until the file exists.")

    @model_validator(mode="after")
    def _one_source(self) -> TextSection:
        if (self.body is None) == (self.file is None):
            raise PydanticCustomError("body_or_file", "expected either body or file")
        return self


SectionSpec = Annotated[
    Kpis | Trend | Table | Top | MediaSection | BreakdownSection | Heatmap | TextSection, Discriminator("kind")
]
SECTION_MODELS: tuple[type[SectionBase], ...] = get_args(get_args(SectionSpec)[0])


def section_kinds() -> tuple[str, ...]:
    """Return the kinds of sections, as `kind` names them."""
    return tuple(get_args(model.model_fields["kind"].annotation)[0] for model in SECTION_MODELS)
