"""Attachments that are not among the files of a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import SANDBOX, load, spec

MAIL = SANDBOX + "mail: {server: smtps://mail.example.com, from: a@example.com}\n"


@pytest.mark.parametrize(
    ("outputs", "attach", "messages"),
    [
        ("{html: {}}", "[html]", []),
        ("{html: {}}", "[]", []),
        ("{html: {}, csv: {}}", "[excel]", ["cannot attach excel: this spec creates only html and csv"]),
        (
            "{html: {}}",
            "[html, csv, json]",
            [f"cannot attach {kind}: this spec creates only html" for kind in ("csv", "json")],
        ),
    ],
)
def test_only_files_that_are_created_can_be_attached(
    folder: Path, outputs: str, attach: str, messages: list[str]
) -> None:
    lines = (f"outputs: {outputs}", f"deliver: [{{email: {{to: a@example.com, attach: {attach}}}}}]")
    diagnostics = load(folder, spec(*lines), MAIL).diagnostics
    assert [diagnostic.message for diagnostic in diagnostics] == messages
    assert {diagnostic.code for diagnostic in diagnostics} <= {"attachment-not-made"}


def test_the_default_files_can_be_attached_and_others_cannot(folder: Path) -> None:
    lines = ("deliver: [{email: {to: a@example.com, attach: [html, excel, csv]}}]",)
    (finding,) = load(folder, spec(*lines), MAIL).diagnostics
    assert finding.message == "cannot attach csv: this spec creates only html and excel"
    assert lines[0][finding.column - 1 : finding.end_column - 1] == "csv"
