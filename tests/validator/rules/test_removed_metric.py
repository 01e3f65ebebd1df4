"""Metrics that Meta has removed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.rule_specs import SANDBOX, findings, load, spec

OLD = SANDBOX + "api: {version: v21.0}\n"


def test_old_media_keep_impressions_on_old_versions(folder: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    old, young = "{from: 2024-05-01, to: 2024-07-01}", "{from: 2024-05-01, to: 2024-07-02}"
    too_old = ("beyond-retention", 3, 16)  # a part of May 2024
    assert findings(folder, spec(metrics="[impressions]", period=old), OLD, now) == [too_old]
    removed = ("removed-metric", 4, 11)
    assert findings(folder, spec(metrics="[impressions]", period=young), OLD, now) == [too_old, removed]
    assert findings(folder, spec(metrics="[impressions]", period=old), SANDBOX, now) == [too_old, removed]


def test_a_version_to_come_is_taken_as_newer_than_all_others(folder: Path) -> None:
    workspace = SANDBOX + "api: {version: v28.0}\n"
    loaded = load(folder, spec(metrics="[views, plays]"), workspace)
    assert [finding.message for finding in loaded.diagnostics if finding.code == "removed-metric"] == [
        '"plays" was removed in API v22.0; this workspace uses v28.0'
    ]


def test_impressions_are_gone_once_no_media_item_can_have_them(folder: Path) -> None:
    old = spec(metrics="[impressions]", period="{from: 2024-07-01, to: 2024-07-01}")
    assert findings(folder, old, OLD, datetime(2026, 7, 1, 23, tzinfo=UTC)) == []
    loaded = load(folder, old, OLD, datetime(2026, 7, 2, tzinfo=UTC))
    (finding,) = [finding for finding in loaded.diagnostics if finding.code == "removed-metric"]
    assert finding.message == '"impressions" has not been available for any media item since 2026-07-02'
    assert finding.help == (
        'write "views"; Meta kept it only for media items created before 2024-07-02, and Instagram keeps insights '
        "for 2 years"
    )
