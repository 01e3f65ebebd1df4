"""The pages of a preview, rendered again when a file of the workspace changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.core.context import CommandContext
from reporter.pipeline.preview import Preview

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def preview(workspace: Path) -> Preview:
    context = CommandContext(NOW, NOW, {})
    return Preview(workspace, workspace / "reports" / "weekly.yaml", context, lambda *_: None)


@pytest.mark.slow
def test_a_report_is_drawn_and_drawn_again_when_its_spec_changes(preview: Preview, workspace: Path) -> None:
    first = preview.draw()
    assert b"<title>Weekly" in first.pages[0][1]
    assert preview.draw() is first
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text().replace("title: Weekly", "title: Every Monday"))
    second = preview.draw()
    assert second.version != first.version
    assert b"<title>Every Monday" in second.pages[0][1]
    assert not (workspace / "out").exists()


def test_a_faulty_spec_is_a_page_with_what_validate_says(preview: Preview, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text().replace("Weekly", "'<script>{week}'"))
    (_, page), *_ = preview.draw().pages
    assert b"unknown-placeholder" in page
    assert b"<script>" not in page


@pytest.mark.slow
def test_each_client_has_a_page(preview: Preview, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text() + "for_each: client\n")
    assert [title for title, _ in preview.draw().pages] == ["Lumen Home", "Nordpfad GmbH"]
