"""What is wrong with a value's shape, in words that YAML authors use: pydantic's error types as messages.

Never a Python word, never much of the author's text: it could be a secret in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any
from typing import NamedTuple

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
    "date_type": "a day, such as 2026-11-01",
}
# What is meant, by key: shown where the shape alone does not say it.
_HINTS = {
    "accounts": "write aliases from reporter.yaml, such as [acme], or all, or {tags: [retail]}",
    "metrics": "write a list, such as [views, reach]",
    "period": "write last_week, last_month, last_7_days, or {from: 2026-11-01, to: 2026-11-15}",
    "sections": "write a list, each entry like - {kind: kpis}",
    "breakdowns": "write metric: breakdown, such as navigation: story_navigation_action_type",
    "calculated": "write name: {formula: total_interactions / reach}",
    "labels": "write pillar: {Launch: {hashtags: [newdrop]}}",
    "media": "write a mapping, such as {product_types: [REELS]}",
    "outputs": 'write {html: {}, excel: {}}, or names of your own: {html: {file: "weekly-{period}.html"}}',
    "deliver": "write a list, each entry like - email: {to: [boss@example.com]}",
    "email": "write {to: [boss@example.com]}",
    "folder": "write {path: published}",
    "alerts": 'write name: {when: "reach < 1000", message: Reach is low}',
    "hashtags": "write a list, such as [summer], or {any: [summer], none: [ad]}",
    "caption": 'write {contains: launch} or {matches: "pattern"}',
    "clients": "write Name: {accounts: [acme]}",
    "mail": "write {server: smtps://mail.example.com, from: reports@example.com}",
    "version": "1 is the only one there is",
    "compare": "write previous_period, previous_year or none, or {period: previous_period, as_known: now}",
    "as_known": "then: as it was known at the same distance from its end; now: with the values of today",
}
_MAPPING_HINTS = {"accounts": "write alias: {login: facebook, token: env:ACME_TOKEN}"}
# Keys under which names of the author's own stand, so that the hint serves what stands below, too.
_NAMED_BELOW = ("calculated", "labels", "alerts", "outputs", "clients", "accounts")
# What a text is that has to look a certain way, by key, and how it looks.
_FORMS = {
    **dict.fromkeys(("at_age", "every_run", "daily", "weekly"), ("age", "write days or hours, such as 7d or 48h")),
    "locale": ("locale", "write language and country, such as en_GB"),
    "brand": ("colour", 'write a colour like "#1f4e8c", in quotes'),
    "font": ("list of fonts", "write names with commas between, such as Inter, sans-serif"),
    "instagram_id": ("Instagram id", 'write its digits in quotes, such as "17841400000000001"'),
}
# Mappings that have a shorter form, which is what people write.
_SHORT_FORMS = {"hashtags": "a list", "compare": "text or a mapping"}
_UNIONS = {"accounts": "all or a list of aliases", "period": "the name of a period or its first and last day"}
# Lists whose entries are single words, so that a space between them can only be a forgotten comma.
_WORD_LISTS = frozenset(("metrics", "accounts", "product_types", "media_types", "attach", "ids", "exclude_ids"))
_LONGEST = 40


class Wording(NamedTuple):
    """What is told of a value: message, help and what a safe fix would put in its place."""

    message: str
    help: str = ""
    replacement: str = ""


def wrong_value(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    """Word a value that does not fit its field. `keys` lead to it, its own the last; none for a key itself."""
    return _WORDINGS.get(error["type"], _as_told)(error, value, keys)


def quoted(value: object) -> str:
    """Return the author's text in quotes, cut so that nothing long (a secret, perhaps) is repeated."""
    text = str(value) if isinstance(value, str | int | float) else _KINDS.get(type(value), "this")
    return f'"{text}"' if len(text) <= _LONGEST else f'"{text[:12]}…"'


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` most likely means, or "" when that would be a guess."""
    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.78)
    return folded[near[0]] if near else ""


def _hint(keys: tuple[str, ...]) -> str:
    own = keys[-1] if keys else ""
    return _HINTS.get(own) or _FORMS.get(own, ("", ""))[1]


def _wrong_shape(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    kind = error["type"]
    found = _KINDS.get(type(value), "nothing") if value else "nothing"
    expected = _SHORT_FORMS.get(keys[-1], _EXPECTED[kind]) if keys and kind == "model_type" else _EXPECTED[kind]
    message = f"expected {expected}, found {found}"
    if isinstance(value, str) and value and expected in {"a list", "a mapping"}:
        stuck = re.match(r"(\w+):(?!//)\S", value)
        if stuck:
            return Wording(message, f'a space is missing after "{stuck[1][:_LONGEST]}:"')
        if value[0] in "–—•·*‣▪":
            return Wording(message, 'begin each entry with "- "')
        entries = _as_list(value, keys) if expected == "a list" else ""
        if entries:
            return Wording(message, f"write {entries}", entries if kind == "tuple_type" else "")
    own = _MAPPING_HINTS.get(keys[-1], "") if keys and expected == "a mapping" else ""
    hint = own or _hint(keys)
    if not hint and expected == "a mapping":
        above = next((key for key in reversed(keys) if key in _NAMED_BELOW), "")
        hint = _MAPPING_HINTS.get(above, _HINTS.get(above, ""))
    return Wording(message, hint)


def _as_list(text: str, keys: tuple[str, ...]) -> str:
    """Return the author's text as a YAML list of one line, or "" where that takes quotes or is long."""
    if len(text) > _LONGEST or not re.fullmatch(r"[\w<=./*+-][^\[\]{}:#'\"]*", text):
        return ""
    signs = r"[,;\s]+" if keys[-1:] and keys[-1] in _WORD_LISTS else r"\s*,\s*"
    return f"[{', '.join(filter(None, re.split(signs, text)))}]"


def _no_branch(_: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    key, hint = keys[-1], _hint(keys)
    if value == []:
        return Wording("this list is empty", hint)
    found = quoted(value) if isinstance(value, str) and value else _KINDS.get(type(value), "nothing")
    message = f"expected {_UNIONS.get(key, 'something else')}, found {found}"
    if key == "accounts" and isinstance(value, str) and value:
        if value.casefold() == "all":
            return Wording(message, 'did you mean "all"?', "all")
        entries = _as_list(value, keys)
        return Wording(message, f"write {entries}, or all for every account" if entries else hint, entries)
    return Wording(message, hint)


def _no_choice(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    choices = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    hint = _hint(keys[:1]) if keys[:1] == ("compare",) and keys[-1] != "as_known" else ""
    if not isinstance(value, str) or not value:
        found = _KINDS.get(type(value), "this") if value else "nothing"
        return Wording(f"expected one of {choices}, found {found}", hint)
    near = nearest(value, choices.split(", "))
    return Wording(f"{quoted(value)} is none of {choices}", f'did you mean "{near}"?' if near else hint, near)


def _wrong_form(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    text = str(value)
    name, help_ = _FORMS.get(keys[-1] if keys else "", ("", ""))
    if name:
        return Wording(f"{quoted(text)} is no {name}", help_)
    message = f"{quoted(text)} cannot be a name"
    words = re.split(r"[,;\s]+", text.strip())
    if len(words) > 1 and keys and keys[-1] in _WORD_LISTS and all(re.fullmatch(r"\w+", word) for word in words):
        return Wording(message, f"put a comma between entries: {', '.join(words)[:_LONGEST]}")
    if re.search("[“”„‟‘’‚«»]", text):
        return Wording(message, "curly quotes are no quotes in YAML; use straight ones, or none")
    if re.fullmatch(r"[@#][\w.]+", text):
        return Wording(message, f'leave out the "{text[0]}"', text[1:])
    is_alias = ".-" in error["ctx"]["pattern"]
    signs = "_ . -, beginning with a letter or digit" if is_alias else "_, beginning with a letter"
    return Wording(message, f"use unaccented letters, digits and {signs}")


def _out_of_bounds(error: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    least, most = error["ctx"].get("ge"), error["ctx"].get("le")
    help_ = f"write at least {least}" if most is None else f"write at most {most}"
    return Wording(f"{quoted(value)} is too {'small' if most is None else 'large'}", _hint(keys) or help_)


def _too_short(_: Mapping[str, Any], value: object, keys: tuple[str, ...]) -> Wording:
    if isinstance(value, dict):
        return Wording("this mapping is empty", _MAPPING_HINTS.get(keys[-1] if keys else "", "write at least one"))
    return Wording("this list is empty", _hint(keys) or "write at least one")


def _too_long(error: Mapping[str, Any], value: object, _: tuple[str, ...]) -> Wording:
    what = "characters" if isinstance(value, str) else "entries"
    count = len(value) if isinstance(value, str | list) else "so many"
    return Wording(f"{count} {what} are too many", f"write at most {error['ctx']['max_length']}")


def _no_day(_: Mapping[str, Any], value: object, __: tuple[str, ...]) -> Wording:
    return Wording(f"{quoted(value)} is no day of the calendar", "write a day like 2026-11-01")


def _several_lines(_: Mapping[str, Any], __: object, ___: tuple[str, ...]) -> Wording:
    return Wording("expected text on one line", "write it behind the key, in quotes")


def _with_found(error: Mapping[str, Any], value: object, _: tuple[str, ...]) -> Wording:
    return Wording(f"{error['msg']}, found {quoted(value)}")


def _as_told(error: Mapping[str, Any], _: object, __: tuple[str, ...]) -> Wording:
    """Pass on the words of our own checks."""
    return Wording(str(error["msg"]))


_WORDINGS: dict[str, Callable[[Mapping[str, Any], object, tuple[str, ...]], Wording]] = {
    **dict.fromkeys(_EXPECTED, _wrong_shape),
    "union": _no_branch,
    "literal_error": _no_choice,
    "string_pattern_mismatch": _wrong_form,
    "greater_than_equal": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "not_day": _no_day,
    "not_one_line": _several_lines,
    "not_whole": _with_found,
    "not_number": _with_found,
    "not_flag": _with_found,
}
