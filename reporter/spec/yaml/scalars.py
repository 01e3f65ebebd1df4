"""How YAML text becomes typed values. A document holds text only; what a scalar means is decided here, by its field.

So `version: 23.0` stays "23.0" where text is wanted, and `limit: 010` is refused where a number is.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator
from pydantic import BeforeValidator
from pydantic import StringConstraints
from pydantic_core import PydanticCustomError

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
_FLAGS = {"true": True, "false": False}


def _whole(value: object) -> object:
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            raise PydanticCustomError("not_whole", "expected a whole number")
        return int(value)
    return value


def _number(value: object) -> object:
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
            raise PydanticCustomError("not_number", "expected a number")
        return float(value)
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value not in _FLAGS:
            raise PydanticCustomError("not_flag", "expected true or false")
        return _FLAGS[value]
    return value


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else _not_a_day(value)
        except ValueError:
            return _not_a_day(value)
    return value


def _not_a_day(value: str) -> object:
    raise PydanticCustomError("not_day", "{value} is not a day of the calendar", {"value": f'"{value}"'})


def _one_line(value: str) -> str:
    if any(ord(letter) < 32 or letter in "\x7f\x85\u2028\u2029" for letter in value):
        raise PydanticCustomError("not_one_line", "expected text on one line")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[float, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Alias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$")]
