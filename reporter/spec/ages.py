"""Ages as specs and workspaces write them: 48h, 7d. Bound once; from then on an age knows how long it is."""

from __future__ import annotations

from datetime import timedelta

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_PATTERN = r"^[1-9][0-9]{0,3}[hd]$"


class Age(str):
    """An age, a text as its author wrote it."""

    __slots__ = ()

    @property
    def length(self) -> timedelta:
        """How long it is: 48h and 2d are the same."""
        count = int(self[:-1])
        return timedelta(hours=count) if self.endswith("h") else timedelta(days=count)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Bind a text of the right form; its JSON Schema is that of the text."""
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(pattern=_PATTERN))
