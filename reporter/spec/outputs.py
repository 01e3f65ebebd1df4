"""Output files and deliveries of a spec, typed. Writes and sends nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model, OneOrMore
from reporter.spec.yaml.scalars import TextLine, TextLines, TrueFalse

OutputKind = Literal["html", "excel", "csv", "json", "parquet"]


class OutputFile(Model):
    """A file with the report. `suffix`: the end of names of its kind."""

    suffix: ClassVar[str]
    file: TextLine | None = Field(
        None, description="File name; accepts {title} {name} {client} {account} {period} {start} {end} {date}."
    )


class HtmlFile(OutputFile):
    """The HTML report."""

    suffix = ".html"
    template: TextLine | None = Field(None, description="A file in the workspace's templates/, or a built-in one.")


class ExcelFile(OutputFile):
    """The workbook."""

    suffix = ".xlsx"
    template: TextLine | None = Field(
        None, description="An .xlsx file in templates/, whose sheets precede those of the report."
    )
    thumbnails: TrueFalse = Field(
        default=False, description="Add thumbnails in the first column of the Media sheet, for its first 200 rows."
    )


class CsvFile(OutputFile):
    """The rows of media items as CSV."""

    suffix = ".csv"


class JsonFile(OutputFile):
    """The complete report as JSON."""

    suffix = ".json"


class ParquetFile(OutputFile):
    """The rows of media items as Parquet, with data types."""

    suffix = ".parquet"


def _empty_is_default(value: object) -> object:
    return {} if value is None else value


_EMPTY_IS_DEFAULT = BeforeValidator(_empty_is_default)


class Outputs(Model):
    """Files to create. Default: html and excel."""

    html: Annotated[HtmlFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The HTML report.")
    excel: Annotated[ExcelFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The workbook.")
    csv: Annotated[CsvFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The rows of media items as CSV.")
    json_: Annotated[JsonFile | None, _EMPTY_IS_DEFAULT] = Field(
        None, alias="json", description="The complete report as JSON, for programs."
    )
    parquet: Annotated[ParquetFile | None, _EMPTY_IS_DEFAULT] = Field(
        None, description="The rows of media items as Parquet, for data tools."
    )

    def named(self) -> dict[str, OutputFile]:
        """Return the outputs of the spec by kind; html and excel when it has none."""
        outputs = {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}
        named = {kind: output for kind, output in outputs.items() if output is not None}
        return named or {"html": HtmlFile(), "excel": ExcelFile()}


class Email(Model):
    """Delivery by email."""

    to: OneOrMore = Field(
        min_length=1,
        description="A list of addresses. With for_each, contacts selects the contacts of the client or account.",
    )
    cc: TextLines = Field((), description="More addresses; each receives a separate copy.")
    subject: TextLine = Field("{title} · {period}", description="Subject; accepts the same placeholders as file names.")
    attach: tuple[OutputKind, ...] = Field(("excel",), description="Output formats to attach. [] attaches none.")
    body: Literal["html", "text"] = Field("html", description="html: email with the report's design; text: plain text.")


class Folder(Model):
    """Delivery to a folder."""

    path: TextLine = Field(description="Folder in the workspace; accepts the same placeholders as file names.")


class TargetKind(StrEnum):
    """A kind of place that reports are delivered to."""

    EMAIL = "email"
    FOLDER = "folder"


class TargetEntry(Model):
    """Where to deliver the files: exactly one target per entry."""

    email: Email | None = Field(None, description="Send the report by email.")
    folder: Folder | None = Field(None, description="Copy the files to a folder.")

    @model_validator(mode="after")
    def _one_target(self) -> TargetEntry:
        if len(self._targets()) != 1:
            raise PydanticCustomError("one_target", "expected either email or folder")
        return self

    @property
    def kind(self) -> TargetKind:
        """The kind of the target."""
        (kind,) = self._targets()
        return TargetKind(kind)

    def _targets(self) -> list[str]:
        return [name for name in type(self).model_fields if getattr(self, name) is not None]
