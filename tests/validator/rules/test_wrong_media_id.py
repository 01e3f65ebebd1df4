"""Ids of media items."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec


@pytest.mark.parametrize("written", ["https://www.instagram.com/p/x/", "1784a", "٣", "1" * 33])
def test_what_is_not_a_media_id(folder: Path, written: str) -> None:
    (finding,) = load(folder, spec(f"media: {{exclude_ids: ['17', '{written}']}}")).diagnostics
    assert (finding.code, finding.column) == ("wrong-media-id", 29)


def test_ids_of_labels_are_checked(folder: Path) -> None:
    assert findings(folder, spec("labels: {pillar: {A: {ids: [x]}}}")) == [("wrong-media-id", 5, 29)]
    assert findings(folder, spec("media: {ids: ['17850000000000000', '018']}")) == []
