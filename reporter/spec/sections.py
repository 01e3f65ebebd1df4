"""The sections that a spec may list, a model a kind: every key, its default and its one-line meaning."""

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
from reporter.spec.yaml.scalars import Flag
from reporter.spec.yaml.scalars import Line
from reporter.spec.yaml.scalars import Name
from reporter.spec.yaml.scalars import Text
from reporter.spec.yaml.scalars import Whole

Metrics = Annotated[tuple[Name, ...], Field(description="Which of the report's metrics; left out, all of them.")]


class SectionBase(Model):
    """What every section may say."""

    title: Line | None = Field(None, description="Heading; a fitting one is chosen when left out.")


class Kpis(SectionBase):
    """Big figures side by side, each with its change when the report compares."""

    kind: Literal["kpis"] = Field(description="Big figures side by side.")
    metrics: Metrics = ()


class Trend(SectionBase):
    """Lines over time, by when media were published; under `basis: gained`, by when they gained."""

    kind: Literal["trend"] = Field(description="Lines over time.")
    metrics: Metrics = ()
    by: Literal["hour", "day", "week", "month"] = Field("day", description="How long a step of the line is.")


class Table(SectionBase):
    """Groups of media with their figures."""

    kind: Literal["table"] = Field(description="Groups of media with their figures and a total.")
    by: Annotated[
        tuple[Line, ...],
        BeforeValidator(one_or_more, json_schema_input_type=Line | tuple[Line, ...]),
        Field(min_length=1, max_length=2),
    ] = Field(
        description="What makes a group, one or two of: account, client, product_type, media_type, hashtag, weekday, "
        "hour, day, week, month, or a name from labels."
    )
    metrics: Metrics = ()


class Top(SectionBase):
    """The best or worst media items by one metric."""

    kind: Literal["top"] = Field(description="The best or worst media items, as cards with picture and link.")
    by: Name = Field(description="The metric that decides.")
    limit: Annotated[Whole, Field(ge=1, le=100)] = Field(10, description="How many media items, 1 to 100.")
    order: Literal["highest", "lowest"] = Field("highest", description="Which end of the list.")
    metrics: Metrics = ()


class Media(SectionBase):
    """One row per media item."""

    kind: Literal["media"] = Field(description="A table with a row for each media item.")
    metrics: Metrics = ()


class BreakdownSection(SectionBase):
    """One metric split by its breakdown."""

    kind: Literal["breakdown"] = Field(description="One metric split by what breakdowns says of it.")
    metric: Name = Field(description="A metric that stands under breakdowns.")


class Heatmap(SectionBase):
    """One metric over two dimensions."""

    kind: Literal["heatmap"] = Field(description="One metric over two dimensions, such as weekday and hour.")
    metric: Name = Field(description="The metric that colours the cells.")
    rows: Line = Field("weekday", description="What makes a row; the same words as a table's by.")
    columns: Line = Field("hour", description="What makes a column.")


class TextSection(SectionBase):
    """Words of the author's, in a safe subset of Markdown."""

    kind: Literal["text"] = Field(description="Words of your own.")
    body: Text | None = Field(None, description="The words, in Markdown: headings, lists, bold, italic, https links.")
    file: Line | None = Field(
        None, description='A file with the words instead, such as "notes/{client}/{period}.md", in the workspace.'
    )
    required: Flag = Field(default=False, description="true: while the file is not there, the report is held back.")

    @model_validator(mode="after")
    def _one_source(self) -> TextSection:
        if (self.body is None) == (self.file is None):
            raise PydanticCustomError("body_or_file", "a text section has either body or file")
        return self


SectionSpec = Annotated[
    Kpis | Trend | Table | Top | Media | BreakdownSection | Heatmap | TextSection, Discriminator("kind")
]
