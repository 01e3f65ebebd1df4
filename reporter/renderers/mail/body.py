"""The body of a report's email: HTML with inline styles, plain text, and its pictures.

Email programs ignore style sheets, SVG and custom properties, and many load pictures only on request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.core.i18n import Translator
from reporter.core.report import Report
from reporter.renderers.charts import draw as charts
from reporter.renderers.colours import variables
from reporter.renderers.html.templates import fill_page
from reporter.renderers.html.theme import fonts
from reporter.renderers.mail.plain_text import plain_body
from reporter.renderers.mail.summary import summarise, trend_of

_TEMPLATE = "mail.html"
_PNG = b"\x89PNG\r\n\x1a\n"
_CHART_ROOM, _LOGO_ROOM = (518, 2_000), (200, 40)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that the HTML shows as `cid:CID`, `width` by `height` pixels; `name` is its file name."""

    cid: str
    data: bytes
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MailBody:
    """The two alternatives of the same words, and the pictures that belong to the first."""

    html: str
    text: str
    pictures: tuple[Picture, ...]


def render_mail(report: Report, *, attached: Sequence[str], stored: Sequence[str], folders: Sequence[Path]) -> MailBody:
    """Return the mail's body. `folders` are searched for templates before the shipped ones.

    `attached`: names of the attached files. `stored`: where files are kept that are too large to attach. Raises
    ConfigurationError when a template is wrong.
    """
    summary = summarise(report, attached=attached, stored=stored)
    chart, logo = _chart(report), _logo(report)
    light, dark = variables(report.theme.brand)
    names = {
        "summary": summary,
        "chart": chart,
        "logo": logo,
        "light": light,
        "dark": dark,
        "fonts": fonts(report.theme),
    }
    page = fill_page(report, {}, template=_TEMPLATE, folders=tuple(folders), more=names)
    pictures = tuple(picture for picture in (logo, chart) if picture)
    return MailBody(_inline_styles(page), plain_body(summary, translator=Translator(report.locale)), pictures)


def _chart(report: Report) -> Picture | None:
    trend = trend_of(report)
    data = charts.png(trend, report) if trend else b""
    return _picture("chart-1", data, _CHART_ROOM) if data else None


def _logo(report: Report) -> Picture | None:
    """Return the theme's logo if it is a PNG; an email with another one shows the name alone."""
    data = report.theme.logo
    return _picture("logo", data, _LOGO_ROOM) if data.startswith(_PNG) and len(data) >= 24 else None


def _picture(cid: str, data: bytes, room: tuple[int, int]) -> Picture:
    """Return the PNG, no larger than its room. A PNG's width and height are at a fixed place in its first chunk."""
    width, height = (max(1, int.from_bytes(data[at : at + 4])) for at in (16, 20))
    share = min(1, room[0] / width, room[1] / height)
    return Picture(cid, data, f"{cid}.png", max(1, round(width * share)), max(1, round(height * share)))


def _inline_styles(page: str) -> str:
    """Return the page with its style rules at every element; nothing that it may refer to is read or fetched."""
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False).inline(page)
