"""Placeholders in titles, file names, subjects and paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import findings, load, spec


@pytest.mark.parametrize(
    ("file", "message", "replacement"),
    [
        ("{perod}.html", 'unknown placeholder "{perod}"', "{period}"),
        ("{week}.html", 'unknown placeholder "{week}"', ""),
        ("{period.html", 'unmatched "{"', ""),
        ("period}.html", 'unmatched "}"', ""),
    ],
)
def test_an_unknown_placeholder_is_reported_at_its_brace(
    folder: Path, file: str, message: str, replacement: str
) -> None:
    line = f'outputs: {{html: {{file: "{file}"}}}}'
    (finding,) = load(folder, spec(line)).diagnostics
    assert (finding.code, finding.message, finding.replacement) == ("unknown-placeholder", message, replacement)


def test_a_title_cannot_contain_itself(folder: Path) -> None:
    (finding,) = load(folder, spec().replace("title: A", 'title: "Report: {title}"')).diagnostics
    assert (finding.message, finding.column) == ("a title cannot contain {title}", 17)


def test_a_client_without_for_each_is_a_warning(folder: Path) -> None:
    line = 'outputs: {html: {file: "{client}.html"}}'
    (finding,) = load(folder, spec(line)).diagnostics
    assert (finding.severity, finding.message) == (
        Severity.WARNING,
        '"{client}" is replaced with the report\'s name, because for_each is not set to client',
    )
    (finding,) = load(folder, spec(line, "for_each: account")).diagnostics
    assert finding.message == '"{client}" is replaced with the account\'s name, because for_each is not set to client'


def test_every_placeholder_is_accepted_in_a_file_name(folder: Path) -> None:
    name = "{title}{name}{account}{period}{start}{end}{date}.html"
    assert findings(folder, spec("for_each: account", f'outputs: {{html: {{file: "{name}"}}}}')) == []
