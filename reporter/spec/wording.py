"""What is wrong with a value's shape, in words that YAML authors use: pydantic's error types as messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = {str: "text", list: "a list", tuple: "a list", dict: "a mapping", type(None): "nothing"}
# What is meant, by key: shown where the shape alone does not say it.
_HINTS = {
    "accounts": "write aliases from reporter.yaml as a list, such as [acme], or all, or {tags: [retail]}",
    "metrics": "write a list, such as [views, reach]",
    "period": "write last_week, last_month, last_7_days, or {from: 2026-11-01, to: 2026-11-15}",
    "sections": "write a list, each entry like - {kind: kpis}",
    "breakdowns": "write metric: breakdown, such as navigation: story_navigation_action_type",
    "calculated": "write name: {formula: total_interactions / reach}",
    "labels": "write pillar: {Launch: {hashtags: [newdrop]}}",
    "media": "write a mapping, such as {product_types: [REELS]}",
    "outputs": 'write a mapping, such as {html: {file: "weekly-{period}.html"}}',
    "deliver": "write a list, each entry like - email: {to: [boss@example.com]}",
    "alerts": 'write name: {when: "reach < 1000", message: Reach is low}',
    "hashtags": "write a list, such as [summer], or {any: [summer], none: [ad]}",
    "caption": 'write {contains: launch} or {matches: "pattern"}',
    "locale": "write language and country, such as en_GB",
    "at_age": "write days or hours, such as 7d or 48h",
    "instagram_id": 'write its digits in quotes, such as "17841400000000001"',
    "clients": "write Name: {accounts: [acme]}",
    "brand": 'write a colour like "#1f4e8c", in quotes',
}


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


def wrong_value(error: Mapping[str, Any], value: object, key: str) -> tuple[str, str]:
    """Return message and help for a value that does not fit its field; `key` is the field's (or its list's) key."""
    kind, context, hint = error["type"], error.get("ctx", {}), _HINTS.get(key, "")
    found = quoted(value) if isinstance(value, str) and value else _KINDS.get(type(value), "nothing")
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_KINDS.get(type(value), 'nothing') if value else 'nothing'}", hint
    if kind in {"greater_than_equal", "less_than_equal"}:
        return f"{found} is too {'small' if 'ge' in context else 'large'}", _bound(context)
    if kind in {"too_short", "too_long", "string_too_long"}:
        long = "max_length" in context
        return "too much stands here" if long else "nothing stands here", _bound(context) if long else hint
    messages = {
        "union": f"{found} does not fit here",
        "literal_error": f"{found} is none of {_choices(context)}",
        "string_pattern_mismatch": f"{found} does not fit here",
        **dict.fromkeys(("not_whole", "not_number", "not_flag"), f"{error['msg']}, found {found}"),
    }
    if kind == "string_pattern_mismatch":
        hint = hint or "use letters, digits and _, beginning with a letter"
    return (messages[kind], hint) if kind in messages else (str(error["msg"]), "")


def quoted(value: object) -> str:
    """Return the author's text in quotes, cut so that nothing long (a secret, perhaps) is repeated."""
    text = str(value) if isinstance(value, str | int | float) else _KINDS.get(type(value), "this")
    return f'"{text}"' if len(text) <= 40 else f'"{text[:12]}…"'


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")


def _bound(context: Mapping[str, Any]) -> str:
    least, most = context.get("ge"), context.get("le", context.get("max_length"))
    return f"at least {least}" if most is None else f"at most {most}"
