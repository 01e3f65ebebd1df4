"""What is said of a figure is the same in page, mail, workbook and JSON, and it is what the world is."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from reporter.renderers.mail.body import render_mail
from tests.support.oracle.forms import (
    MISSING,
    Told,
    cards,
    digits,
    mail_lines,
    page_rows,
    sheet_rows,
    short_value,
    shown,
    summary,
)
from tests.support.oracle.pooling import Figure, once, pool
from tests.support.oracle.run import place
from tests.support.oracle.specs import CALCULATED
from tests.support.oracle.truth import Pair, Truth
from tests.support.oracle.world import Number, make_world

LABELS = {
    "views": "Views",
    "reach": "Sum of post reach",
    "saved": "Saves",
    "reels_skip_rate": "Skip rate",
    "engagement_rate": "Engagement rate",
    "depth": "Depth",
}
SPEC: dict[str, Any] = {
    "title": "Forms",
    "accounts": "all",
    "period": "last_week",
    "compare": "previous_period",
    "timezone": "Europe/Berlin",
    "metrics": ["views", "reach", "saved", "reels_skip_rate"],
    "calculated": {name: CALCULATED[name] for name in ("engagement_rate", "depth")},
    "sections": [{"kind": "kpis"}, {"kind": "table", "by": ["account"]}],
    "alerts": {},
    "hold_if": [],
}


def rounded(value: Number, format_: str) -> str:
    """A number as people read it: whole, with a decimal, or two under ten; half away from zero."""
    number = Decimal(repr(value)) * (100 if format_ == "percent" else 1)
    if format_ in {"percent", "percent_points"}:
        places = 2 if 0 < abs(number.quantize(Decimal("0.0001"), ROUND_HALF_UP)) < 1 else 1
    else:
        places = 0 if format_ == "number" else 2 if abs(number) < 10 else 1
    text = f"{abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
    sign = "-" if number < 0 and text.strip("0.,") else ""
    return sign + text + ("%" if format_ in {"percent", "percent_points"} else "")


def says(told: str, value: Number | None, format_: str) -> bool:
    """Whether digits are a value's: all of them, or a shortened form of it."""
    if value is None:
        return told in {MISSING, ""}
    short = short_value(told)
    if short:
        return abs(short[0] - Decimal(repr(value))) <= short[1]
    return told == rounded(value, format_)


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.mark.parametrize("seed", [0, 2, 3, 6, 12, 21, 27, 36])
def test_all_forms_say_the_same(seed: int, tmp_path: Path, faults: list[str]) -> None:
    world = make_world(seed)
    truth = Truth(world, SPEC)
    with place(world, tmp_path) as here:
        outcome = here.run(SPEC, {"json": {}, "html": {}, "excel": {}})
    (report,) = outcome.created.reports
    files = {path.suffix: path for path in outcome.created.artifacts}
    page, told = files[".html"].read_text("utf-8"), json.loads(files[".json"].read_text("utf-8"))
    mail = render_mail(report, attached=[], stored=[], folders=[]).text
    pages, lines, book = cards(page), mail_lines(mail), summary(files[".xlsx"])
    (row,) = told["sections"][0]["rows"]
    for name, label in LABELS.items():
        figure = truth.figures[name]
        pair, own = truth.pair(figure, lambda _row: True), pool(once(truth.own, truth.now), figure).value
        faults += [f"{label}: {one}" for one in _of_json(row, name, own, pair)]
        faults += [f"page, {label}: {one}" for one in _of_people(pages[label], figure, own, pair)]
        faults += [f"mail, {label}: {one}" for one in _of_people(lines[label], figure, own, pair)]
        cells = book[label]
        sheet = Told(
            shown(cells["Value"]), shown(cells["Change"]), shown(cells["Earlier"]), str(cells["Remarks"].value)
        )
        faults += [f"workbook, {label}: {one}" for one in _of_people(sheet, figure, own, pair)]
        if lines[label].change != pages[label].change:
            faults.append(f"{label}: the page says {pages[label].change}, the mail {lines[label].change}")
        if sheet.change.replace(MISSING, "") != pages[label].change:
            faults.append(f"{label}: the page says {pages[label].change}, the workbook {sheet.change}")
    _tables(truth, page, files[".xlsx"], told["sections"][1], faults)
    assert not faults, "\n".join(faults[:20])


def _of_json(row: dict[str, Any], name: str, own: Number | None, pair: Pair) -> list[str]:
    wanted = {name: own, f"previous_{name}": pair.previous.value, f"change_{name}": pair.change}
    wanted[f"compared_{name}"] = pair.compared.value if pair.compared else None
    return [
        f"JSON says {key} is {row.get(key)}, truth {value}"
        for key, value in wanted.items()
        if key not in row or (row[key] is None) != (value is None) or row[key] != pytest.approx(value, rel=1e-9)
    ]


def _of_people(told: Told, figure: Figure, own: Number | None, pair: Pair) -> list[str]:
    """What one form for people says that is not so."""
    found = []
    if not says(told.figure, own, figure.format):
        found.append(f"{told.figure} for {own}")
    if told.previous and not says(told.previous, pair.previous.value, figure.format):
        found.append(f"{told.previous} for {pair.previous.value} before")
    if bool(told.change.strip(MISSING)) != (pair.change is not None):
        found.append(f"change {told.change!r} for {pair.change} {pair.why}")
    compared = pair.compared.value if pair.compared else None
    if pair.change is not None and compared is not None and compared != own:
        written = rounded(compared, figure.format)
        if written not in told.context:
            found.append(f"the part that is compared, {written}, is not written out: {told.context}")
    return found


def _tables(truth: Truth, page: str, book: Path, told: dict[str, Any], faults: list[str]) -> None:
    heads, rows = page_rows(page, "table-by-account")
    sheet = sheet_rows(book, "By account")
    lines = {row["account"]: row for row in told["rows"]}
    assert set(rows) - {"Total"} == set(lines) == set(truth.aliases)
    for alias, line in lines.items():
        for name, label in LABELS.items():
            figure = truth.figures[name]
            pair = truth.pair(figure, lambda row, own=alias: row.alias == own, account=alias)  # type: ignore[misc]
            own = pool([row for row in truth.own if row.alias == alias], figure).value
            cell, kept = rows[alias][heads.index(label) - 1], sheet[alias]
            faults += [f"{alias}, {label}: {one}" for one in _of_json(line, name, own, pair)]
            faults += [f"page, {alias}, {label}: {one}" for one in _of_people(cell, figure, own, pair)]
            ends = "points" if figure.format in {"percent", "percent_points"} else "change"
            for key, head in ((cell.figure, label), (cell.change, f"{label}, {ends}")):
                if key.strip(MISSING) != shown(kept[head]).strip(MISSING):
                    faults.append(f"{alias}, {head}: the page says {key}, the workbook {shown(kept[head])}")
            earlier = shown(kept[f"{label}, earlier"])
            if not says(earlier, pair.previous.value, figure.format):
                faults.append(f"workbook, {alias}, {label}: {earlier} for {pair.previous.value} before")


def test_digits_are_read_as_they_are_shown() -> None:
    assert [digits(one) for one in ("▼ -85%", "▲ +22.4\xa0pp", "41.2K", "–", "1,234")] == [
        "-85%",
        "22.4pp",
        "41.2K",
        "–",
        "1,234",
    ]
