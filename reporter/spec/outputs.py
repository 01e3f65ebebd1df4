"""What a spec makes and where it goes: output files and deliveries, typed. Writes and sends nothing."""

from __future__ import annotations

from typing import Annotated
from typing import ClassVar
from typing import Literal

from pydantic import BeforeValidator
from pydantic import Field
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model
from reporter.spec.base import one_or_more
from reporter.spec.yaml.scalars import Flag
from reporter.spec.yaml.scalars import Line


class OutputFile(Model):
    """A file that the report is written to. `suffix`: what names of its kind end in."""

    suffix: ClassVar[str]
    file: Line | None = Field(
        None, description="File name; knows {title} {name} {client} {account} {period} {start} {end} {date}."
    )


class HtmlFile(OutputFile):
    """The page."""

    suffix = ".html"
    template: Line | None = Field(None, description="A file in templates/ of the workspace, or a shipped one.")


class ExcelFile(OutputFile):
    """The workbook."""

    suffix = ".xlsx"
    template: Line | None = Field(
        None, description="An .xlsx file in templates/, whose sheets stand before the report's."
    )
    thumbnails: Flag = Field(
        default=False, description="Small pictures in a first column of the Media sheet, beside its first 200 rows."
    )


class CsvFile(OutputFile):
    """The media rows as text."""

    suffix = ".csv"


class JsonFile(OutputFile):
    """The computed report."""

    suffix = ".json"


class ParquetFile(OutputFile):
    """The media rows with their types."""

    suffix = ".parquet"


def _empty_is_default(value: object) -> object:
    return {} if value is None else value


_EMPTY_IS_DEFAULT = BeforeValidator(_empty_is_default)


class Outputs(Model):
    """Which files are made; left out: html and excel."""

    excel: Annotated[ExcelFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The workbook.")
    html: Annotated[HtmlFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The page.")
    csv: Annotated[CsvFile | None, _EMPTY_IS_DEFAULT] = Field(None, description="The media rows, as text with commas.")
    json_: Annotated[JsonFile | None, _EMPTY_IS_DEFAULT] = Field(
        None, alias="json", description="The whole computed report, for programs."
    )
    parquet: Annotated[ParquetFile | None, _EMPTY_IS_DEFAULT] = Field(
        None, description="The media rows, for data tools."
    )

    def named(self) -> dict[str, OutputFile]:
        """Return the outputs that are asked for, by kind; html and excel when none is."""
        every: dict[str, OutputFile | None] = {
            "html": self.html,
            "excel": self.excel,
            "csv": self.csv,
            "json": self.json_,
            "parquet": self.parquet,
        }
        return {kind: output for kind, output in every.items() if output} or {"html": HtmlFile(), "excel": ExcelFile()}


class Email(Model):
    """Mail to people."""

    to: Annotated[tuple[Line, ...], BeforeValidator(one_or_more, json_schema_input_type=Line | tuple[Line, ...])] = (
        Field(min_length=1, description="Addresses; or contacts, under for_each: those of the client or account.")
    )
    cc: tuple[Line, ...] = Field((), description="More addresses, each with a copy of its own.")
    subject: Line = Field("{title} · {period}", description="The subject; knows the same braces as file names.")
    attach: tuple[Literal["excel", "html", "csv", "json", "parquet"], ...] = Field(
        ("excel",), description="Which of the files made go along; [] for none."
    )
    body: Literal["html", "text"] = Field("html", description="A designed mail, or plain text.")


class Folder(Model):
    """A copy into a folder."""

    path: Line = Field(description="The folder, from the workspace on; knows the same braces as file names.")


class Target(Model):
    """Where the artifacts go: exactly one target an entry."""

    email: Email | None = Field(None, description="By mail.")
    folder: Folder | None = Field(None, description="As a copy in a folder.")

    @model_validator(mode="after")
    def _one_target(self) -> Target:
        if (self.email is None) == (self.folder is None):
            raise PydanticCustomError("one_target", "a delivery is either email or folder")
        return self
