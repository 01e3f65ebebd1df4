"""Figures of an archived report that have changed since: what was sent then, and what is known now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reporter.analysis.wording import figure_text
from reporter.core.i18n import Translator
from reporter.core.report import Column, Note, NoteKind, Report, Value


def restatement(then: Mapping[str, Any], now: Report, *, translator: Translator) -> Note | None:
    """Return a note on every key figure that has changed, or None.

    `then`: the archived report as JSON. `now`: the same report from current data.
    """
    sent = {
        name: value
        for section in then["sections"]
        if section["kind"] == "kpis" and section["totals"]
        for name, value in section["totals"].items()
    }
    moved = [
        translator.say(
            "{metric}: {then} in that report, {now} now",
            metric=translator.within(column.label),
            then=figure_text(sent[column.name], column.format, translator=translator),
            now=figure_text(value, column.format, translator=translator),
        )
        for column, value in _figures(now)
        if isinstance(sent.get(column.name), int | float) and isinstance(value, int | float)
        if figure_text(sent[column.name], column.format, translator=translator)
        != figure_text(value, column.format, translator=translator)
    ]
    if not moved:
        return None
    text = translator.say(
        "Figures for {period} have changed since the report of {when}: {changes}.",
        period=now.period.words or now.period.name,
        when=translator.moment(datetime.fromisoformat(then["as_of"])),
        changes="; ".join(moved),
    )
    return Note(NoteKind.RESTATED, text)


def _figures(report: Report) -> Iterator[tuple[Column, Value]]:
    for section in report.sections:
        if section.kind == "kpis" and section.totals:
            yield from (
                (column, cell.value) for column, cell in zip(section.columns, section.totals.cells, strict=True)
            )
