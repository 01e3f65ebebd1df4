"""Dimensions that media items are grouped by: their column, how values read, their order, which must be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.spec_labels import UNLABELLED, label_column, label_value
from reporter.analysis.wording import WEEKDAYS, readable_name, weekday
from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Column, Format, Value
from reporter.spec.model import DIMENSIONS
from reporter.spec.periods import buckets, next_unit

CHRONOLOGICAL = ("weekday", "hour", "day", "week", "month")
_DATED = ("day", "week", "month")
_RECURRING = ("weekday", "hour")
_FORMATS = {"day": Format.DATE, "week": Format.WEEK, "month": Format.MONTH}
_LABELS = {
    "account": mark_translatable("Account"),
    "client": mark_translatable("Client"),
    "product_type": mark_translatable("Product type"),
    "media_type": mark_translatable("Media type"),
    "hashtag": mark_translatable("Hashtag"),
    "weekday": mark_translatable("Weekday"),
    "hour": mark_translatable("Hour"),
    "day": mark_translatable("Day"),
    "week": mark_translatable("Week"),
    "month": mark_translatable("Month"),
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """`name` as in the spec, `key` the frame's column."""

    name: str
    key: str
    label: str

    @property
    def chronological(self) -> bool:
        """Whether its values follow time, so that no ranking is wanted."""
        return self.name in CHRONOLOGICAL

    @property
    def dated(self) -> bool:
        """Whether each value is a stretch of time of its own; weekdays and hours come again."""
        return self.name in _DATED

    @property
    def column(self) -> Column:
        """The column that shows its values."""
        return Column(self.name, self.label, _FORMATS.get(self.name, Format.TEXT))


def dimension(name: str, *, translator: Translator) -> Dimension:
    """Return the dimension that the spec names: a fact of media items, or one of the spec's labels."""
    if name not in DIMENSIONS:
        return Dimension(name, label_column(name), readable_name(name))
    return Dimension(name, "hashtags" if name == "hashtag" else name, translator.say(_LABELS[name]))


def with_group_keys(media: pl.DataFrame, dimensions: Sequence[Dimension]) -> pl.DataFrame:
    """Return the frame to group: with hashtags, a media item once for each of them and not at all without any."""
    if all(dim.name != "hashtag" for dim in dimensions):
        return media
    return media.filter(pl.col("hashtags").list.len() > 0).explode("hashtags")


def required(dim: Dimension, context: Context) -> list[Any]:
    """Return the keys that are shown even without media: accounts, clients, every value of a label, and times between.

    Of hours and weekdays none is left out between the first and the last that have media.
    """
    edition = context.edition
    if dim.name in _RECURRING:
        present = set(context.dataset.media[dim.key])
        keys = domain(dim, context)
        places = [place for place, key in enumerate(keys) if key in present]
        return keys[places[0] : places[-1] + 1] if places else []
    if dim.name == "account":
        return list(edition.accounts)
    if dim.name == "client":
        return list(dict.fromkeys(edition.clients.get(account, "") for account in edition.accounts))
    if dim.name in edition.spec.labels:
        return list(dict.fromkeys((*edition.spec.labels[dim.name], UNLABELLED)))
    return []


def domain(dim: Dimension, context: Context) -> list[Any]:
    """Return every key of the dimension in order: the whole calendar of the period, required keys, keys found."""
    present = with_group_keys(context.dataset.media, [dim])[dim.key].unique().sort().to_list()
    if dim.name == "weekday":
        return sorted(range(1, 8), key=lambda key: order(dim, key, context))
    if dim.name == "hour":
        return list(range(24))
    if dim.name == "day":
        edition = context.edition
        return [start.date() for start in buckets(edition.period, "day", edition.spec.week_start)]
    return list(dict.fromkeys((*required(dim, context), *present)))


def order(dim: Dimension, key: Any, context: Context) -> Any:  # noqa: ANN401 - keys are text, numbers or dates
    """Return what a chronological dimension's keys are sorted by: weekdays from the first day of the week."""
    return (key - 1 - _first_weekday(context)) % 7 if dim.name == "weekday" else key


def _first_weekday(context: Context) -> int:
    """Return the spec's first day of the week, 0 for Monday, or where the spec says none that of the locale."""
    spec = context.edition.spec
    if "week_start" in spec.model_fields_set:
        return WEEKDAYS.index(spec.week_start.capitalize())
    return context.translator.first_weekday


def group_value(dim: Dimension, key: Any, context: Context) -> Value:  # noqa: ANN401 - keys are text, numbers or dates
    """Return a key as readers see it: Monday, 09, #Sommer, an account's alias."""
    if dim.name == "weekday":
        return weekday(key, translator=context.translator)
    if dim.name == "hour":
        return f"{key:02}"
    if dim.name == "hashtag":
        return f"#{context.dataset.spellings.get(key, key)}"
    if dim.name == "client" and key == "":
        return context.translator.say("no client")
    value: Value = label_value(key, translator=context.translator) if dim.name not in DIMENSIONS else key
    return value


def group_remarks(dim: Dimension, keys: Sequence[Any], context: Context) -> list[str]:
    """Return what has to be said of each group: a week that holds a part only, an account that is known in part."""
    if dim.name == "account":
        return [_known(key, context) for key in keys]
    if dim.name in {"week", "month"}:
        return [_held(dim.name, key, context) for key in keys]
    return [""] * len(keys)


def _known(account: str, context: Context) -> str:
    until = context.history_facts.ground.known_until
    if account in context.silent or account in until:
        day = until.get(account)
        if day is not None:
            return context.translator.say(
                "complete until {day}", day=context.translator.day(day.astimezone(context.edition.zone))
            )
        return (
            context.translator.say("no response")
            if account in context.silent
            else context.translator.say("the list of posts may be incomplete")
        )
    return ""


def _held(unit: str, first: date, context: Context) -> str:
    """Say how many days of a week or month lie in the period, where not all do."""
    period, spec = context.edition.period, context.edition.spec
    after = next_unit(first, unit, spec.week_start)
    days = (min(after, period.next_day) - max(first, period.first_day)).days
    if context.dataset.now.astimezone(context.edition.zone).date() < min(after, period.next_day):
        return context.translator.say("not over yet")
    if days == (after - first).days:
        return ""
    return context.translator.say_count(days, "only {count} day in this period", "only {count} days in this period")


def lumped(dim: Dimension, key: Any) -> bool:  # noqa: ANN401 - keys are text, numbers or dates
    """Say whether a key is the rest: unlabelled media, accounts of no client. The rest stands last."""
    return (key == UNLABELLED and dim.name not in DIMENSIONS) or (key == "" and dim.name == "client")
