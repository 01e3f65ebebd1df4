"""Emails as tests render and read them, among them one of texts without end."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from reporter.core.reasons import REASONS
from reporter.core.report import Absence, Alert, Cell, Column, Format, Note, NoteKind, Report, Row, Theme
from reporter.renderers.mail.body import MailBody, render_mail
from tests.support import html_sample
from tests.support.html_tree import Element, read_page

FILLER = "Donaudampfschiff" * 5 + " Lorem ipsum <dolor> & \"sit\" 'amet' 👩‍👩‍👧‍👦 \u202eevil\u202c " * 60


def mail(report: Report, *folders: Path, attached: tuple[str, ...] = ("weekly.xlsx",)) -> MailBody:
    return render_mail(report, attached=attached, stored=(), folders=folders)


def tree(body: MailBody) -> Element:
    """The mail as a browser sees it; comments, which are for Outlook, set aside."""
    return read_page(re.sub(r"<!--.*?-->", "", body.html, flags=re.DOTALL).encode())


def single_line(body: MailBody) -> str:
    return " ".join(tree(body).text.split())


def huge() -> Report:
    """Forty accounts, forty key figures, and everything that is written by people as long and as odd as can be."""
    accounts = tuple(f"account_{place}_{FILLER}" for place in range(40))
    columns = tuple(Column(f"m{place}", f"{place} {FILLER}", Format.NUMBER) for place in range(40))
    kpis = replace(html_sample.kpis(), title=FILLER, columns=columns, rows=(Row((Cell(1_234_567),) * 40),))
    top = html_sample.top()
    captions = [replace(row, cells=(*row.cells[:5], Cell(FILLER), *row.cells[6:])) for row in top.rows * 20]
    broken = replace(html_sample.by_weekday(), title=FILLER, error=FILLER)
    return replace(
        html_sample.sample(),
        title=FILLER,
        client=FILLER,
        accounts=accounts,
        sections=(kpis, html_sample.trend(), replace(top, title=FILLER, rows=tuple(captions)), *[broken] * 40),
        highlights=(FILLER,) * 12,
        alerts=tuple(Alert("drop", FILLER, account) for account in accounts),
        absences=tuple(
            Absence(account, str(item), "reach", reason) for account in accounts for item, reason in enumerate(REASONS)
        ),
        notes=tuple(Note(NoteKind.MISSING, FILLER, account) for account in accounts),
        theme=Theme(footer=FILLER),
    )
