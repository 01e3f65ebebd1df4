"""One metric split by its breakdown: a row a value, with its share of the sum."""

from __future__ import annotations

from reporter.analysis.cells import fact_cells
from reporter.analysis.cells import pooled_cells
from reporter.analysis.cells import rows
from reporter.analysis.comparison import compared_cells
from reporter.analysis.comparison import figure_columns
from reporter.analysis.context import Context
from reporter.analysis.figures import Figure
from reporter.analysis.pooling import pool
from reporter.analysis.splits import Split
from reporter.analysis.splits import split
from reporter.analysis.wording import peak
from reporter.analysis.wording import readable
from reporter.analysis.wording import slug
from reporter.catalog.models import Breakdown
from reporter.language import say
from reporter.language import say_number
from reporter.language import within
from reporter.report import Cell
from reporter.report import Chart
from reporter.report import ChartKind
from reporter.report import Column
from reporter.report import Format
from reporter.report import Row
from reporter.report import Section
from reporter.spec.sections import BreakdownSection


def build(section: BreakdownSection, context: Context) -> Section:
    """Return the breakdown that the spec asks for this metric, largest value first, unknown values kept."""
    figure = context.dataset.figures[section.metric]
    dim = context.catalog.breakdowns[context.edition.spec.breakdowns[section.metric]]
    parts = split(context.dataset, section.metric, known=tuple(dim.values))
    labels = [say(dim.values[one.value]) if one.value in dim.values else readable(one.value) for one in parts]
    title = section.title or _title(figure, dim)
    whole = pooled_cells(pool(context.dataset.media, [figure]), figure)[0]
    then = _earlier(parts, figure, context, known=tuple(dim.values))
    total = sum(one.number for one in parts if one.number is not None)
    counts = [_number(one, whole) for one in parts]
    return Section(
        kind="breakdown",
        name=slug("breakdown", section.metric),
        title=title,
        columns=(
            Column(dim.name, say("API value"), Format.TEXT),
            Column("label", say(dim.label), Format.TEXT),
            *figure_columns([figure], context),
            Column("share", say("Share"), Format.PERCENT, say("Share of the values' sum")),
        ),
        rows=rows(
            [
                fact_cells(one.value for one in parts),
                fact_cells(labels),
                counts,
                *(compared_cells(counts, then[:-1], figure, context=context) if then else []),
                _shares(parts, counts, total),
            ]
        ),
        totals=_totals(parts, total, whole, then=then, figure=figure, context=context),
        chart=_bars(figure, title, labels=labels, parts=parts, compared=bool(then)),
        rank=figure.name,
        notes=_notes(figure, whole, total=total, parts=parts),
    )


def _bars(figure: Figure, title: str, *, labels: list[str], parts: list[Split], compared: bool) -> Chart:
    alt = peak(figure.label, labels, Format.TEXT, values=[one.number for one in parts], kind=figure.format)
    previous = (f"previous_{figure.name}",) if compared else ()
    return Chart(ChartKind.BARS, x="label", y=(figure.name,), title=title, alt=alt, previous=previous)


def _title(figure: Figure, dim: Breakdown) -> str:
    label = say(dim.label)
    if within(label) in within(figure.label):
        return figure.label
    return say("{figure} by {dimensions}", figure=figure.label, dimensions=within(label))


def _number(part: Split, whole: Cell) -> Cell:
    if part.number is None:
        return Cell(None, whole.missing or "not_available", 0, whole.of)
    return Cell(part.number, "", part.n, whole.of, part.provisional)


def _shares(parts: list[Split], counts: list[Cell], total: float) -> list[Cell]:
    shares = [one.number / total if one.number is not None and total else None for one in parts]
    return [_share(share, count) for share, count in zip(shares, counts, strict=True)]


def _share(share: float | None, count: Cell) -> Cell:
    missing = "" if share is not None else count.missing or "undefined"
    return Cell(share, missing, count.n, count.of, count.provisional)


def _earlier(parts: list[Split], figure: Figure, context: Context, *, known: tuple[str, ...]) -> list[Cell]:
    """Return the compared period's number of each value, and of all together last; [] without a comparison."""
    if context.earlier is None:
        return []
    whole = pooled_cells(pool(context.earlier.media, [figure]), figure)[0]
    before = {one.value: one for one in split(context.earlier, figure.name, known=known)}
    own = [_number(before.get(one.value, Split(one.value, None, 0, provisional=False)), whole) for one in parts]
    numbers = [one.number for one in before.values() if one.number is not None]
    every = Cell(sum(numbers), n=whole.n, of=whole.of) if numbers else Cell(None, whole.missing or "not_available")
    return [*own, every]


def _totals(
    parts: list[Split], total: float, whole: Cell, *, then: list[Cell], figure: Figure, context: Context
) -> Row:
    known = any(one.number is not None for one in parts)
    most = max((one.n for one in parts), default=0)
    provisional = any(one.provisional for one in parts)
    missing = "" if known else whole.missing or "not_available"
    count = Cell(total if known else None, missing, most, whole.of, provisional)
    compared = compared_cells([count], then[-1:], figure, context=context) if then else []
    return Row((Cell(), Cell(), count, *(cell for (cell,) in compared), _share(1.0 if total else None, count)))


def _notes(figure: Figure, whole: Cell, *, total: float, parts: list[Split]) -> tuple[str, ...]:
    known = any(one.number is not None for one in parts)
    if not known or whole.value is None or whole.value == total:
        return ()
    assert isinstance(whole.value, int | float)
    text = say(
        "The values add up to {total}; Instagram's own total of {metric} is {whole}.",
        total=say_number(total),
        metric=within(figure.label),
        whole=say_number(whole.value),
    )
    return (text,)
