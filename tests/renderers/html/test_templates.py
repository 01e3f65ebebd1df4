from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError
from reporter.renderers.html import page as html
from reporter.renderers.html.templates import RenderLimits, fill_confined
from reporter.renderers.outputs import render
from tests.support import html_sample
from tests.support.html_tree import read_page

REPORT = replace(html_sample.sample(), sections=(html_sample.kpis(), html_sample.trend()))


def page_tree(folder: Path, template: str = "report.html") -> str:
    return html.render(REPORT, name="x.html", template=template, folders=(folder,)).data.decode()


def refused(folder: Path, source: str) -> str:
    (folder / "report.html").write_text(source, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        page_tree(folder)
    return str(caught.value)


def test_the_table_of_renderers_leads_here() -> None:
    assert render("html", REPORT, name="x.html").data.startswith(b"<!doctype html>")


def test_a_folder_without_templates_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "acme.yaml").write_text("brand: '#000000'")
    assert page_tree(tmp_path) == html.render(REPORT, name="x.html").data.decode()
    assert page_tree(tmp_path / "nowhere") == html.render(REPORT, name="x.html").data.decode()


def test_a_part_of_the_workspace_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "footer.html").write_text("<footer>{{ report.client }} & us</footer>")
    page = read_page(page_tree(tmp_path).encode())
    assert [one.text for one in page.all("footer")] == ["Acme GmbH & us"]
    assert len(page.all("li", class_="kpi")) == 5
    assert page.all("figure", class_="chart")


def test_a_template_of_its_own_uses_report_and_filters(tmp_path: Path) -> None:
    source = (
        "{% set kpis = report.sections[0] %}{{ kpis.rows[0].cells[0]|plain(kpis.columns[0]) }} <{{ report.title }}>"
    )
    (tmp_path / "short.html").write_text(source)
    assert page_tree(tmp_path, "short.html").startswith("412,345 <Weekly Instagram report &lt;/title&gt;")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{% if %}", "template report.html, line 2: Expected an expression"),
        ("a\n\n{{ nothing }}", "template report.html, line 3: 'nothing' is undefined"),
        ("{{ report.nothing }}", "template report.html, line 1: "),
        ("{{ report.title|unknown }}", "template report.html, line 1: No filter named 'unknown'"),
        ("{{ 1 / 0 }}", "template report.html, line 1: division by zero"),
        ("{{ report.sections[99].title }}", "template report.html, line 1: "),
        ("{{ 5|markdown }}", "template report.html, line 1: "),
        ("{% include '/etc/passwd' %}", 'template report.html, line 1: cannot find template "/etc/passwd"'),
        ("\n{% include 'lost.html' %}", 'template report.html, line 2: cannot find template "lost.html"'),
        ("{% include '../../secret' %}", 'template report.html, line 1: cannot find template "../../secret"'),
        ("{{ ''.__class__.__mro__ }}", "template report.html, line 1: "),
        ("{{ lipsum.__globals__['os'] }}", "template report.html, line 1: "),
        ("{{ (''|attr('__class__')).__mro__ }}", "template report.html, line 1: "),
        ("{{ '{0.__class__}'.format(5) }}", "template report.html, line 1: "),
        ("{% set _ = report.accounts.__init__() %}", "template report.html, line 1: "),
        ("{{ range(100001)|list }}", "template report.html, line 1: "),
        ("{% include 'report.html' %}", "template report.html, line 1: uses too much memory"),
    ],
)
def test_a_wrong_template_is_named_with_line_and_reason(tmp_path: Path, source: str, said: str) -> None:
    message = refused(tmp_path, source)
    assert message.startswith(said)
    assert "/" + str(tmp_path).strip("/") not in message


def test_a_template_may_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("{# later #}")
    assert page_tree(tmp_path, "empty.html") == ""


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r'cannot find template "monthly\.html"'):
        html.render(REPORT, name="x.html", template="monthly.html")


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10**10 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9 ** 999999999 }}",
        "{% for a in range(99999) %}{{ 'a' * 1000 }}{% endfor %}",
    ],
)
def test_a_template_that_takes_too_much_is_stopped(tmp_path: Path, source: str) -> None:
    (tmp_path / "report.html").write_text(source)
    limits = RenderLimits(seconds=2, patience=30, page=50_000_000)
    with pytest.raises(ConfigurationError, match=r"exceeds a limit|uses too much memory"):
        fill_confined(REPORT, {}, template="report.html", folders=(tmp_path,), limits=limits)


def test_the_template_of_the_documents_can_be_used(tmp_path: Path) -> None:
    page = re.search(r"```html\n(.*?)```", Path("docs/look.md").read_text("utf-8"), re.DOTALL)
    assert page is not None
    (tmp_path / "short.html").write_text(page[1], encoding="utf-8")
    made = page_tree(tmp_path, "short.html")
    assert [f"<dt>{column.label}</dt>" in made for column in html_sample.kpis().columns] == [True] * 5
