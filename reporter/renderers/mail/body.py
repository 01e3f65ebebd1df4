"""The body of the mail that carries a report: HTML with its styles inline, plain text, and the pictures it shows.

Mail programs take no style sheets of ours, no SVG and no custom properties, and many show pictures only when asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.core import colours
from reporter.core.i18n import speaking
from reporter.core.report import Report
from reporter.renderers.charts import draw as charts
from reporter.renderers.html.templates import fill_page
from reporter.renderers.html.theme import fonts
from reporter.renderers.mail import plain_text as mail_text
from reporter.renderers.mail.summary import Summary, summarise, trend_of

_TEMPLATE = "mail.html"
_PNG = b"\x89PNG\r\n\x1a\n"
_CHART_ROOM, _LOGO_ROOM = (518, 2_000), (200, 40)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that the HTML shows as `cid:CID`; `name` is its file name."""

    cid: str
    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class MailBody:
    """The two alternatives of the same words, and the pictures that belong to the first."""

    html: str
    text: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture as the template places it: how wide and high it stands in the mail."""

    cid: str
    width: int
    height: int


def render_mail(report: Report, *, attached: Sequence[str], stored: Sequence[str], folders: Sequence[Path]) -> MailBody:
    """Return the mail's body. `folders` are searched for templates before the shipped ones.

    `attached`: names of the files that come with it. `stored`: where files lie that are too large for that. Raises
    ConfigurationError when a template is wrong.
    """
    with speaking(report.locale):
        return _body(report, attached=attached, stored=stored, folders=folders)


def _body(report: Report, *, attached: Sequence[str], stored: Sequence[str], folders: Sequence[Path]) -> MailBody:
    summary = summarise(report, attached=attached, stored=stored)
    chart, logo = _chart(report), _logo(report)
    page = fill_page(
        report,
        {},
        template=_TEMPLATE,
        folders=tuple(folders),
        more=_names(summary, report, chart=chart, logo=logo),
    )
    return MailBody(_inlined(page), mail_text.plain_body(summary), tuple(image for image in (logo, chart) if image))


def _names(summary: Summary, report: Report, *, chart: Picture | None, logo: Picture | None) -> dict[str, object]:
    """Return what the template knows beside the report."""
    light, dark = colours.variables(report.theme.brand)
    return {
        "summary": summary,
        "chart": _shown(chart, _CHART_ROOM) if chart else None,
        "logo": _shown(logo, _LOGO_ROOM) if logo else None,
        "light": light,
        "dark": dark,
        "fonts": fonts(report.theme),
    }


def _chart(report: Report) -> Picture | None:
    trend = trend_of(report)
    drawn = charts.png(trend, report) if trend else b""
    return Picture("chart-1", drawn, "chart-1.png") if drawn else None


def _logo(report: Report) -> Picture | None:
    """Return the theme's logo where it is a PNG; a mail with another one shows the name alone."""
    data = report.theme.logo
    return Picture("logo", data, "logo.png") if data.startswith(_PNG) and len(data) >= 24 else None


def _shown(picture: Picture, room: tuple[int, int]) -> _Shown:
    """Return how large the picture stands in the room it has. A PNG's sides are at a fixed place in its first chunk."""
    width, height = (max(1, int.from_bytes(picture.data[at : at + 4])) for at in (16, 20))
    share = min(1, room[0] / width, room[1] / height)
    return _Shown(picture.cid, max(1, round(width * share)), max(1, round(height * share)))


def _inlined(page: str) -> str:
    """Return the page with its style rules at every element; nothing that it may refer to is read or fetched."""
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False).inline(page)
