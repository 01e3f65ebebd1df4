"""Ages mean the same in hours and in days, wherever they are written and whoever reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from reporter.core.observations import CompletedListing
from reporter.history.open import open_history
from reporter.history.write.accounts import record_listing
from reporter.pipeline.collect_ages import due
from reporter.pipeline.status import inspect_history
from reporter.spec.ages import Age
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import CollectAges, Workspace, WorkspaceModel

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "days"), [("24h", "1d"), ("72h", "3d"), ("168h", "7d")])
def test_hours_and_days_of_one_length_are_the_same_everywhere(hours: str, days: str, tmp_path: Path) -> None:
    assert Age(hours).length == Age(days).length
    visits = [(NOW - timedelta(hours=1), CompletedListing("media", datetime(2010, 1, 1, tzinfo=UTC), NOW))]
    ages = [CollectAges.model_validate({"every_run": text}) for text in (hours, days)]
    assert due(visits, ages[0], NOW) == due(visits, ages[1], NOW)
    shown = []
    for text in (hours, days):
        written = {"accounts": {"acme": {"login": "sandbox"}}, "collect": {"every_run": text, "daily": days}}
        with open_history("sqlite:///history.sqlite3", tmp_path / text) as history:
            ((seen, visit),) = visits
            history.write(partial(record_listing, account="acme", listing=visit, seen=seen))
            workspace = Workspace(tmp_path, WorkspaceModel.model_validate(written))
            shown.append(inspect_history(history, workspace, NOW).accounts[0].due)
    assert shown[0] == shown[1]


def test_an_age_is_bound_once_and_stays_the_text_that_was_written() -> None:
    spec = ReportSpec.model_validate(
        {"title": "T", "accounts": "all", "period": "last_week", "metrics": ["views"], "at_age": "48h"}
    )
    assert isinstance(spec.at_age, Age)
    assert (spec.at_age, spec.at_age.length) == ("48h", timedelta(days=2))
