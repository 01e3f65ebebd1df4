"""The sample workspace: every spec is valid without a warning, runs against the sandbox, and is worth sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporter.cli import run
from reporter.core.errors import Exit
from reporter.core.shipped import samples
from tests.support.sandbox_past import EVERYBODY, remember

SPECS = sorted((samples() / "reports").glob("*.yaml"))
NOW = "2026-11-23T08:00:00Z"


@pytest.mark.parametrize("spec", SPECS, ids=[path.stem for path in SPECS])
def test_a_sample_is_valid_even_strictly(spec: Path) -> None:
    assert run(["validate", str(spec), "--strict", "--now", NOW, "--workspace", str(samples())]) is Exit.DONE


@pytest.mark.parametrize("spec", SPECS, ids=[path.stem for path in SPECS])
def test_a_sample_makes_a_page_and_a_workbook(spec: Path, tmp_path: Path, shared: Path) -> None:
    assert run(["init", str(tmp_path)]) is Exit.DONE
    if spec.stem != "weekly":  # which begins without a history, as the README's first run does
        remember(tmp_path, EVERYBODY, cache=shared)
    assert run(["run", str(tmp_path / "reports" / spec.name), "--now", NOW, "--workspace", str(tmp_path)]) is Exit.DONE
    pages, books = list(tmp_path.glob("out/*.html")), list(tmp_path.glob("out/*.xlsx"))
    assert pages
    assert len(pages) == len(books)
    for page in pages:
        text = page.read_text("utf-8")
        assert text.count("<script") == ('class="long"' in text), "one, to sort long tables"
        assert 'src="http' not in text
    for book in books:
        sheets = load_workbook(book).sheetnames
        assert sheets[0] == "Summary"
        assert "Media" in sheets
        assert sheets[-1] == "Notes"
