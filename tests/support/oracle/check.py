"""Compares a report of the product with what the oracle says of it, figure by figure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from reporter.core.report import Cell, Report, Section
from reporter.core.report import Row as Line
from tests.support.oracle.calendar import midnight, steps, wall
from tests.support.oracle.pooling import Figure, Pooled, Row, evaluate, once, pool
from tests.support.oracle.truth import Pair, Truth
from tests.support.oracle.world import Number

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATED = ("day", "week", "month")
Picks = Callable[[Row], bool]
POINTS = {"percent": 100.0, "percent_points": 1.0}


@dataclass
class Check:
    """What was compared and what differed. `figures`: how many numbers and reasons were looked at."""

    truth: Truth
    report: Report
    figures: int = 0
    faults: list[str] = field(default_factory=list)

    def run(self) -> Check:
        if self.truth.is_too_early():
            kinds = [one.kind for one in self.report.sections]
            self.faults += [f"there are no numbers yet, and sections are {kinds}"] if kinds != ["text"] else []
        else:
            for wanted, section in zip(self.truth.spec["sections"], self.report.sections, strict=True):
                getattr(self, f"_{wanted['kind']}")(wanted, section)
            self._highlights()
        self._alerts()
        self._holds()
        return self

    # One cell at a time

    def _cell(self, place: str, cell: Cell | None, value: float | None, missing: str = "", **marks: Any) -> None:  # noqa: ANN401
        """Compare a cell. `marks`: fields of the cell that have to be so."""
        self.figures += 1
        if cell is None:
            self.faults.append(f"{place}: not there; truth {value} {missing}")
            return
        if not _same(cell.value, value) or cell.missing != missing:
            self.faults.append(f"{place}: product {cell.value} {cell.missing!r}, truth {value} {missing!r}")
        for name, wanted in marks.items():
            if getattr(cell, name) != wanted:
                self.faults.append(f"{place}: {name} is {getattr(cell, name)}, truth {wanted}")

    def _pooled(self, place: str, cell: Cell | None, pooled: Pooled, *, marks: bool = True) -> None:
        told: dict[str, Any] = {"n": pooled.n, "of": pooled.of} if pooled.missing != "failed" else {}
        if marks and pooled.value is not None:
            told["provisional"] = pooled.provisional
        self._cell(place, cell, pooled.value, pooled.missing, **told)

    def _figure(self, place: str, cells: Mapping[str, Cell], figure: Figure, own: Pooled, pair: Pair | None) -> None:
        """Compare a figure with all that stands beside it."""
        self._pooled(f"{place} {figure.name}", cells.get(figure.name), own)
        if pair is None:
            if f"previous_{figure.name}" in cells:
                self.faults.append(f"{place}: {figure.name} is compared and should not be")
            return
        self._pooled(f"{place} previous_{figure.name}", cells.get(f"previous_{figure.name}"), pair.previous)
        compared = cells.get(f"compared_{figure.name}")
        if pair.compared is None:
            self._cell(f"{place} compared_{figure.name}", compared, None, compared.missing if compared else "not_known")
        else:
            self._pooled(f"{place} compared_{figure.name}", compared, pair.compared, marks=False)
        self._cell(f"{place} change_{figure.name}", cells.get(f"change_{figure.name}"), pair.change, pair.why)
        if figure.format in POINTS:
            points = None
            if pair.compared and pair.compared.value is not None and pair.previous.value is not None:
                points = (pair.compared.value - pair.previous.value) * POINTS[figure.format]
            told = pair.why in {"", "unlike_age", "undefined", "small_base"} and points is not None
            if pair.why == "unlike_age" and not self.truth.as_known_now:
                told = False
            cell = cells.get(f"points_{figure.name}")
            self._cell(f"{place} points_{figure.name}", cell, points if told else None, cell.missing if cell else "")

    def _group(
        self,
        place: str,
        cells: Mapping[str, Cell],
        figure: Figure,
        picks: Picks,
        *,
        compared: bool,
        account: str = "",
        own: Pooled | None = None,
    ) -> None:
        rows = [row for row in self.truth.own if picks(row)]
        own = own or pool(rows if account else once(rows, self.truth.now_at), figure)
        pair = self.truth.pair(figure, picks, account=account) if compared else None
        self._figure(place, cells, figure, own, pair)

    def _figures(self, wanted: Mapping[str, Any]) -> list[Figure]:
        names = wanted.get("metrics") or [*self.truth.spec["metrics"], *self.truth.spec["calculated"]]
        return [self.truth.figures[name] for name in dict.fromkeys(names)]

    @property
    def _compares(self) -> bool:
        return self.truth.earlier is not None

    # Sections

    def _kpis(self, wanted: Mapping[str, Any], section: Section) -> None:
        for line, name in ((section.rows[0], "kpis"), (section.totals, "kpis totals")):
            cells = _by_name(section, line)
            for figure in self._figures(wanted):
                self._group(name, cells, figure, _every, compared=self._compares)
        cells = _by_name(section, section.rows[0])
        for figure in self._figures(wanted):
            course, shown = self.truth.course(figure), cells[figure.name].spark
            self.figures += 1
            over_periods = section.sparks.startswith("The small charts cover")
            if over_periods != (course is not None):
                self.faults.append(f"kpis {figure.name}: {section.sparks!r}, truth {course}")
            elif course and not all(map(_same, shown, course)):
                self.faults.append(f"kpis {figure.name}: small chart {shown}, truth {course}")

    def _table(self, wanted: Mapping[str, Any], section: Section) -> None:
        dims = wanted["by"]
        compared = self._compares and not any(dim in DATED for dim in dims)
        shown = {}
        for line in section.rows:
            cells = _by_name(section, line)
            key = tuple(cells[dim].value for dim in dims)
            shown[key] = line
            picks = self._of_group(dims, key)
            rows = [row for row in self.truth.own if picks(row)]
            unheard = dims == ["account"] and key[0] in self.truth.silent and not rows
            for figure in self._figures(wanted):
                place = f"table by {dims} {key}"
                own = Pooled(None, "failed", 0, cells[figure.name].of or 0) if unheard else None
                account = str(key[dims.index("account")]) if "account" in dims else ""
                self._group(place, cells, figure, picks, compared=compared, account=account, own=own)
            if not unheard:
                self._cell(
                    f"{key} media", cells["media"], len(rows if "account" in dims else once(rows, self.truth.now_at))
                )
        there = {tuple(self._key(dim, row) for dim in dims) for row in self.truth.own}
        if dims == ["account"]:
            there |= {(one,) for one in self.truth.aliases}
        self.faults += [f"table by {dims}: no row for {key}" for key in there - set(shown)]
        for figure in self._figures(wanted):
            self._group(f"table by {dims} totals", _by_name(section, section.totals), figure, _every, compared=compared)
        self._ranking(dims, wanted, section)

    def _ranking(self, dims: Sequence[str], wanted: Mapping[str, Any], section: Section) -> None:
        """Groups of three and more by their figure, then smaller ones, then those without a number, the rest last."""
        if any(dim in (*DATED, "weekday") for dim in dims):
            return
        figure, places = self._figures(wanted)[0], []
        for line in section.rows:
            cells = _by_name(section, line)
            cell = cells[figure.name]
            rest = any(cells[dim].value == "unlabelled" for dim in dims)
            number = cell.value if isinstance(cell.value, int | float) else 0
            places.append((rest and len(dims) == 1, cell.value is None, (cell.n or 0) < 3, rest, -number))
        self.figures += 1
        if places != sorted(places):
            self.faults.append(f"table by {dims}: not in the order of {figure.name}: {places}")

    def _of_group(self, dims: Sequence[str], key: Sequence[Any]) -> Picks:
        return lambda row: all(self._key(dim, row) == value for dim, value in zip(dims, key, strict=True))

    def _key(self, dim: str, row: Row) -> Any:  # noqa: ANN401 - text or a day
        day = row.local.date()
        known = {
            "account": row.alias,
            "product_type": row.item.product_type,
            "media_type": row.item.media_type,
            "weekday": WEEKDAYS[day.weekday()],
            "day": day,
            "week": day - timedelta(days=day.weekday()),
            "pillar": _pillar(row),
        }
        return known[dim]

    def _trend(self, wanted: Mapping[str, Any], section: Section) -> None:
        truth, by = self.truth, wanted["by"]
        own = [step for step in steps(truth.period, by) if midnight(step[0], truth.zone) <= truth.now]
        then = (
            [step for step in steps(truth.earlier, by) if midnight(step[0], truth.zone) < truth.then_end]
            if truth.earlier
            else []
        )
        if len(section.rows) != len(own):
            self.faults.append(f"trend: {len(section.rows)} rows, truth {len(own)}")
            return
        for place, (line, (first, after)) in enumerate(zip(section.rows, own, strict=True)):
            cells = _by_name(section, line)
            for figure in self._figures(wanted):
                rows = truth.step(first, after)
                self._pooled(f"trend {first} {figure.name}", cells[figure.name], pool(rows, figure))
                if truth.earlier:
                    self._trend_before(f"trend {first}", cells, figure, (first, after), then[place : place + 1])

    def _trend_before(
        self,
        place: str,
        cells: Mapping[str, Cell],
        figure: Figure,
        own: tuple[Any, Any],
        then: Sequence[tuple[Any, Any]],
    ) -> None:
        cell, truth = cells.get(f"previous_{figure.name}"), self.truth
        if not then:
            self._cell(f"{place} previous_{figure.name}", cell, None, "no_media")
            return
        first, after = then[0]
        lengths = [
            _length(*own, until=min(truth.end, truth.now), truth=truth),
            _length(first, after, until=truth.then_end, truth=truth),
        ]
        if lengths[0] != lengths[1]:
            self._cell(f"{place} previous_{figure.name}", cell, None, "unequal")
            return
        self._pooled(f"{place} previous_{figure.name}", cell, pool(truth.step_then(first, after), figure))

    def _top(self, wanted: Mapping[str, Any], section: Section) -> None:
        figure, highest = self.truth.figures[wanted["by"]], wanted.get("order") != "lowest"
        ranked = []
        for row in once(self.truth.own, self.truth.now_at):
            pooled = pool([row], figure)
            value = pooled.value if figure.formula else row.readings[figure.name].value
            young = any(row.readings[name].provisional for name in figure.needs)
            if value is not None and (highest or not young):
                ranked.append((value, row))
        ranked.sort(key=lambda one: (-one[0] if highest else one[0], one[1].item.published, one[1].item.media_id))
        shown = [_by_name(section, line) for line in section.rows]
        told = [cells["media_id"].value for cells in shown]
        self.figures += len(shown)
        wanted_ids = [row.item.media_id for _, row in ranked[: wanted.get("limit", 10)]]
        if told != wanted_ids:
            self.faults.append(f"top by {figure.name} {wanted.get('order')}: {told}, truth {wanted_ids}")
            return
        for cells, (value, row) in zip(shown, ranked, strict=False):
            self._cell(f"top {row.item.media_id} {figure.name}", cells[figure.name], value)

    def _media(self, wanted: Mapping[str, Any], section: Section) -> None:
        rows = {(row.alias, row.item.media_id): row for row in self.truth.own}
        for line in section.rows:
            cells = _by_name(section, line)
            key = (str(cells["account"].value), str(cells["media_id"].value))
            row = rows.pop(key, None)
            if row is None:
                self.faults.append(f"media: {key} should not be there")
                continue
            for figure in self._figures(wanted):
                if not figure.formula:
                    reading = row.readings[figure.name]
                    self._cell(f"media {key} {figure.name}", cells[figure.name], reading.value, reading.reason)
        named = [part for name in self.truth.wanted for part in self.truth.figures[name].needs]
        nothing = {"not_collected", "not_supported"}
        if self.truth.gained:  # of which no growth is known stand in a note
            rows = {key: row for key, row in rows.items() if {row.readings[one].reason for one in named} - nothing}
        left = [
            key
            for key in rows
            if key[1] not in {str(_by_name(section, line)["media_id"].value) for line in section.rows}
        ]
        self.faults += [f"media: {key} is not there" for key in left]

    def _breakdown(self, wanted: Mapping[str, Any], section: Section) -> None:
        if self.truth.gained:
            return
        metric = wanted["metric"]
        own = splits(once(self.truth.own, self.truth.now_at), metric)
        for line in section.rows:
            cells = _by_name(section, line)
            value = cells[section.columns[0].name].value
            number, n = own.get(str(value), own[""])
            cell = cells[metric]
            self._cell(f"breakdown {metric} {value}", cell, number, cell.missing if number is None else "")
            if number is not None and cell.n != n:
                self.faults.append(f"breakdown {metric} {value}: n is {cell.n}, truth {n}")
            if self._compares:
                self._split_pair(f"breakdown {metric} {value}", cells, metric, str(value))

    def _split_pair(self, place: str, cells: Mapping[str, Cell], metric: str, value: str) -> None:
        """Compare what stands beside one value of a breakdown."""
        truth, figure = self.truth, self.truth.figures[metric]
        sides = [(truth.own, truth.now_at), (truth.then, truth.then_at)]
        whole = [once(rows, at) for rows, at in sides]
        parts = [once(truth.alike(rows), at) for rows, at in sides]
        told = [_split(rows, metric, value) for rows in parts]
        shown = [cells[f"{name}_{metric}"] for name in ("compared", "previous", "change")]
        if truth.is_unknown(whole, parts, set(truth.aliases)):
            number, _ = _split(whole[1], metric, value)
            self._cell(f"{place} compared", shown[0], None, shown[0].missing or "there")
            self._cell(f"{place} previous", shown[1], number, shown[1].missing if number is None else "")
            self._cell(f"{place} change", shown[2], None, "not_known")
            return
        for name, cell, (number, n) in zip(("compared", "previous"), shown[:2], told, strict=True):
            self._cell(f"{place} {name}", cell, number, cell.missing if number is None else "")
            if number is not None and cell.n != n:
                self.faults.append(f"{place} {name}: n is {cell.n}, truth {n}")
        had, values = [], []
        for (number, n), rows in zip(told, parts, strict=True):
            side, able = pool(rows, figure), truth.count_able(figure, rows)
            missing = "" if number is not None else side.missing or "not_available"
            had.append(n / able if able else 1.0)
            values.append(Pooled(number, missing, n, side.of, lowered=side.lowered))
        change, why = truth.judged(figure, parts, values, had)
        self._cell(f"{place} change", shown[2], change, why)

    # Alerts, holds and sentences

    def known(self, account: str = "") -> dict[str, float | None]:
        """What a condition knows by name."""
        truth = self.truth
        picks: Picks = (lambda row: row.alias == account) if account else _every
        own = [row for row in truth.own if picks(row)]
        own = own if account else once(own, truth.now_at)
        found: dict[str, float | None] = {"media": len(own)}
        found["accounts_silent"] = len(truth.silent & {account} if account else truth.silent)
        found["lowered"] = truth.count_lowered(row for row in truth.own if picks(row))
        found["coverage"] = truth.share_known([account] if account else truth.aliases)
        for name in (*truth.spec["metrics"], *truth.spec["calculated"]):
            found[name] = pool(own, truth.figures[name]).value
            if self._compares:
                pair = truth.pair(truth.figures[name], picks, account=account)
                found[f"previous_{name}"], found[f"change_{name}"] = pair.previous.value, pair.change
        return found

    def _alerts(self) -> None:
        told = {(one.name, one.account) for one in self.report.alerts}
        wanted = set()
        for name, alert in self.truth.spec["alerts"].items():
            for account in self.truth.aliases if alert.get("by") else [""]:
                self.figures += 1
                if evaluate(alert["when"], self.known(account)):
                    wanted.add((name, account))
        for name, account in told ^ wanted:
            when = self.truth.spec["alerts"][name]["when"]
            names = re.findall(r"[a-z_]+", when)
            known = {key: value for key, value in self.known(account).items() if key in names}
            self.faults.append(f"alert {when!r} {account}: product {(name, account) in told}, truth knows {known}")

    def _holds(self) -> None:
        known = self.known()
        for written in self.truth.spec["hold_if"]:
            self.figures += 1
            holds = evaluate(written, known)
            told = [one for one in self.report.holds if one.startswith(written)]
            fits = (
                (holds is True and told == [written]) or (holds is None and bool(told)) or (holds is False and not told)
            )
            if not fits:
                names = re.findall(r"[a-z_]+", written)
                self.faults.append(
                    f"hold {written!r}: product {told}, truth {holds} of { {n: known.get(n) for n in names} }"
                )

    def _highlights(self) -> None:
        if not self.truth.own:
            return
        first = self._figures({})[0]
        self._whole(first)
        self._biggest(first)

    def _biggest(self, figure: Figure) -> None:
        """The sentence on the biggest move names the group that moved most, of all of which a change is known."""
        told = next((highlight for highlight in self.report.highlights if highlight.startswith("Biggest change: ")), "")
        found = re.match(r".*? for ([^,]+?)(?:,| (?:rose|fell) )", told)
        if not found:
            return
        by = "account" if len(self.truth.accounts) > 1 else "product_type"
        words = {"FEED": "feed posts", "REELS": "reels", "STORY": "stories"}
        moves: dict[str, tuple[float, float]] = {}
        for key in {*(self._key(by, row) for row in (*self.truth.own, *self.truth.then))}:
            pair = self.truth.pair(figure, self._of_group([by], [key]), account=key if by == "account" else "")
            if pair.compared and pair.why not in {"not_known", "incomplete", "unlike_age", "break", "lowered"}:
                moves[words.get(key, key)] = (pair.compared.value or 0, pair.previous.value or 0)
        self.figures += 1
        most = max((abs(now - then) for now, then in moves.values()), default=0)
        now, then = moves.get(found[1], (0, 0))
        if found[1] not in moves or not math.isclose(abs(now - then), most):
            self.faults.append(f"the biggest move is not that of {found[1]!r}: {told} {moves}")
        elif now and then and ("rose" in told) != (now > then):
            self.faults.append(f"wrong way: {told}")
        numbers = re.findall(
            r"(?:from|to|and|,) ([-\d,.:]+(?:\.\d+)?%?(?:[ \xa0]s(?:econds)?)?)(?= before| now|\.? |\.$| to)", told
        )
        for written in numbers:
            if not any(reads_as(written, value, figure.format) for value in (now, then)):
                self.faults.append(f"{written} is none of {now}, {then}: {told}")

    def _whole(self, first: Figure) -> None:
        """The sentence on how the whole moved is there where it may be, and says what the card says."""
        truth = self.truth
        moved = [
            highlight
            for highlight in self.report.highlights
            if re.search(r" (rose|fell) \S+ compared with ", highlight)
        ]
        pair = truth.pair(first, _every) if self._compares else None
        told = pair is not None and pair.change is not None and pair.why == "" and abs(pair.change) >= 0.1
        self.figures += 1
        if told != bool(moved):
            self.faults.append(f"sentence on {first.name}: product {moved}, truth {pair and (pair.change, pair.why)}")
        if not (told and moved and pair and pair.compared):
            return
        found = re.search(r"(rose|fell) (\S+) compared with .*?, from (.+?) to (.+?)(?: \(.+\))?\.( |$)", moved[0])
        if not found:
            self.faults.append(f"sentence cannot be read: {moved[0]}")
            return
        assert pair.change is not None
        assert pair.previous.value is not None
        assert pair.compared.value is not None
        for written, value, kind in (
            (found[2], abs(pair.change), "percent"),
            (found[3], pair.previous.value, first.format),
            (found[4], pair.compared.value, first.format),
        ):
            self.figures += 1
            if not reads_as(written, value, kind):
                self.faults.append(f"sentence says {written}, truth {value}: {moved[0]}")
        if (found[1] == "rose") != (pair.change > 0):
            self.faults.append(f"wrong way: {moved[0]}")


def _length(first: date, after: date, *, until: datetime, truth: Truth) -> timedelta:
    """How much of a stretch of days is over by a time, by the clock on the wall."""
    days = datetime.combine(after, time()) - datetime.combine(first, time())
    return min(days, wall(until, truth.zone) - datetime.combine(first, time()))


def reads_as(written: str, value: float, kind: str) -> bool:
    """Whether a number in a sentence is a value rounded to the digits that are shown, half away from zero."""
    digits = written.replace("\xa0", " ").removesuffix(" seconds").removesuffix(" s").strip(".,")
    if ":" in digits:
        seconds = 0
        for part in digits.split(":"):
            seconds = seconds * 60 + int(part)
        return abs(seconds - value / 1000) <= 0.5
    if digits.endswith("%"):
        digits, value = digits[:-1], value if kind == "percent_points" else value * 100
    elif kind == "duration":
        value /= 1000
    places = len(digits.partition(".")[2])
    shown = float(digits.replace(",", "").replace("−", "-"))
    return abs(shown - value) <= 0.5 * 0.1**places + 1e-9 * max(1.0, abs(value))


def splits(rows: Sequence[Row], metric: str) -> dict[str, tuple[Number | None, int]]:
    """Each value of a breakdown: its sum and of how many media items; "" is what a value has that nobody told of."""
    told = [(row.readings[metric].split, row.readings[metric].value) for row in rows]
    known = [(split, sum(split.values()) == value) for split, value in told if split is not None]
    values = {name.upper() for split, _ in known for name in split}
    found: dict[str, tuple[Number | None, int]] = {}
    for value in (*values, ""):
        parts = [({name.upper(): part for name, part in split.items()}.get(value), whole) for split, whole in known]
        n = sum(1 for part, whole in parts if part is not None or whole)
        found[value] = (sum(part or 0 for part, _ in parts) if n else None, n)
    return found


def _split(rows: Sequence[Row], metric: str, value: str) -> tuple[Number | None, int]:
    """One value of a breakdown over media items: its sum, and of how many."""
    found = splits(rows, metric)
    return found.get(value, found[""])


def _every(_row: Row) -> bool:
    return True


def _pillar(row: Row) -> str:
    tags = row.item.caption.split()
    if "#launch" in tags:
        return "Launch"
    if "#giveaway" in tags:
        return "Giveaway"
    return "Reels" if row.item.product_type == "REELS" else "unlabelled"


def _by_name(section: Section, line: Line | None) -> dict[str, Cell]:
    assert line is not None
    return {column.name: cell for column, cell in zip(section.columns, line.cells, strict=True)}


def _same(one: Any, other: float | None) -> bool:  # noqa: ANN401 - a cell's value
    if one is None or other is None:
        return one is None and other is None
    return isinstance(one, int | float) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
