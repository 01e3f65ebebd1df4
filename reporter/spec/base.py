"""The base of all models of written files: strictness, and single values instead of lists."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic import ConfigDict


class Model(BaseModel):
    """The strictness that all parts of specs and workspaces share."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def one_or_more(value: object) -> object:
    """Read one text as a list of one."""
    return (value,) if isinstance(value, str) else value
