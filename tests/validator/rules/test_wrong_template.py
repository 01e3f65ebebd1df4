"""Templates are tried before a run needs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.rule_specs import SANDBOX, findings, load, spec


def mail(server: str, rest: str = "") -> str:
    return SANDBOX + f"mail: {{server: '{server}', from: a@example.com{rest}}}\n"


PAGE = spec("outputs: {html: {template: ours.html}}")


def template(folder: Path, source: str, name: str = "ours.html") -> None:
    file = folder / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, "utf-8")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a\n{% if %}", "template ours.html, line 2: Expected an expression"),
        ("{{ nope.x }}", "template ours.html, line 1: 'nope' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "template ours.html, line 1: access to attribute '__class__'"),
        ('{% include "/etc/passwd" %}', 'template ours.html, line 1: cannot find template "/etc/passwd"'),
        ('{% include "ours.html" %}', "template ours.html, line 1: uses too much memory"),
        ("{{ 'a' * 10**10 }}", "template ours.html, line 1: uses too much memory"),
    ],
)
def test_a_template_of_ones_own_is_tried_before_a_run_needs_it(folder: Path, source: str, reason: str) -> None:
    template(folder, source)
    (only,) = load(folder, PAGE).diagnostics
    assert (only.code, only.line, only.column) == ("wrong-template", 5, 28)
    assert only.message.startswith(f"this template cannot be used: {reason}")


def test_a_mended_template_is_tried_anew(folder: Path) -> None:
    template(folder, "{{ nope }}")
    assert findings(folder, PAGE) == [("wrong-template", 5, 28)]
    template(folder, "{{ report.title }}")
    assert findings(folder, PAGE) == []


def test_a_faulty_template_in_defaults_is_told_there(folder: Path) -> None:
    template(folder, "{{ nope }}")
    workspace = SANDBOX + "defaults:\n  outputs: {html: {template: ours.html}}\n"
    loaded = load(folder, spec(), workspace)
    assert [(finding.path, finding.code, finding.line, finding.column) for finding in loaded.diagnostics] == [
        ("reporter.yaml", "wrong-template", 4, 30)
    ]


def test_copies_of_the_shipped_page_and_mail_are_tried_only_where_they_are_used(folder: Path) -> None:
    template(folder, "{{ nope }}", "parts/footer.html")
    template(folder, "{% if %}", "mail.html")
    template(folder, "{% if %}", "another.html")
    page, mail = "outputs: {html: {}, excel: {}}", "deliver: [{email: {to: [a@example.com], body: BODY}}]"
    server = SANDBOX + "mail: {server: smtps://mail.example.com, from: a@example.com}\n"
    assert findings(folder, spec(page)) == [("wrong-template", 5, 17)]
    assert findings(folder, spec("outputs: {excel: {}}")) == []
    designed, plain = (mail.replace("BODY", body) for body in ("html", "text"))
    assert findings(folder, spec("outputs: {excel: {}}", designed), server) == [("wrong-template", 6, 47)]
    assert findings(folder, spec("outputs: {excel: {}}", plain), server) == []


def test_the_trial_has_a_section_of_every_kind(folder: Path) -> None:
    template(folder, "{% for section in report.sections %}{{ section.kind }} {% endfor %}{{ nope }}", "parts/text.html")
    kinds = "kpis trend table top media breakdown heatmap"
    sections = [f"  - {{kind: {kind}}}" for kind in kinds.split()]
    lines = ["breakdowns: {navigation: story_navigation_action_type}", "sections:", *sections]
    lines[-2:] = ["  - {kind: breakdown, metric: navigation}", "  - {kind: heatmap, metric: views}"]
    lines = [line.replace("table}", "table, by: account}").replace("top}", "top, by: views}") for line in lines]
    assert findings(folder, spec(*lines, metrics="[views, navigation]")) == []
    text = spec(*lines, "  - {kind: text, body: hello}", metrics="[views, navigation]")
    assert findings(folder, text) == [("wrong-template", 1, 1)]


def test_nothing_is_tried_without_templates_of_ones_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reporter.renderers.sample", None)
    template(folder, "brand: '#000000'", "themes/ours.yaml")
    assert findings(folder, spec("theme: ours")) == []
