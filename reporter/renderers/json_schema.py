"""The format of JSON reports as a JSON Schema (draft 2020-12), for programs that read them.

Objects of a fixed shape allow no other keys; rows hold a value for each column, whatever its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reporter.core.report import Format, NoteKind
from reporter.renderers.json import CELLS, SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}$",
    "description": "A date and time in ISO 8601 format, with its UTC offset.",
}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUE: Schema = {"const": True}
_VALUE: Schema = {"type": ["number", "string", "null"]}


def report_schema(section_kinds: Sequence[str]) -> Schema:
    """Return the schema of the documents that `renderers.json` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report",
        "description": "A report on Instagram media insights, as reporter writes it to JSON.",
        **_closed(_report(), optional=("client", "account", "basis", "at_age")),
        "$defs": {
            "span": _closed(_SPAN),
            "column": _closed({"name": _NAME, "label": _TEXT, "format": {"enum": [kind.value for kind in Format]}}),
            "cells": {
                "type": "object",
                "description": "Qualifiers by column, for example of incomplete, provisional or missing figures.",
                "additionalProperties": _closed(_CELL, optional=tuple(_CELL), least=1),
            },
            "row": _row(),
            "section": _closed(_section(section_kinds), optional=("body", "error")),
        },
    }


def _report() -> Schema:
    note = {"kind": {"enum": [kind.value for kind in NoteKind]}, "subject": _TEXT, "text": _TEXT}
    return {
        "schema": {"const": SCHEMA, "description": "The version of this format."},
        "title": _TEXT,
        "name": _NAME,
        "client": _NAME,
        "account": _NAME,
        "period": {"$ref": "#/$defs/span"},
        "compare": {"anyOf": [_closed({"kind": _TEXT, **_SPAN}), {"type": "null"}]},
        "basis": {"const": "gained"},
        "at_age": _NAME,
        "timezone": _NAME,
        "as_of": _MOMENT,
        "accounts": {
            "type": "object",
            "description": "By alias: when its list of media was last collected, and whether it did not respond.",
            "additionalProperties": _closed(
                {"as_of": {"anyOf": [_MOMENT, {"type": "null"}]}, "silent": {"type": "boolean"}}
            ),
        },
        "highlights": {"type": "array", "items": _TEXT},
        "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}},
        "missing": _list({"account": _TEXT, "media_id": _TEXT, "metric": _NAME, "reason": _NAME}),
        "alerts": _list({"name": _NAME, "message": _TEXT, "account": _TEXT}),
        "notes": _list(note),
    }


_SPAN: Schema = {"name": _NAME, "start": _MOMENT, "end": _MOMENT}
_CELL: Schema = {
    "n": {**_COUNT, "description": "Number of media items that the figure is based on."},
    "of": {**_COUNT, "description": "Number of media items listed."},
    "provisional": {
        **_TRUE,
        "description": "Includes a value that was collected less than 48 hours after publication.",
    },
    "weak": {**_TRUE, "description": "Based on too few media items to draw conclusions."},
    "stale": {**_MOMENT, "description": "When the value was collected; later readings returned no value."},
    "lowered": {"type": "integer", "minimum": 1, "description": "Number of media items whose value Meta lowered."},
    "highest": {"type": "number", "description": "The highest value collected for a single media item."},
    "highest_at": {**_MOMENT, "description": "When the highest value was collected."},
    "missing": {
        "type": "string",
        "pattern": "^[a-z_]+$",
        "description": "Code of the reason why there is no value or no fair comparison.",
    },
    "age_h": {
        "type": "number",
        "description": "Age of the media item when it was measured, in hours; for a change, how many hours older the "
        "earlier media items were.",
    },
}


def _row() -> Schema:
    """Return the schema of rows: a value a column, and `cells`, which has a low line where a column has that name."""
    cells = {"$ref": "#/$defs/cells"}
    return {
        "type": "object",
        "required": [CELLS],
        "properties": {CELLS: {"anyOf": [cells, _VALUE]}},
        "patternProperties": {f"^{CELLS}_+$": {"anyOf": [cells, _VALUE]}},
        "additionalProperties": _VALUE,
    }


def _section(section_kinds: Sequence[str]) -> Schema:
    return {
        "kind": {"enum": list(section_kinds)},
        "title": _TEXT,
        "columns": {"type": "array", "items": {"$ref": "#/$defs/column"}},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
        "totals": {"anyOf": [{"$ref": "#/$defs/row"}, {"type": "null"}]},
        "body": _TEXT,
        "error": _TEXT,
    }


def _closed(properties: Schema, *, optional: tuple[str, ...] = (), least: int = 0) -> Schema:
    """Return the schema of an object that has these keys, the optional ones perhaps, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        **({"minProperties": least} if least else {}),
    }


def _list(properties: Schema) -> Schema:
    return {"type": "array", "items": _closed(properties)}
