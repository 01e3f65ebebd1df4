"""The base of all models of written files: strictness, and single values instead of lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from reporter.spec.yaml.scalars import TextLine, TextLines


class Model(BaseModel):
    """The strictness that all parts of specs and workspaces share."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[TextLines, BeforeValidator(_as_list, json_schema_input_type=TextLine | TextLines)]
