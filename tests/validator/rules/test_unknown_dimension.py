"""Dimensions that are neither built in nor the name of a label."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec

PILLAR = "labels: {pillar: {A: {hashtags: [a]}}}"


@pytest.mark.parametrize(
    ("section", "written", "replacement"),
    [
        ("{kind: table, by: acount}", "acount", "account"),
        ("{kind: table, by: [account, piller]}", "piller", "pillar"),
        ("{kind: heatmap, metric: views, rows: colour}", "colour", ""),
        ("{kind: heatmap, metric: views, columns: weekdays}", "weekdays", "weekday"),
    ],
)
def test_an_unknown_dimension_is_reported_at_its_place(
    folder: Path, section: str, written: str, replacement: str
) -> None:
    line = f"sections: [{section}]"
    (finding,) = load(folder, spec(PILLAR, line)).diagnostics
    assert (finding.code, finding.replacement) == ("unknown-dimension", replacement)
    assert finding.column == line.index(written) + 1


def test_a_label_is_a_dimension(folder: Path) -> None:
    assert findings(folder, spec(PILLAR, "sections: [{kind: table, by: [pillar, hashtag]}]")) == []
