"""Words for values that do not fit their keys: each of pydantic's error types as a message for YAML authors.

Never a Python word, never much of the author's text: it could be a secret in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reporter.core.text import nearest_name, quote

_KINDS = {str: "text", list: "a list", tuple: "a list", dict: "a mapping", type(None): "nothing"}
_EXPECTED = {
    "string_type": "text",
    "string_too_short": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-11-01",
}
# What to write, by key, where the expected shape alone does not say it.
_HINTS = {
    "accounts": "write aliases from reporter.yaml, such as [acme], or all, or {tags: [retail]}",
    "metrics": "write a list, such as [views, reach]",
    "period": "write last_week, last_month, last_7_days, or {from: 2026-11-01, to: 2026-11-15}",
    "sections": "write a list of entries such as - {kind: kpis}",
    "breakdowns": "write metric: breakdown, such as navigation: story_navigation_action_type",
    "calculated": "write name: {formula: total_interactions / reach}",
    "labels": "write pillar: {Launch: {hashtags: [newdrop]}}",
    "media": "write a mapping, such as {product_types: [REELS]}",
    "outputs": 'write {html: {}, excel: {}}, or name the files: {html: {file: "weekly-{period}.html"}}',
    "deliver": "write a list of entries such as - email: {to: [boss@example.com]}",
    "email": "write {to: [boss@example.com]}",
    "folder": "write {path: published}",
    "alerts": 'write name: {when: "reach < 1000", message: Reach is low}',
    "hashtags": "write a list, such as [summer], or {any: [summer], none: [ad]}",
    "caption": 'write {contains: launch} or {matches: "pattern"}',
    "clients": "write Name: {accounts: [acme]}",
    "mail": "write {server: smtps://mail.example.com, from: reports@example.com}",
    "version": "write 1, the only version",
    "compare": "write previous_period, previous_year or none, or {period: previous_period, as_known: now}",
    "as_known": "write then (values known equally long after each period) or now (the latest values)",
}
_MAPPING_HINTS = {"accounts": "write alias: {login: facebook, token: env:ACME_TOKEN}"}
# Keys whose entries have names that the author chooses; their hint also serves these entries.
_NAMED_BELOW = ("calculated", "labels", "alerts", "outputs", "clients", "accounts")
# What a text with a fixed form is called, by key, and how to write it.
_FORMS = {
    **dict.fromkeys(("at_age", "every_run", "daily", "weekly"), ("age", "write days or hours, such as 7d or 48h")),
    "locale": ("locale", "write a language and a country, such as en_GB"),
    "brand": ("colour", 'write a colour such as "#1f4e8c", in quotes'),
    "font": ("list of fonts", "separate font names with commas, such as Inter, sans-serif"),
    "instagram_id": ("Instagram id", 'write its digits in quotes, such as "17841400000000001"'),
}
# What is expected of a mapping that also has a short form.
_SHORT_FORMS = {"hashtags": "a list", "compare": "text or a mapping"}
_UNIONS = {"accounts": "all or a list of aliases", "period": "the name of a period or its first and last day"}
# Lists whose entries are single words: a space between two of them is a missing comma.
_WORD_LISTS = frozenset(("metrics", "accounts", "product_types", "media_types", "attach", "ids", "exclude_ids"))
_LONGEST = 40  # of the author's text that is repeated
_SIMILARITY = 0.78  # of a choice that is put in the place of the author's word


class Wording(NamedTuple):
    """The message about a value, its help, and what a safe fix puts in the value's place."""

    message: str
    help: str = ""
    replacement: str = ""


