"""How YAML text becomes typed values. A document holds text only; what a text means is decided here, by its field.

So `version: 23.0` stays "23.0" where text is expected, and `limit: 010` is rejected where a number is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FLAGS = {"true": True, "false": False}


def _whole(value: object) -> object:
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            raise PydanticCustomError("not_whole", "expected a whole number")
        return int(value)
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value not in _FLAGS:
            raise PydanticCustomError("not_flag", "expected true or false")
        return _FLAGS[value]
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise PydanticCustomError("not_day", "expected a date")


def _one_line(value: str) -> str:
    if any(ord(letter) < 32 or letter in "\x7f\x85\u2028\u2029" for letter in value):
        raise PydanticCustomError("not_one_line", "expected text on one line")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
TrueFalse = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
TextLine = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
TextLines = tuple[TextLine, ...]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Alias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$")]
