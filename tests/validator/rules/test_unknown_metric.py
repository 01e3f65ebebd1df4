"""Unknown metrics."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(("name", "replacement"), [("viewers", ""), ("profile_views", ""), ("saves", "saved")])
def test_a_name_of_another_number_is_explained_and_replaced_by_nobody(
    folder: Path, name: str, replacement: str
) -> None:
    (finding,) = load(folder, spec(metrics=f"[{name}]")).diagnostics
    assert (finding.code, finding.replacement) == ("unknown-metric", replacement)
