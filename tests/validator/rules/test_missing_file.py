"""Files that a spec names and that cannot be read from the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("notes.md", 'cannot find the file "notes.md"'),
        ("notes", 'cannot find the file "notes"'),  # a folder
        ("../notes.md", '"../notes.md" is outside the workspace'),
        ("/etc/hostname", '"/etc/hostname" is outside the workspace'),
    ],
)
def test_a_file_that_is_not_there_is_reported_at_its_name(folder: Path, file: str, message: str) -> None:
    (folder / "notes").mkdir()
    (finding,) = load(folder, spec(f"sections: [{{kind: text, file: {file}}}]")).diagnostics
    assert (finding.code, finding.column, finding.message) == ("missing-file", 31, message)


def test_a_link_that_leads_out_of_the_workspace_is_outside(folder: Path) -> None:
    (folder / "notes.md").symlink_to("/etc/hostname")
    assert findings(folder, spec("annotations: notes.md"))[0] == ("missing-file", 5, 14)


def test_a_file_for_each_period_may_come_later(folder: Path) -> None:
    assert findings(folder, spec('sections: [{kind: text, file: "notes/{period}.md"}]')) == []
