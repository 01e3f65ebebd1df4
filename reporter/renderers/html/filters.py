"""The filters and functions that templates can use, in addition to `report`.

The email template has further values. The comment at its start lists them.

cell|show(column)          value (or reason), provisional asterisk and count
cell|value(column)         value only, abbreviated above 9,999
cell|plain(column)         text only
cell|count                 "12 of 14", or nothing
cell|based_on              "based on 12 of 14 posts", or nothing
cell|provisional           asterisk if provisional, or nothing
cell|sign                  "†" not updated, "‡" lowered by Meta
cell|spark                 sparkline of the figure
figure|no_change(section)  why a key figure has no change, or nothing
section|table              headers, rows, totals, note about omitted rows
section|cards              media items of a ranking
section|heat               grid of a heatmap
section|chart              chart as SVG, or nothing
section|legend             names and colours of the chart's series
section|hollow             whether it shows provisional figures
section|key_figures        column, cell and change of each figure
mark|dated(section)        annotation with its date, as text
report|signs               meanings of the symbols that the report contains
report|compared            what the report is compared with, as text
report|basis               which media items and values are counted, as text
report|gaps                number of missing values by reason
report|note_groups         data notes by kind
report|definitions         how each figure is calculated, by label
report|long                whether any table is long enough to sort
theme|look                 colours and fonts as style rules
text|markdown              safe subset of Markdown
text|words                 text on one line, for attributes
bytes|picture              PNG or JPEG as a data URI, or ""
moment|moment              date and time in the locale
number|number              whole number in the locale
name|reason                why a value is missing, as text
script|hash                its hash for the Content-Security-Policy
locale|language            en_GB -> en-GB
locale|direction           ltr or rtl

say("Period"), say("and {n} more", n=3) and, for counts, say_count(3, "{count} day", "{count} days") return the text in
the language of the report. Text without a translation stays English. spoken() returns the language tag, such as en-GB.
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
from reporter.renderers import comparisons, counts, formats, markdown
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
        "based_on": partial(counts.based_on, translator=translator),
        "spark": lambda cell: html_cells.spark(cell.spark),
        "no_change": partial(html_changes.no_change, translator=translator),
        "key_figures": lambda section: html_changes.key_figures(section, report),
        "table": lambda section: html_tables.table(section, report),
        "heat": lambda section: html_heat.heat(section, locale),
        "cards": lambda section: html_tables.cards(section, report),
        "chart": lambda section: _chart(section, drawings),
        "legend": lambda section: charts.legend(section, report),
        "hollow": lambda section: charts.hollow(section, report),
        "dated": lambda mark, section: _mark_text(mark, section, locale),
        "compared": comparisons.compared_words,
        "basis": comparisons.basis_words,
        "gaps": html_notes.gaps,
        "note_groups": html_notes.note_groups,
        "definitions": html_notes.definitions,
        "look": theme_style,
        "long": lambda shown_report: any(map(html_tables.is_long, shown_report.sections)),
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


def _mark_text(mark: Mark, section: Section, locale: str) -> str:
    columns = {column.name: column for column in section.columns}
    column = columns[section.chart.x] if section.chart else Column("", "", Format.TEXT)
    return f"{formats.words(Cell(mark.x), column, locale, compact=True)}: {formats.flat(mark.text)}"


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
