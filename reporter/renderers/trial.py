"""A report of one figure, to see whether everything that draws and writes is there and works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from reporter.renderers import render
from reporter.renderers.mail import render_mail
from reporter.report import Cell
from reporter.report import Chart
from reporter.report import ChartKind
from reporter.report import Column
from reporter.report import Format
from reporter.report import Report
from reporter.report import Row
from reporter.report import Section
from reporter.report import Span

_START = datetime(2026, 1, 5, tzinfo=UTC)


def try_renderers(folders: Sequence[Path]) -> list[str]:
    """Make page, workbook, mail and a chart as a picture in memory; return their names. Raises what they raise."""
    report = _report()
    for kind, name in (("html", "trial.html"), ("excel", "trial.xlsx")):
        render(kind, report, name=name, folders=tuple(folders))
    mail = render_mail(report, attached=(), stored=(), folders=folders)
    assert mail.pictures, "the chart of the mail is a picture"
    return ["page", "workbook", "mail", "chart"]


def _report() -> Report:
    days = [_START + timedelta(days=day) for day in range(7)]
    columns = (Column("day", "Day", Format.DATE), Column("views", "Views", Format.NUMBER))
    rows = tuple(Row((Cell(day.date()), Cell(number))) for number, day in enumerate(days))
    chart = Chart(ChartKind.LINE, x="day", y=("views",), title="Views", subtitle="Number", alt="Views")
    return Report(
        title="Trial",
        name="trial",
        description="",
        client="",
        account="",
        accounts=(),
        period=Span("2026-W02", _START, _START + timedelta(days=7)),
        timezone="UTC",
        locale="en_GB",
        as_of=_START,
        sections=(Section("trend", "trend", "Views", columns=columns, rows=rows, chart=chart),),
        media=Section("media", "media", "Media"),
    )
