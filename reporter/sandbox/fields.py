"""Reads the `fields` parameter: names with modifiers and fields of their own, `insights.metric(a,b).breakdown(c)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reporter.sandbox.errors import syntax

_TOKEN = re.compile(r"\s*([\w-]+|[.,(){}]|\S)")
_MOST_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Field:
    """A field asked for; `modifiers` holds its modifiers' texts by name, `fields` what is wanted of it."""

    name: str
    modifiers: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()


def read_fields(text: str) -> tuple[Field, ...]:
    """Return the fields of a text. Raises FailedCallError with Meta's words for a field named twice."""
    reader = _Reader(text)
    fields = reader.fields(0)
    if reader.peek():
        raise reader.wrong(f"Expected end of string instead of {reader.peek()}")
    return fields


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [(token.group(1), token.end()) for token in _TOKEN.finditer(text)]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected) or (not expected and not re.fullmatch(r"[\w-]+", token)):
            raise self.wrong(f"Expected {expected or 'name'}")
        self.at += 1
        return token

    def fields(self, depth: int) -> tuple[Field, ...]:
        if depth > _MOST_DEPTH:
            raise self.wrong("Too many levels")
        fields: dict[str, Field] = {}
        while self.peek() and self.peek() != "}":
            field = self.field(depth)
            if field.name in fields:
                raise self.wrong(
                    f"Field {field.name} specified more than once. This is only possible before version 2.1"
                )
            fields[field.name] = field
            if self.peek() != ",":
                break
            self.take(",")
        return tuple(fields.values())

    def field(self, depth: int) -> Field:
        name = self.take()
        modifiers: dict[str, str] = {}
        inner: tuple[Field, ...] = ()
        while self.peek() == ".":
            self.take(".")
            modifier = self.take()
            self.take("(")
            modifiers[modifier] = self.argument()
        if self.peek() == "{":
            self.take("{")
            inner = self.fields(depth + 1)
            self.take("}")
        return Field(name, modifiers, inner)

    def argument(self) -> str:
        words = []
        while self.peek() not in {"", ")"}:
            words.append(self.peek())
            self.at += 1
        self.take(")")
        return "".join(words)

    def wrong(self, message: str) -> Exception:
        position = self.tokens[self.at - 1][1] if 0 < self.at <= len(self.tokens) else len(self.text)
        return syntax(message, position, self.text)
