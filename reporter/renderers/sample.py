"""A report of invented figures, to test whether all renderers and their libraries work.

It has a section of every kind, so that a workspace's templates can be tested before there is a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reporter.core.report import (
    Alert,
    Cell,
    Chart,
    ChartKind,
    Column,
    Format,
    Note,
    NoteKind,
    Report,
    Row,
    Section,
    Span,
)
from reporter.renderers.mail.body import render_mail
from reporter.renderers.outputs import render

_START = datetime(2026, 1, 5, tzinfo=UTC)
_END = _START + timedelta(days=7)
_DAYS = tuple(_START + timedelta(days=day) for day in range(7))
_VIEWS = Column("views", "Views", Format.NUMBER, "How often the media were played or seen.")
_COUNT = Column("media", "Media", Format.NUMBER)
_FACTS = (
    Column("account", "Account", Format.TEXT),
    Column("media_id", "Media ID", Format.ID),
    Column("product_type", "Product type", Format.TEXT),
    Column("media_type", "Media type", Format.TEXT),
    Column("published", "Published", Format.DATETIME),
    Column("caption", "Caption", Format.TEXT),
    Column("permalink", "Link", Format.LINK),
)


def try_renderers(folders: Sequence[Path]) -> list[str]:
    """Render page, workbook, email and a chart as a picture in memory; return their names. Raises what they raise."""
    render("excel", _report(), name="trial.xlsx", folders=tuple(folders))
    try_page("report.html", folders)
    try_mail(folders)
    return ["page", "workbook", "mail", "chart"]


def try_page(template: str, folders: Sequence[Path], *, kinds: Sequence[str] = ()) -> None:
    """Render the page in memory with sections of these kinds, or of all. Raises what `render` raises."""
    render("html", _report(kinds), name="trial.html", template=template, folders=tuple(folders))


def try_mail(folders: Sequence[Path]) -> None:
    """Render the email and its picture in memory. Raises ConfigurationError if a template is wrong."""
    mail = render_mail(_report(), attached=("trial.xlsx",), stored=(), folders=folders)
    assert mail.pictures, "the chart of the mail is a picture"


def _report(kinds: Sequence[str] = ()) -> Report:
    sections = {section.kind: section for section in _sections()}
    return Report(
        title="Trial",
        name="trial",
        description="A trial",
        client="",
        account="",
        accounts=("acme", "acme_de"),
        period=Span("2026-W02", _START, _END, "Mon 5 – Sun 11 Jan 2026"),
        timezone="UTC",
        locale="en_GB",
        as_of=_END,
        sections=tuple(sections.get(kind, sections["table"]) for kind in kinds or sections),
        media=sections["media"],
        highlights=("Views rose.",),
        alerts=(Alert("fell", "Reach fell"),),
        notes=(Note(NoteKind.AS_OF, "As of 12 Jan 2026."),),
    )


def _sections() -> tuple[Section, ...]:
    return (
        Section("kpis", "kpis", "Key figures", columns=(_VIEWS,), rows=(Row((Cell(21, n=7, of=7),)),)),
        _trend(),
        _media_list("top", rank="views"),
        _groups("table", Column("product_type", "Product type", Format.TEXT), ("FEED", "REELS", "STORY")),
        _groups("breakdown", Column("action", "Action", Format.TEXT), ("Next story", "Exit", "Forward")),
        _heatmap(),
        _media_list("media"),
        Section("text", "text", "In words", body="Some **words**."),
    )


def _trend() -> Section:
    columns = (Column("day", "Day", Format.DATE), _COUNT, _VIEWS)
    rows = tuple(Row((Cell(day.date()), Cell(1), Cell(number, n=1, of=1))) for number, day in enumerate(_DAYS))
    chart = Chart(ChartKind.LINE, x="day", y=("views",), title="Views", subtitle="Number", alt="Views")
    totals = Row((Cell(), Cell(7), Cell(21)))
    return Section("trend", "trend", "Views", columns=columns, rows=rows, totals=totals, chart=chart)


def _media_list(kind: str, *, rank: str = "") -> Section:
    rows = tuple(
        Row(tuple(Cell(fact) for fact in ("acme", f"1789{number}", "FEED", "IMAGE", day, "A caption", "", 10 - number)))
        for number, day in enumerate(_DAYS)
    )
    return Section(kind, kind, "Media", columns=(*_FACTS, _VIEWS), rows=rows, rank=rank)


def _groups(kind: str, by: Column, names: Sequence[str]) -> Section:
    rows = tuple(Row((Cell(name), Cell(3), Cell(9, n=3, of=3))) for name in names)
    totals = Row((Cell(), Cell(9), Cell(27)))
    return Section(kind, kind, "Groups", columns=(by, _COUNT, _VIEWS), rows=rows, totals=totals, rank="views")


def _heatmap() -> Section:
    columns = (Column("weekday", "Weekday", Format.TEXT), Column("hour", "Hour", Format.TEXT), _COUNT, _VIEWS)
    places = [(day, hour) for day in ("Monday", "Tuesday") for hour in ("08", "09", "10")]
    rows = tuple(Row((Cell(day), Cell(hour), Cell(3), Cell(7, n=3, of=3))) for day, hour in places)
    chart = Chart(ChartKind.HEATMAP, x="hour", y=("views",), series="weekday", alt="Views")
    return Section("heatmap", "heatmap", "Views by hour", columns=columns, rows=rows, chart=chart)
