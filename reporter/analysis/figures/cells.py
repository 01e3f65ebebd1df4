"""From frames to rows: pooled figures and media items' own measures as cells. Computes nothing, formats nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.dataset.measures import is_provisional, lowered_column, read_column, reason_column, stale_column
from reporter.analysis.figures.model import Figure
from reporter.core.i18n import Translator
from reporter.core.observations import Reason
from reporter.core.report import PLAIN, Cell, Column, Format, Marks, Row, Value

ENOUGH = 3  # media items under which a group is not compared with others


def media_column(translator: Translator) -> Column:
    """Return the column that says how many media items a group has."""
    return Column("media", translator.say("Posts"), Format.NUMBER, translator.say("Number of posts"))


def pooled_cells(pooled: pl.DataFrame, figure: Figure, *, weak: bool = False, translator: Translator) -> list[Cell]:
    """Return one cell a group of `pooling.pool`'s answer; `weak` marks figures that stand on too few media items."""
    name = figure.name
    names = (f"{name}:why", f"{name}:n", "media", f"{name}:provisional", f"{name}:lowered", f"{name}:stale_at")
    return [
        Cell(value, why, n, of, provisional, weak and n < ENOUGH, marks=_marks(lowered, stale, translator=translator))
        for value, why, n, of, provisional, lowered, stale in zip(
            _values(pooled[name], figure), *(pooled[name] for name in names), strict=True
        )
    ]


def _marks(lowered: int, stale: datetime | None, *, translator: Translator) -> Marks:
    if not lowered and stale is None:
        return PLAIN
    remarks = (
        [translator.say_count(lowered, "Meta lowered values of {count} post", "Meta lowered values of {count} posts")]
        if lowered
        else []
    )
    remarks += [translator.say("partly as of {day}", day=translator.day(stale))] if stale else []
    return Marks(stale=stale, lowered=lowered, remarks=tuple(remarks))


def media_cells(pooled: pl.DataFrame) -> list[Cell]:
    """Return how many media items each group has; null is an account that did not answer, not one without media."""
    return [Cell(count, Reason.FAILED.value if count is None else "") for count in pooled["media"]]


def item_cells(data: Dataset, media: pl.DataFrame, figure: Figure, *, translator: Translator) -> list[Cell]:
    """Return one cell a media item of the frame: its own number, or why it has none. `data`: where it is from."""
    needs = _needs(figure)
    why = pl.coalesce([*(pl.col(reason_column(name)).cast(pl.String) for name in needs), pl.lit("undefined")])
    early = pl.any_horizontal(False, *map(is_provisional, needs))  # noqa: FBT003 - of a formula of numbers alone
    known = media.select(why.alias("why"), early.alias("early"))
    cells = [
        _absent(why) if value is None else Cell(value, "", None, None, early)
        for value, why, early in zip(_values(media[figure.name], figure), *known, strict=True)
    ]
    return _marked(cells, data, media, figure=figure, translator=translator)


def _marked(
    cells: list[Cell], data: Dataset, media: pl.DataFrame, *, figure: Figure, translator: Translator
) -> list[Cell]:
    """Return the cells with what has to be said of single numbers; hardly any has to."""
    for name in _needs(figure):
        marks = pl.col(stale_column(name)) | pl.col(lowered_column(name))
        columns = "account", "media_id", name, stale_column(name), read_column(name)
        marked = media.with_row_index("place").filter(marks & pl.col(figure.name).is_not_null())
        for place, account, media_id, value, stale, read in marked.select("place", *columns).iter_rows():
            cells[place] = _with_mark(
                cells[place],
                read if stale else None,
                data.highest.get((account, media_id, name)),
                now=value,
                translator=translator,
            )
    return cells


def _with_mark(
    cell: Cell,
    stale: datetime | None,
    highest: tuple[int | float, datetime] | None,
    *,
    now: float,
    translator: Translator,
) -> Cell:
    remarks = list(cell.marks.remarks)
    if highest:
        values = {
            "highest": translator.number(highest[0]),
            "day": translator.day(highest[1]),
            "now": translator.number(now),
        }
        remarks.append(translator.say("{highest} on {day}, {now} now", **values))
    if stale:
        remarks.append(translator.say("as of {day}", day=translator.day(stale)))
    marks = cell.marks._replace(remarks=tuple(dict.fromkeys(remarks)), lowered=int(bool(highest)) or cell.marks.lowered)
    if highest:
        marks = marks._replace(highest=highest[0], highest_at=highest[1])
    oldest = min(filter(None, (stale, cell.marks.stale)), default=None)
    return cell._replace(marks=marks._replace(stale=oldest))


def number_of(cell: Cell) -> float | None:
    """Return a cell's value as a number, or None when it holds none."""
    return cell.value if isinstance(cell.value, int | float) else None


def fact_cells(values: Iterable[Value]) -> list[Cell]:
    """Return plain cells; nothing is known to be missing of a fact."""
    return list(map(Cell, values))


def rows(columns: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    """Return rows from columns of cells."""
    return tuple(Row(cells) for cells in zip(*columns, strict=True))


def _needs(figure: Figure) -> tuple[str, ...]:
    return figure.needs if figure.formula is not None else (figure.name,)


def _values(series: pl.Series, figure: Figure) -> list[Any]:
    """Whole numbers as int where the format says so; a calculated one that is not whole stays what it is."""
    if figure.format is not Format.NUMBER or series.dtype.is_integer():
        return series.to_list()
    return [int(value) if value is not None and value.is_integer() else value for value in series.to_list()]


@cache
def _absent(why: str) -> Cell:
    return Cell(None, why)
