"""Templates of the workspace."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from tests.support.rule_specs import findings, spec


def test_own_templates_and_themes_may_be_named(folder: Path) -> None:
    (folder / "templates" / "themes").mkdir(parents=True)
    (folder / "templates" / "ours.html").write_text("<p></p>", "utf-8")
    (folder / "templates" / "themes" / "ours.yaml").write_text('brand: "#112233"\n', "utf-8")
    lines = ("theme: ours", "outputs: {html: {template: ours.html}}")
    assert findings(folder, spec(*lines)) == []


def test_a_workbook_of_ones_own_may_be_named(folder: Path) -> None:
    (folder / "templates").mkdir()
    Workbook().save(folder / "templates" / "ours.xlsx")
    assert findings(folder, spec("outputs: {excel: {template: ours.xlsx}}")) == []
