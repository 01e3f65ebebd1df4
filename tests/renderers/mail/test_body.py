from __future__ import annotations

import base64
import re
import shutil
import subprocess
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError
from reporter.core.report import Theme
from reporter.renderers.mail.body import MailBody
from tests.support import compared_sample, html_sample
from tests.support.mail_sample import huge, mail, single_line, tree

WHY = "You receive this email because you are a recipient of “Weekly Instagram report"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
MOST_BYTES = 90_000


REPORT = compared_sample.page()
BODY = mail(REPORT)
HUGE = mail(huge(), attached=("weekly-" + "of_the_year" * 20 + ".xlsx",))
EMPTY = mail(
    replace(html_sample.sample(), sections=(), highlights=(), alerts=(), notes=(), absences=(), theme=Theme()),
    attached=(),
)
ALL = pytest.mark.parametrize("body", [BODY, HUGE, EMPTY], ids=["sample", "huge", "empty"])


@ALL
def test_mail_programs_are_given_nothing_that_they_refuse(body: MailBody) -> None:
    assert len(body.html.encode()) < MOST_BYTES
    assert not {element.tag for element in tree(body)} & {"svg", "script", "link", "iframe", "form", "object"}
    lowered = body.html.lower()
    for refused in ("<svg", "<script", "var(", "url(", "flex", "grid", "@import", 'src="http', 'src="data:'):
        assert refused not in lowered
    (style,) = tree(body).all("style")
    assert re.sub(r"@media [^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", style.text).strip() == "", "the rest stands inline"
    cells = tree(body).all("td")
    assert cells
    assert all("font-family" in cell.attributes["style"] for cell in cells)
    assert all(one.attributes["role"] == "presentation" for one in tree(body).all("table"))


@ALL
def test_links_lead_to_instagram_alone(body: MailBody) -> None:
    links = [one.attributes["href"] for one in tree(body).all("a")]
    assert set(links) <= {html_sample.ADDRESSES[0]}
    assert re.findall(r"https?:\S+", body.text) == links


@ALL
def test_each_picture_is_shown_once_and_has_its_size_and_words(body: MailBody) -> None:
    shown = {one.attributes["src"]: one for one in tree(body).all("img")}
    assert len(shown) == len(tree(body).all("img"))
    assert set(shown) == {f"cid:{one.cid}" for one in body.pictures}
    for picture in body.pictures:
        attributes = shown[f"cid:{picture.cid}"].attributes
        assert picture.data.startswith(b"\x89PNG\r\n\x1a\n")
        assert picture.name.endswith(".png")
        assert 0 < int(attributes["width"]) <= 536
        assert int(attributes["height"]) > 0
        assert "alt" in attributes


def test_the_chart_is_sharp_on_good_screens_and_its_words_carry_the_numbers() -> None:
    chart = next(picture for picture in BODY.pictures if picture.cid == "chart-1")
    width, height = (int.from_bytes(chart.data[at : at + 4]) for at in (16, 20))
    (shown,) = tree(BODY).all("img", src="cid:chart-1")
    assert 1_000 <= width <= 1_400
    assert abs(width / height - int(shown.attributes["width"]) / int(shown.attributes["height"])) < 0.02
    words = shown.attributes["alt"].replace("\xa0", " ")
    assert "Views were highest on Sunday." in words
    assert "Views: Mon 16 Nov 31K; Tue 17 Nov 42.5K; Wed 18 Nov – (no posts); " in words
    assert "Sum of post reach: Mon 16 Nov 12K" in words


def test_the_same_report_has_the_same_pictures() -> None:
    assert mail(REPORT).pictures == BODY.pictures


def test_the_logo_is_shown_where_mail_programs_take_it() -> None:
    assert [picture.cid for picture in BODY.pictures] == ["logo", "chart-1"]
    jpeg = replace(REPORT, theme=replace(REPORT.theme, logo=b"\xff\xd8\xff\xe0"))
    assert [picture.cid for picture in mail(jpeg).pictures] == ["chart-1"]


def test_an_empty_report_is_a_mail_all_the_same() -> None:
    assert EMPTY.pictures == ()
    for text in (single_line(EMPTY), EMPTY.text):
        assert "Mon 16 – Sun 22 Nov 2026" in text
        assert WHY in text
        assert not [one for one in ("Key figures", "What happened", "Data notes", "Attached") if one in text]


def test_numbers_are_written_as_the_reports_locale_does() -> None:
    german = mail(replace(REPORT, locale="de_DE"))
    assert "368.100" in single_line(german)
    assert "368.100" in german.text
    assert "▲ 12\xa0%" in german.text


def test_a_workspaces_own_template_comes_first_and_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: #123456 }")
    (tmp_path / "mail.html").write_text(
        f'<link rel="stylesheet" href="{secret.as_uri()}"><p>{{{{ summary.title }}}} {{{{ chart.width }}}}</p>'
    )
    own = mail(REPORT, tmp_path)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 518</p>" in own.html
    assert "#123456" not in own.html
    assert own.text == BODY.text
    (tmp_path / "mail.html").write_text("{{ nothing }}")
    with pytest.raises(ConfigurationError, match=r"template mail\.html, line 1: 'nothing' is undefined"):
        mail(REPORT, tmp_path)


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser, chromium or google-chrome")
@pytest.mark.parametrize("body", [BODY, HUGE], ids=["sample", "huge"])
def test_nothing_stands_out_of_the_narrowest_phone(tmp_path: Path, body: MailBody) -> None:
    shown = body.html
    for picture in body.pictures:
        data = base64.b64encode(picture.data).decode()
        shown = shown.replace(f"cid:{picture.cid}", f"data:image/png;base64,{data}")
    page = tmp_path / "page.html"
    page.write_text(
        f'<iframe width="320" height="600" frameborder="0" srcdoc="{escape(shown)}"></iframe><script>onload = () => '
        "document.title = document.querySelector('iframe').contentDocument.documentElement.scrollWidth</script>",
        encoding="utf-8",
    )
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={tmp_path}", "--dump-dom"]
    done = subprocess.run(  # noqa: S603 - the browser found on this machine
        [str(CHROMIUM), *options, page.as_uri()], capture_output=True, check=True, timeout=120
    )
    assert b"<title>320</title>" in done.stdout
