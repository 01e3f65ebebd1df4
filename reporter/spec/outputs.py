"""What a spec makes and where it goes: output files and deliveries, typed. Writes and sends nothing."""

from __future__ import annotations

from typing import Annotated
from typing import Literal

from pydantic import BeforeValidator
from pydantic import Field
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model
from reporter.spec.base import one_or_more
from reporter.spec.scalars import Line


class OutputFile(Model):
    """A file that the report is written to."""

    file: Line | None = Field(None, description="File name; knows {title} {name} {client} {account} {period} ...")


class HtmlFile(OutputFile):
    """The page."""

    template: Line | None = Field(None, description="A file in templates/ of the workspace, or a shipped one.")


class ExcelFile(OutputFile):
    """The workbook."""

    template: Line | None = Field(
        None, description="An .xlsx file in templates/, whose sheets stand before the report's."
    )


def _empty_is_default(value: object) -> object:
    return {} if value is None else value


_File = Annotated[OutputFile | None, BeforeValidator(_empty_is_default)]


class Outputs(Model):
    """Which files are made; left out: html and excel."""

    excel: Annotated[ExcelFile | None, BeforeValidator(_empty_is_default)] = None
    html: Annotated[HtmlFile | None, BeforeValidator(_empty_is_default)] = None
    csv: _File = None
    json_: _File = Field(None, alias="json")
    parquet: _File = None

    def named(self) -> dict[str, OutputFile]:
        """Return the outputs that are asked for, by kind; html and excel when none is."""
        every = {"html": self.html, "excel": self.excel, "csv": self.csv, "json": self.json_, "parquet": self.parquet}
        asked = {kind: output for kind, output in every.items() if output is not None}
        return asked or {"html": HtmlFile(), "excel": ExcelFile()}


class Email(Model):
    """Mail to people."""

    to: Annotated[tuple[Line, ...], BeforeValidator(one_or_more, json_schema_input_type=Line | tuple[Line, ...])] = (
        Field(min_length=1)
    )
    cc: tuple[Line, ...] = ()
    subject: Line = "{title} · {period}"
    attach: tuple[Literal["excel", "html", "csv", "json", "parquet"], ...] = ("excel",)
    body: Literal["html", "text"] = "html"


class Folder(Model):
    """A copy into a folder."""

    path: Line


class Delivery(Model):
    """Where the artifacts go: exactly one target an entry."""

    email: Email | None = None
    folder: Folder | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Delivery:
        if (self.email is None) == (self.folder is None):
            raise PydanticCustomError("one_target", "a delivery is either email or folder")
        return self
