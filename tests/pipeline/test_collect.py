"""What `collect` requests, by what was listed before, and what it leaves in history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType
from reporter.core.errors import Exit
from reporter.core.observations import CompletedListing
from reporter.executor.plan import AccountPlan
from reporter.history.open import History, open_history
from reporter.history.read.watch import last_runs
from reporter.history.write.accounts import record_listing
from reporter.pipeline.collect import RequestedMetrics, collect, plan_collect, requested_metrics
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import HISTORY, NOW, make_context, make_workspace, no_progress

CATALOG = load_catalog()
NOTHING = RequestedMetrics({}, {})


def account_plan(
    history: History,
    requested: RequestedMetrics = NOTHING,
    *,
    stories: bool = False,
    collect_ages: Mapping[str, str] | None = None,
) -> AccountPlan:
    workspace = make_workspace(Path(), collect=dict(collect_ages or {}))
    (plan,) = plan_collect(
        ["lumen"], requested, history=history, workspace=workspace, catalog=CATALOG, now=NOW, stories=stories
    ).accounts
    return plan


def test_the_first_collection_goes_back_as_far_as_media_are_fetched(history: History) -> None:
    plan = account_plan(history)
    assert (plan.start, plan.end) == (NOW - timedelta(days=730), NOW + timedelta(days=1))
    assert account_plan(history, collect_ages={"weekly": "100d"}).start == NOW - timedelta(days=100)


def test_later_ones_fetch_recent_media_only(history: History) -> None:
    at = NOW - timedelta(hours=1)
    everything = CompletedListing("media", NOW - timedelta(days=800), NOW)
    history.write(partial(record_listing, account="lumen", listing=everything, seen=at))
    assert account_plan(history).start == NOW - timedelta(days=7)


def test_only_stories_are_fetched_when_only_stories_are_asked_for(history: History) -> None:
    plan = account_plan(history, stories=True)
    assert plan.lists == ("stories",)
    assert plan.start == NOW - timedelta(days=2)
    assert not plan.audience
    assert account_plan(history).audience


def test_metrics_that_cost_a_request_are_fetched_for_reports_only(history: History) -> None:
    apart = {name for name, metric in CATALOG.metrics.items() if metric.apart}
    assert apart.isdisjoint(account_plan(history).types[ProductType.REELS].apart)
    requested = RequestedMetrics({"lumen": ("facebook_views",)}, {})
    types = account_plan(history, requested).types[ProductType.REELS]
    assert "facebook_views" in types.apart


def test_the_metrics_of_all_specs_are_requested_from_the_accounts_of_each() -> None:
    workspace = make_workspace(Path(), "lumen", "velora")
    specs = [
        make_spec(metrics=("views",), calculated={"rate": {"formula": "saved / reach"}}),
        make_spec(accounts=("lumen",), metrics=("facebook_views",)),
    ]
    requested = requested_metrics(specs, workspace, CATALOG)
    assert set(requested.metrics["velora"]) == {"views", "saved", "reach"}
    assert set(requested.metrics["lumen"]) == {"views", "saved", "reach", "facebook_views"}


def test_of_two_breakdowns_of_a_metric_the_first_counts() -> None:
    first, second = (make_spec(breakdowns={"navigation": name}) for name in ("one_type", "another_type"))
    requested = requested_metrics([first, second], make_workspace(Path()), CATALOG)
    assert requested.breakdowns == {"lumen": {"navigation": "one_type"}}


@pytest.mark.parametrize("stories", [False, True])
def test_a_collection_is_a_run_in_history(tmp_path: Path, stories: bool) -> None:  # noqa: FBT001 - a parameter
    workspace = make_workspace(tmp_path, "kettle", collect=dict.fromkeys(("every_run", "daily", "weekly"), "30d"))
    result = collect(
        ["kettle"],
        NOTHING,
        workspace=workspace,
        catalog=CATALOG,
        context=make_context(),
        progress=no_progress,
        stories=stories,
    )
    assert (result.exit, result.problems, result.expiring, result.warnings) == (Exit.DONE, [], [], ())
    kinds = {snapshot.media.product_type for snapshot in result.collection.fetched.snapshots}
    assert kinds <= {"STORY"} if stories else kinds >= {"FEED", "REELS"}
    with open_history(HISTORY, tmp_path) as history, history.read() as transaction:
        (run,) = last_runs(transaction, 9)
    assert (run.command, run.code) == ("collect --stories" if stories else "collect", 0)
