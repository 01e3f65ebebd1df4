"""A compared report by hand in which nothing is plainly whole: parts, unlike ages, stale and lowered numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reporter.core.report import (
    AccountCoverage,
    Cell,
    Column,
    Format,
    Marks,
    Note,
    NoteKind,
    Report,
    Role,
    Row,
    Section,
)
from tests.support import compared_sample, html_sample
from tests.support.html_sample import BERLIN

WEDNESDAY = datetime(2026, 11, 18, 7, 0, tzinfo=BERLIN)
READ = datetime(2026, 11, 23, 7, 0, tzinfo=BERLIN)
PAIR = "based on 4 of 5 accounts: 14,000, previously 14,000"
CAUTION = "the earlier posts are 365 days older"
LOWERED = "1,436 on 13 Jul, 373 now"
STALE = "read on 18 Nov"
UNTIL = "complete until Wed 18 Nov"
SAVES = Column("saved", "Saves", Format.NUMBER)
SHARES = Column("shares", "Shares", Format.NUMBER)
COMMENTS = Column("comments", "Comments", Format.NUMBER)


def columns(*figures: Column) -> tuple[Column, ...]:
    """Return the figures' columns, each followed by those of its comparison as the analysis adds them."""
    return tuple(one for figure in figures for one in (figure, *_beside(figure)))


def _beside(figure: Column) -> list[Column]:
    roles = [Role.PREVIOUS, Role.CHANGE, *([Role.POINTS] if figure.format is Format.PERCENT else []), Role.COMPARED]
    kinds = {Role.CHANGE: Format.CHANGE, Role.POINTS: Format.POINTS}
    return [
        Column(
            f"{role}_{figure.name}", f"{figure.label}, {role}", kinds.get(role, figure.format), "", role, figure.name
        )
        for role in roles
    ]  # fmt: skip


def _figure(own: Cell, then: Cell, *changes: Cell, part: float | None = None) -> tuple[Cell, ...]:
    return (own, then, *changes, Cell(own.value if part is None else part, own.missing))


def part() -> tuple[Cell, ...]:
    """Return views of which only four accounts are compared."""
    change = Cell(0.0003, marks=Marks(remarks=(PAIR,)))
    return _figure(Cell(16_500, n=12, of=12), Cell(14_000, n=11, of=11), change, part=14_000)


def kpis() -> Section:
    older = Marks(age_h=8_760.0, remarks=(CAUTION,))
    return Section(
        "kpis",
        "kpis",
        "Key figures",
        columns=columns(html_sample.VIEWS, html_sample.REACH, html_sample.RATE, SAVES, SHARES, COMMENTS),
        rows=(
            Row(
                (
                    *part(),
                    *_figure(Cell(4_000, n=8, of=8), Cell(None, "not_known"), Cell(None, "not_known")),
                    *_figure(Cell(0.0512), Cell(0.04), Cell(None, "incomplete"), Cell(None, "incomplete")),
                    *_figure(Cell(480), Cell(400), Cell(0.2, "unlike_age", marks=older)),
                    *_figure(
                        Cell(373, marks=Marks(lowered=2, remarks=("lowered by Meta for 2 posts",))),
                        Cell(1_436), Cell(None, "lowered"),
                    ),
                    *_figure(
                        Cell(1_000, marks=Marks(stale=WEDNESDAY, remarks=(STALE,))), Cell(900), Cell(None, "unlike_age")
                    ),
                )
            ),
        ),
    )  # fmt: skip


def by_account() -> Section:
    own = columns(html_sample.VIEWS)
    until = Cell("acme", marks=Marks(remarks=(UNTIL,)))
    unknown = _figure(Cell(2_500), Cell(None, "not_known"), Cell(None, "not_known"))
    return Section(
        "table",
        "table-account",
        "By account",
        columns=(Column("account", "Account", Format.TEXT), html_sample.MEDIA, *own),
        rows=(
            Row((until, Cell(3), *unknown)),
            Row((Cell("acme_de"), Cell(9), *_figure(Cell(14_000), Cell(10_000), Cell(0.4)))),
        ),
        totals=Row((Cell(), Cell(12), *part())),
        rank="views",
    )


def media() -> Section:
    young = Cell(16, provisional=True, marks=Marks(age_h=2.0))
    stale = Cell(1_000, marks=Marks(stale=WEDNESDAY, age_h=30.0, remarks=(STALE,)))
    lowered = Cell(373, marks=Marks(lowered=1, highest=1_436, highest_at=WEDNESDAY, remarks=(LOWERED,)))
    gone = Cell(None, "refused")
    facts = [row.cells[:7] for row in html_sample.media(4).rows]
    figures = ((young, Cell(0), Cell(0.0)), (stale, Cell(4_000), Cell(0.1)), (Cell(900), lowered, Cell(0.3)),
               (gone, Cell(5), Cell(None, "undefined")))  # fmt: skip
    rows = tuple(Row((*fact, *own), read_at=READ) for fact, own in zip(facts, figures, strict=True))
    own = (*html_sample.FACTS, html_sample.VIEWS, replace(html_sample.REACH, label="Reach"), html_sample.RATE)
    return Section("media", "media", "All posts", columns=own, rows=rows)


def report() -> Report:
    """Return the report."""
    top = replace(media(), kind="top", name="top", title="Top posts by reach", rank="reach")
    return replace(
        html_sample.sample(),
        title="Weekly Instagram report",
        sections=(kpis(), html_sample.trend(), top, by_account(), media()),
        media=media(),
        compare=compared_sample.SPAN,
        alerts=(),
        absences=(),
        known={"acme": AccountCoverage(WEDNESDAY, silent=True), "acme_de": AccountCoverage(READ)},
        theme=replace(html_sample.sample().theme, logo=b""),
    )


def first_day() -> Report:
    """Return what a growth report says on its first day: one screen."""
    body = (
        "Growth needs readings from the beginning and the end of the period.\n\n"
        "- The first reading of **acme** was taken on 23 Nov 2026.\n"
        "- The first complete report is the one for **30 Nov – 6 Dec 2026**.\n"
    )
    return replace(
        html_sample.sample(),
        title="Weekly growth",
        sections=(Section("text", "first-day", "No growth to show yet", body=body),),
        media=replace(media(), rows=(), columns=media().columns),
        highlights=(),
        absences=(),
        alerts=(),
        notes=(Note(NoteKind.AS_OF, "Values are lifetime totals as of Mon 23 Nov 2026, 08:00."),),
        basis="gained",
        compare=compared_sample.SPAN,
        theme=replace(html_sample.sample().theme, logo=b""),
    )
