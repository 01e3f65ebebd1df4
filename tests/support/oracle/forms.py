"""Reads figures back out of what people get: the page's cards and rows, the mail's lines, the workbook's cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

MISSING = "–"
_UNSEEN = re.compile(r'<span class="unseen">.*?</span>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SHORT = {"K": 10**3, "M": 10**6, "B": 10**9, "k": 10**3, "m": 10**6}


@dataclass(frozen=True)
class Told:
    """What one form says of a figure, as digits with their signs; "" where it says nothing. `around`: all its words."""

    figure: str
    change: str = ""
    previous: str = ""
    context: str = ""


def digits(text: str) -> str:
    """Return a number as it is shown, without arrows, words and blanks: "▼ -85%" -> "-85%"."""
    plain = text.replace("−", "-").replace("\xa0", " ").replace("\u202f", " ")
    found = re.search(r"[-+]?\d[\d,]*(?:\.\d+)?\s?(?:%|pp|[KMBkm]\b)?", plain)
    return found[0].replace(" ", "").lstrip("+") if found else MISSING if MISSING in plain else ""


def short_value(shown: str) -> tuple[Decimal, Decimal] | None:
    """Return the value of a shortened number and how far it may be from the full one: "41.2K" -> 41200, 50."""
    if not shown or shown[-1] not in _SHORT:
        return None
    unit, number = _SHORT[shown[-1]], Decimal(shown[:-1].replace(",", ""))
    places = len(shown[:-1].partition(".")[2])
    return number * unit, Decimal(unit) * Decimal(10) ** -places / 2


def _text(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", _UNSEEN.sub("", markup))).split())


def cards(page: str) -> dict[str, Told]:
    """Return the key figures of a page by their labels."""
    found = {}
    for card in re.findall(r'<li class="kpi.*?</li>', page, re.DOTALL):
        label = _text(_first(r'<p class="label.*?</p>', card))
        change = _first(r'<p class="change.*?</p>', card)
        by, _, then = change.partition('<span class="then">')
        previous = re.sub(r"^.*?:", "", _text(then), count=1)
        figure = digits(_text(_first(r'<p class="figure.*?</p>', card)))
        arrow = "%" in _text(by) or "pp" in _text(by)
        found[label] = Told(figure, digits(_text(by)) if arrow else "", digits(previous), _text(card))
    return found


def page_rows(page: str, name: str) -> tuple[list[str], dict[str, list[Told]]]:
    """Return a table's heads, and its rows by their first cell."""
    part = _first(rf'<section id="{name}".*?</section>', page)
    heads = [_text(match) for match in re.findall(r"<th scope=\"col\".*?</th>", part, re.DOTALL)]
    rows = {}
    for line in re.findall(r"<tr>.*?</tr>", part, re.DOTALL):
        first = re.search(r'<th scope="row".*?</th>', line, re.DOTALL)
        if first:
            rows[_text(first[0].partition("<small")[0])] = [
                _cell(match) for match in re.findall(r"<td.*?</td>", line, re.DOTALL)
            ]
    return heads, rows


def _cell(markup: str) -> Told:
    inner = re.sub(r"^<td[^>]*>|</td>$", "", markup)
    change = _text(_first(r'<small class="change.*?</small>', inner))
    before = digits(change) if change.startswith("earlier ") else ""
    told = digits(change) if not before and ("%" in change or "pp" in change) else ""
    return Told(digits(_text(inner.partition("<small")[0])), told, before, _text(markup) + " ".join(_titles(markup)))


def _titles(markup: str) -> list[str]:
    return [unescape(match) for match in re.findall(r'title="([^"]*)"', markup)]


def mail_lines(text: str) -> dict[str, Told]:
    """Return the key figures of a plain-text mail by their labels."""
    part = text.partition("Key figures\n-----------\n")[2].partition("\n\n")[0]
    lines = re.sub(r"\n {2,}", " ", part).splitlines()
    found = {}
    for line in lines:
        label, _, rest = line.partition("  ")
        figure, _, more = rest.strip().partition("  ")
        arrow = re.search(r"[▲▼=] ?([-+]?[\d.,]+\s?(?:%|pp))", more.replace("\xa0", " "))
        previous = re.search(r"\d (?:[A-Z][a-z]{2,3} ?(?:\d{4})?): ([^·;(]+)", more)
        change = digits(arrow[1]) if arrow else ""
        signed = f"-{change}" if change and "▼" in more else change
        found[label] = Told(digits(figure), signed, digits(previous[1]) if previous else "", more)
    return found


def summary(book: Path) -> dict[str, dict[str, Any]]:
    """Return the key figures of a workbook by their labels: its cells by their heads."""
    sheet = load_workbook(book)["Summary"]
    lines = list(sheet.iter_rows())
    top = next(place for place, line in enumerate(lines) if line[0].value == "Figure")
    heads = [str(cell.value) for cell in lines[top] if cell.value]
    found = {}
    for line in lines[top + 1 :]:
        if line[0].value is None:
            break
        found[str(line[0].value)] = dict(zip(heads, line, strict=False))
    return found


def sheet_rows(book: Path, name: str) -> dict[str, dict[str, Any]]:
    """Return a sheet's rows by their first cell: its cells by their heads."""
    lines = list(load_workbook(book)[name].iter_rows())
    heads = [str(cell.value) for cell in lines[0]]
    return {str(line[0].value): dict(zip(heads, line, strict=True)) for line in lines[1:] if line[0].value}


def shown(cell: Any) -> str:  # noqa: ANN401 - a cell of openpyxl
    """Return the digits that a spreadsheet shows of a cell's number: it rounds half away from zero."""
    value, parts = cell.value, str(cell.number_format).split(";")
    if not isinstance(value, int | float):
        return digits(str(value or ""))
    own = parts[min(len(parts) - 1, 0 if value > 0 else 1 if value < 0 else 2)] if len(parts) > 1 else parts[0]
    bare = re.sub(r'"[^"]*"', "", own)
    number = Decimal(repr(value)) * (100 if "%" in bare else 1)
    places = len(bare.partition(".")[2].rstrip("%").strip()) if "." in bare else 0
    whole = abs(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    grouped = f"{whole:,}" if "," in bare else str(whole)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{grouped}" + ("%" if "%" in own else "pp" if "pp" in own else "")


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[0] if found else ""
