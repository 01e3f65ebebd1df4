"""Names of output files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("weekly.htm", "does not end in .html"),
        ("a/weekly.html", "contains a folder"),
        ("a\\\\weekly.html", "contains a folder"),
        (".weekly.html", "starts with a dot or a space, or ends with a space"),
        (" weekly.html", "starts with a dot or a space, or ends with a space"),
        ("w" * 116 + ".html", "is too long for a file name"),
        ("LPT1.html", "is a reserved name on Windows"),
    ],
)
def test_a_name_that_cannot_be_a_file_of_its_kind(folder: Path, file: str, problem: str) -> None:
    (finding,) = load(folder, spec(f'outputs: {{html: {{file: "{file}"}}}}')).diagnostics
    assert (finding.code, finding.line) == ("wrong-file-name", 5)
    assert finding.message.endswith(problem)


@pytest.mark.parametrize(
    "file", ["weekly.html", "Weekly.HTML", "Woche {period}.html", "w" * 115 + ".html", "console.html"]
)
def test_a_name_that_can(folder: Path, file: str) -> None:
    assert load(folder, spec(f'outputs: {{html: {{file: "{file}"}}}}')).diagnostics == ()
