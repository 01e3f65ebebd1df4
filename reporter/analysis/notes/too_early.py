"""A report for which history is too young: one screen that says what is missing and from when on there are numbers."""

from __future__ import annotations

from datetime import datetime

from reporter.analysis.context import Context
from reporter.core.i18n import Translator
from reporter.core.report import Section
from reporter.spec.ages import Age


def too_early(context: Context) -> Section | None:
    """Return what stands instead of all sections where no number of the report can be known yet; else None."""
    spec, data = context.edition.spec, context.dataset
    unread = context.history_facts.ground.unread.issuperset(context.edition.accounts)
    if spec.basis == "gained" and unread and not data.media.is_empty():
        return _screen(_growth(context), translator=context.translator)
    if spec.at_age and data.left_out.too_young and data.media.is_empty():
        return _screen(_age(context, spec.at_age), translator=context.translator)
    return None


def _screen(paragraphs: list[str], *, translator: Translator) -> Section:
    return Section(kind="text", name="text", title=translator.say("No numbers yet"), body="\n\n".join(paragraphs))


def _growth(context: Context) -> list[str]:
    count, start = context.dataset.count, context.history_facts.ground.growth_from
    why = context.translator.say_count(
        count,
        "Growth is the difference between two readings of a post, one near the start and one near the end of the "
        "period. The {count} known post does not have readings at both times.",
        "Growth is the difference between two readings of a post, one near the start and one near the end of the "
        "period. None of the {count} known posts has readings at both times.",
    )
    return [why, *_from(start, context)]


def _age(context: Context, age: Age) -> list[str]:
    why = context.translator.say_count(
        context.dataset.left_out.too_young,
        "This report measures posts at the age of {age}. The {count} post of the period is younger than that.",
        "This report measures posts at the age of {age}. All {count} posts of the period are younger than that.",
        age=context.translator.age(age),
    )
    return [why, *_from(context.edition.period.end + age.length, context)]


def _from(start: datetime | None, context: Context) -> list[str]:
    if start is None:
        return [
            context.translator.say("Data that is collected later cannot replace the missing readings of this period.")
        ]
    when = context.translator.moment(start.astimezone(context.edition.zone))
    return [
        context.translator.say(
            "Reports created from {when} onwards will show numbers if data is collected regularly.", when=when
        )
    ]