def wrong_value(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    """Word a value that does not fit its field. `keys` lead to it, its own the last; none for a key itself."""
    return _WORDINGS.get(error["type"], _own_message)(error, value, keys)


def quote_value(value: object) -> str:
    """Return the author's value in quotes; of a long one (a secret, perhaps) only its first characters."""
    text = str(value) if isinstance(value, str | int | float) else _KINDS.get(type(value), "this")
    return quote(text if len(text) <= _LONGEST else f"{text[:12]}…")


def _hint(keys: tuple[str, ...]) -> str:
    key = keys[-1] if keys else ""
    return _HINTS.get(key) or _FORMS.get(key, ("", ""))[1]


def _wrong_shape(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    kind = error["type"]
    shape = _KINDS.get(type(value), "nothing") if value else "nothing"
    expected = _SHORT_FORMS.get(keys[-1], _EXPECTED[kind]) if keys and kind == "model_type" else _EXPECTED[kind]
    message = f"expected {expected}, found {shape}"
    if isinstance(value, str) and value and expected in {"a list", "a mapping"}:
        stuck = re.match(r"(\w+):(?!//)\S", value)
        if stuck:
            return Wording(message, f'add a space after "{stuck[1][:_LONGEST]}:"')
        if value[0] in "–—•·*‣▪":
            return Wording(message, 'start each entry with "- "')
        entries = _as_list(value, keys) if expected == "a list" else ""
        if entries:
            return Wording(message, f"write {entries}", entries if kind == "tuple_type" else "")
    mapping_hint = _MAPPING_HINTS.get(keys[-1], "") if keys and expected == "a mapping" else ""
    hint = mapping_hint or _hint(keys)
    if not hint and expected == "a mapping":
        above = next((key for key in reversed(keys) if key in _NAMED_BELOW), "")
        hint = _MAPPING_HINTS.get(above, _HINTS.get(above, ""))
    return Wording(message, hint)


def _as_list(text: str, keys: tuple[str, ...]) -> str:
    """Return the author's text as a YAML list of one line, or "" where that takes quotes or is long."""
    if len(text) > _LONGEST or not re.fullmatch(r"[\w<=./*+-][^\[\]{}:#'\"]*", text):
        return ""
    separator = r"[,;\s]+" if keys[-1:] and keys[-1] in _WORD_LISTS else r"\s*,\s*"
    return f"[{', '.join(filter(None, re.split(separator, text)))}]"


def _wrong_union(_: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    key, hint = keys[-1], _hint(keys)
    if value == []:
        return Wording("this list is empty", hint)
    found = quote_value(value) if isinstance(value, str) and value else _KINDS.get(type(value), "nothing")
    message = f"expected {_UNIONS.get(key, 'something else')}, found {found}"
    if key == "accounts" and isinstance(value, str) and value:
        if value.casefold() == "all":
            return Wording(message, 'did you mean "all"?', "all")
        entries = _as_list(value, keys)
        return Wording(message, f"write {entries}, or all for every account" if entries else hint, entries)
    return Wording(message, hint)


def _wrong_choice(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    choices = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    hint = _hint(keys[:1]) if keys[:1] == ("compare",) and keys[-1] != "as_known" else ""
    if not isinstance(value, str) or not value:
        found = _KINDS.get(type(value), "this") if value else "nothing"
        return Wording(f"expected one of {choices}, found {found}", hint)
    near = nearest_name(value, choices.split(", "), similarity=_SIMILARITY)
    message = f"{quote_value(value)} is not valid here; expected one of {choices}"
    return Wording(message, f'did you mean "{near}"?' if near else hint, near)


def _wrong_form(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    text = str(value)
    name, help_ = _FORMS.get(keys[-1] if keys else "", ("", ""))
    if name:
        return Wording(f"{quote_value(text)} is not a valid {name}", help_)
    message = f"{quote_value(text)} is not a valid name"
    words = re.split(r"[,;\s]+", text.strip())
    if len(words) > 1 and keys and keys[-1] in _WORD_LISTS and all(re.fullmatch(r"\w+", word) for word in words):
        return Wording(message, f"separate the entries with commas: {', '.join(words)[:_LONGEST]}")
    if re.search("[“”„‟‘’‚«»]", text):
        return Wording(message, "use straight quotes, or none; curly quotes are not valid in YAML")
    if re.fullmatch(r"[@#][\w.]+", text):
        return Wording(message, f'remove the "{text[0]}"', text[1:])
    is_alias = ".-" in error["ctx"]["pattern"]
    characters = "_ . -, starting with a letter or digit" if is_alias else "_, starting with a letter"
    return Wording(message, f"use unaccented letters, digits and {characters}")


def _out_of_bounds(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    least, most = error["ctx"].get("ge"), error["ctx"].get("le")
    help_ = f"write at least {least}" if most is None else f"write at most {most}"
    return Wording(f"{quote_value(value)} is too {'small' if most is None else 'large'}", _hint(keys) or help_)


def _too_short(_: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    if isinstance(value, dict):
        return Wording(
            "this mapping is empty", _MAPPING_HINTS.get(keys[-1] if keys else "", "write at least one entry")
        )
    return Wording("this list is empty", _hint(keys) or "write at least one entry")


def _too_long(error: Mapping[str, Any], value: object, _: tuple[str, ...]) -> Wording:
    what = "characters" if isinstance(value, str) else "entries"
    count = f": {len(value)}" if isinstance(value, str | list) else ""
    return Wording(f"too many {what}{count}", f"write at most {error['ctx']['max_length']}")


def _wrong_date(_: Mapping[str, Any], value: object, __: tuple[str, ...]) -> Wording:
    return Wording(f"{quote_value(value)} is not a valid date", "write a date such as 2026-11-01")


def _several_lines(_: Mapping[str, Any], __: object, ___: tuple[str, ...]) -> Wording:
    return Wording("expected text on one line", "write it after the key, on the same line")


def _with_found(error: Mapping[str, Any], value: object, _: tuple[str, ...]) -> Wording:
    return Wording(f"{error['msg']}, found {quote_value(value)}")


def _own_message(error: Mapping[str, Any], _: object, __: tuple[str, ...]) -> Wording:
    """Return the message of one of our own checks."""
    return Wording(str(error["msg"]))


_WORDINGS: dict[str, Callable[[Mapping[str, Any], object, tuple[str, ...]], Wording]] = {
    **dict.fromkeys(_EXPECTED, _wrong_shape),
    "union": _wrong_union,
    "literal_error": _wrong_choice,
    "string_pattern_mismatch": _wrong_form,
    "greater_than_equal": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "not_day": _wrong_date,
    "not_one_line": _several_lines,
    "not_whole": _with_found,
    "not_flag": _with_found,
}
