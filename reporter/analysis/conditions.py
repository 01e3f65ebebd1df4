"""Conditions of alerts for readers: names as labels, operators as symbols, and the value that was evaluated."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reporter.analysis.context import Context
from reporter.analysis.wording import figure_text
from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Format
from reporter.spec.formula.parse import parse_formula

ConditionValues = Mapping[str, float | None]  # the values of a condition by name

_EARLIER, _CHANGE = "previous_", "change_"
_SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", "==": "=", "**": "^", "*": "×", "/": "÷"}
_PERCENTAGE = re.compile(r"([0-9]*\.?[0-9]+)%")
# Names that are no metric, with the format of their number.
_OTHERS = {
    "accounts_silent": (mark_translatable("Accounts without a response"), Format.NUMBER),
    "coverage": (mark_translatable("Share of values available"), Format.PERCENT),
    "lowered": (mark_translatable("Posts lowered by Meta"), Format.NUMBER),
    "media": (mark_translatable("Posts"), Format.NUMBER),
    "story_gaps": (mark_translatable("Stories missed"), Format.NUMBER),
    "token_days": (mark_translatable("Days until access expires"), Format.NUMBER),
}


def readable_condition(condition: str, context: Context) -> str:
    """Return a condition as readers can follow it: change_reach < -0.3 -> Sum of post reach, change < -0.3."""
    parts, end = [], 0
    for use in parse_formula(condition, condition=True).names:
        parts += [_signs(condition[end : use.start], translator=context.translator), _label(use.name, context)]
        end = use.start + use.length
    return "".join((*parts, _signs(condition[end:], translator=context.translator)))


def judged_by(condition: str, figures: ConditionValues, context: Context) -> str:
    """Return the first figure that a condition names, as it is: "Views: 129"; "" where that is not known."""
    for use in parse_formula(condition, condition=True).names[:1]:
        value = figures.get(use.name)
        if value is not None:
            text = figure_text(value, _format(use.name, context), translator=context.translator)
            return f"{_label(use.name, context)}: {text}"
    return ""


def _signs(text: str, *, translator: Translator) -> str:
    for written, sign in _SIGNS.items():
        text = text.replace(written, sign)
    return _PERCENTAGE.sub(lambda match: _percentage(match, translator=translator), text)


def _percentage(match: re.Match[str], *, translator: Translator) -> str:
    """Write a percentage as the report's language does, with as many decimals as its author wrote."""
    places = len(match[1].partition(".")[2])
    return translator.percent(float(f"{match[1]}e-2"), places)


def _label(name: str, context: Context) -> str:
    figures = context.dataset.figures
    if name in figures:
        return figures[name].pooled_label
    if name in _OTHERS:
        return context.translator.say(_OTHERS[name][0])
    if name.startswith(_EARLIER):
        return context.translator.say("{column}, earlier", column=_label(name.removeprefix(_EARLIER), context))
    return context.translator.say("{column}, change", column=_label(name.removeprefix(_CHANGE), context))


def _format(name: str, context: Context) -> Format:
    if name in _OTHERS:
        return _OTHERS[name][1]
    figure = context.dataset.figures.get(name.removeprefix(_EARLIER))
    return figure.format if figure else Format.PERCENT
