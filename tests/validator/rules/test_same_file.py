"""Reports that would write the same file."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import findings, spec


def test_editions_whose_names_differ_in_case_alone_share_a_file(folder: Path) -> None:
    workspace = "accounts:\n  Acme: {login: sandbox}\n  acme: {login: sandbox}\n"
    lines = ("for_each: account", 'outputs: {html: {file: "{account}.html"}}')
    assert findings(folder, spec(*lines), workspace) == [("same-file", 6, 24)]


def test_a_title_may_tell_editions_apart(folder: Path) -> None:
    lines = ("for_each: account", 'outputs: {html: {file: "{title}.html"}}')
    workspace = "accounts:\n  acme: {login: sandbox}\n  beta: {login: sandbox}\n"
    assert findings(folder, spec(*lines), workspace) == [("same-file", 6, 24)]
    assert findings(folder, spec(*lines).replace("title: A", "title: Of {account}"), workspace) == []
    assert findings(folder, spec(*lines)) == []  # of a single account there is a single report
