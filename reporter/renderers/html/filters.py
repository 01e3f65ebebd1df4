"""The filters that templates know, in one literal table. A template has `report` and these, nothing else.

The mail's template also has what its own head lists.

cell|show(column)     value with reason, mark and count     cell|value(column)   value only, shortened above 9,999
cell|count            "12 of 14", or nothing                 cell|provisional     the mark, or nothing
cell|spark            small line of the figure's course      cell|plain(column)   text only
cell|sign             "†" not updated, "‡" lowered by Meta   report|signs         what these signs mean, where shown
section|table         heads, rows, totals, cut               section|cards        media items of a ranking
section|heat          grid of a heatmap                      section|chart        the drawing, or nothing
section|legend        names and colours of its series        mark|dated(section)  a dated mark in words
section|hollow        whether it shows provisional figures   section|key_figures   column, cell and change of each
report|compared       what it is compared with, in words    report|basis          what of the media is counted
report|gaps           what is missing, counted               report|note_groups   data notes by kind
report|definitions    how each number is made, by label      theme|look           colours and fonts as style rules
text|markdown         the safe subset of Markdown            bytes|picture        PNG or JPEG as a data URI, or ""
moment|moment         date and time in the report's locale   number|number        a whole number in the locale
text|words            text on one line, for attributes       name|reason          why a value is missing, in words
report|long           whether any table is worth sorting      script|hash         what a policy names it by
figure|no_change(section)  why a key figure has no change, or nothing
locale|language       en_GB -> en-GB                         locale|direction     ltr or rtl

Functions that speak the report's language: say("Period"), say("and {n} more", n=3) and, by number,
say_count(3, "{count} day", "{count} days"); spoken() is that language's tag, en-GB. What has no translation is English.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from reporter.core.i18n import Translator
from reporter.core.reasons import reason_words
from reporter.core.report import Cell, Column, Format, Mark, Report, Section
from reporter.renderers import comparisons, formats, markdown
from reporter.renderers.charts import draw as charts
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html import changes as html_changes
from reporter.renderers.html import heatmap as html_heat
from reporter.renderers.html import notes as html_notes
from reporter.renderers.html import tables as html_tables
from reporter.renderers.html.theme import theme_style


def filters(report: Report, drawings: Mapping[str, tuple[str, str]]) -> dict[str, Callable[..., Any]]:
    """Return the table of filters for one report; `drawings` are its charts by section, wide and narrow."""
    locale, translator = report.locale, Translator(report.locale)
    return {
        "show": lambda cell, column: html_cells.show_cell(cell, column, locale),
        "value": lambda cell, column: html_cells.value(cell, column, locale, compact=True),
        "plain": lambda cell, column: formats.words(cell, column, locale),
        "count": partial(html_cells.count, translator=translator),
        "provisional": partial(html_cells.provisional, translator=translator),
        "sign": partial(html_cells.mark_sign, translator=translator),
        "signs": html_notes.mark_explanations,
        "reason": partial(reason_words, translator=translator),
        "spark": lambda cell: html_cells.spark(cell.spark),
        "no_change": partial(html_changes.no_change, translator=translator),
        "key_figures": lambda section: html_changes.key_figures(section, report),
        "table": lambda section: html_tables.table(section, report),
        "heat": lambda section: html_heat.heat(section, locale),
        "cards": lambda section: html_tables.cards(section, report),
        "chart": lambda section: _chart(section, drawings),
        "legend": lambda section: charts.legend(section, report),
        "hollow": lambda section: charts.hollow(section, report),
        "dated": lambda mark, section: _dated(mark, section, locale),
        "compared": comparisons.compared_words,
        "basis": comparisons.basis_words,
        "gaps": html_notes.gaps,
        "note_groups": html_notes.note_groups,
        "definitions": html_notes.definitions,
        "look": theme_style,
        "long": lambda shown: any(map(html_tables.is_long, shown.sections)),
        "hash": _hash,
        "markdown": lambda body: Markup(markdown.html(body)),  # noqa: S704 - made by the safe subset
        "picture": html_cells.picture,
        "moment": lambda moment: formats.text(moment, Format.DATETIME, locale),
        "number": lambda value: formats.text(value, Format.NUMBER, locale),
        "words": formats.flat,
        "language": formats.language,
        "direction": formats.direction,
    }


def _chart(section: Section, drawings: Mapping[str, tuple[str, str]]) -> Markup:
    wide, narrow = drawings.get(section.name, ("", ""))
    # S704: drawings are checked element by element when they are made.
    both = Markup(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')  # noqa: S704
    return both if wide else Markup()


def _dated(mark: Mark, section: Section, locale: str) -> str:
    columns = {column.name: column for column in section.columns}
    column = columns[section.chart.x] if section.chart else Column("", "", Format.TEXT)
    return f"{formats.words(Cell(mark.x), column, locale, compact=True)}: {formats.flat(mark.text)}"


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
