"""Output files and targets of delivery."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from reporter.spec.outputs import Outputs, TargetEntry, TargetKind


def test_a_spec_without_outputs_creates_the_html_report_and_the_workbook() -> None:
    assert list(Outputs.model_validate({}).named()) == ["html", "excel"]


def test_an_output_without_settings_has_the_default_ones() -> None:
    outputs = Outputs.model_validate({"json": None, "csv": {"file": "rows.csv"}}).named()
    assert {kind: (output.file, output.suffix) for kind, output in outputs.items()} == {
        "csv": ("rows.csv", ".csv"),
        "json": (None, ".json"),
    }


@pytest.mark.parametrize(
    ("written", "kind"),
    [({"email": {"to": "a@example.com"}}, TargetKind.EMAIL), ({"folder": {"path": "published"}}, TargetKind.FOLDER)],
)
def test_a_target_knows_its_kind(written: dict[str, Any], kind: TargetKind) -> None:
    assert TargetEntry.model_validate(written).kind is kind


@pytest.mark.parametrize("written", [{}, {"email": {"to": "a@example.com"}, "folder": {"path": "published"}}])
def test_an_entry_has_exactly_one_target(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="expected either email or folder"):
        TargetEntry.model_validate(written)
