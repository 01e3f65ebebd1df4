"""What a run would request, for which periods and recipients."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.executor.plan import Cost, Plan
from reporter.pipeline.plan import Estimate, estimate, plan_editions
from reporter.spec.editions import editions
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import NOW, make_context, make_workspace

WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 11, 16, tzinfo=NOW.tzinfo)


def planned(*aliases: str, **keys: Any) -> Plan:  # noqa: ANN401 - a spec's keys
    workspace = make_workspace(Path(), *aliases, clients=keys.pop("clients", {}))
    due = editions(make_spec(**keys), name="weekly", workspace=workspace, now=NOW)
    return plan_editions(due, workspace=workspace, catalog=load_catalog(), now=NOW)


def estimated(folder: Path, *, offline: bool = True, **keys: Any) -> Estimate:  # noqa: ANN401 - a spec's keys
    workspace = make_workspace(folder, "lumen")
    return estimate(make_spec(**keys), name="weekly", workspace=workspace, context=make_context(), offline=offline)


def test_each_account_is_requested_once_for_all_reports() -> None:
    plan = planned("lumen", "velora", for_each="account")
    assert [account.account for account in plan.accounts] == ["lumen", "velora"]
    assert {account.windows for account in plan.accounts} == {((MONDAY, MONDAY + WEEK),)}


def test_adjacent_periods_are_one_window_and_distant_ones_are_two() -> None:
    (account,) = planned(compare="previous_period").accounts
    assert account.windows == ((MONDAY - WEEK, MONDAY + WEEK),)
    (account,) = planned(compare="previous_year").accounts
    assert account.windows == ((MONDAY - 52 * WEEK, MONDAY - 51 * WEEK), (MONDAY, MONDAY + WEEK))
    assert (account.start, account.end) == (MONDAY - 52 * WEEK, MONDAY + WEEK)


def test_growth_covers_all_media_that_instagram_keeps() -> None:
    (account,) = planned(basis="gained").accounts
    assert account.windows == ((MONDAY + WEEK - load_catalog().retention, MONDAY + WEEK),)


def test_the_version_is_that_of_the_workspace_or_the_newest() -> None:
    assert planned().version == load_catalog().newest_version
    workspace = make_workspace(Path(), api={"version": "v21.0"})
    due = editions(make_spec(), name="weekly", workspace=workspace, now=NOW)
    assert plan_editions(due, workspace=workspace, catalog=load_catalog(), now=NOW).version == "v21.0"


def test_offline_an_estimate_assumes_a_hundred_media_of_each_type(tmp_path: Path) -> None:
    found = estimated(tmp_path)
    assert (found.media, found.problems) == ({}, ())
    assert found.total == found.costs["lumen"]
    assert found.total.requests > 0
    assert [text for _, text in found.editions] == ["Mon 16 – Sun 22 Nov 2026"]
    assert list(tmp_path.iterdir()) == []


def test_media_are_counted_and_nothing_is_written(tmp_path: Path) -> None:
    found = estimated(tmp_path, offline=False)
    assert set(found.media) == {"lumen"}
    assert sum(found.media["lumen"].values()) > 0
    assert (found.covered["lumen"].media, found.problems) == (0, ())
    assert list(tmp_path.iterdir()) == []


def test_the_cost_of_several_accounts_is_their_sum() -> None:
    costs = {"a": Cost(1, 2, 3, 4), "b": Cost(10, 20, 30, 40)}
    plan = planned()
    assert Estimate((), plan, {}, costs, {}, {}).total == Cost(11, 22, 33, 44)


def test_recipients_are_those_of_each_report(tmp_path: Path) -> None:
    found = estimated(tmp_path, deliver=({"folder": {"path": "published/{period}"}},))
    assert found.recipients == {("", ""): ("published/2026-W47",)}


def test_days_that_instagram_no_longer_keeps_are_named(tmp_path: Path) -> None:
    assert estimated(tmp_path).expired == ((),)
    ((name, days),) = estimated(tmp_path, period={"from": "2024-11-01", "to": "2024-12-31"}).expired[0]
    assert (name, str(days.first)) == ("period", "2024-11-01")
    ((name, _),) = estimated(tmp_path, period="last_12_months", compare="previous_year").expired[0]
    assert name == "compared"
