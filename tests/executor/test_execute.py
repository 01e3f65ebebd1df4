"""Collecting what a plan requests, or using what history has."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from reporter.catalog.load import load_catalog
from reporter.core.errors import ConfigurationError, HistoryError
from reporter.executor.execute import CollectionResult, execute_plan
from reporter.history.open import History
from reporter.history.read.rows import known_accounts
from reporter.pipeline.plan import plan_editions
from reporter.sandbox.server import running
from reporter.spec.editions import editions
from reporter.spec.workspace import Workspace
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import NOW, make_context, make_workspace, no_progress

KETTLE = make_workspace(Path(), "kettle")


def executed(
    history: History, workspace: Workspace = KETTLE, *, now: datetime = NOW, offline: bool = False, **environ: str
) -> CollectionResult:
    due = editions(make_spec(), name="weekly", workspace=workspace, now=now)
    plan = plan_editions(due, workspace=workspace, catalog=load_catalog(), now=now)
    context = make_context(now, **environ)  # type: ignore[arg-type]
    return execute_plan(
        plan, history=history, workspace=workspace, context=context, progress=no_progress, offline=offline
    )


def test_what_was_collected_is_in_history(history: History) -> None:
    result = executed(history)
    assert result.requests > 0
    assert result.fetched.failures == ()
    with history.read() as connection:
        assert known_accounts(connection, ["kettle"], NOW) == {"kettle"}


def test_offline_an_account_without_history_fails(history: History) -> None:
    result = executed(history, offline=True)
    assert (result.requests, result.fetched.snapshots) == (0, ())
    (failure,) = result.fetched.failures
    assert isinstance(failure.error, HistoryError)
    assert str(failure.error).endswith("run `reporter collect` to fetch it")


def test_offline_what_history_has_is_enough(history: History) -> None:
    executed(history)
    result = executed(history, offline=True)
    assert (result.requests, result.fetched.failures) == (0, ())


def test_an_earlier_time_of_a_simulation_uses_history(history: History) -> None:
    executed(history)
    result = executed(history, now=NOW - timedelta(weeks=1))
    assert (result.requests, result.fetched.failures) == (0, ())


def test_an_account_without_its_token_fails_alone(history: History) -> None:
    accounts = {
        "solo": {"login": "instagram", "token": "env:NOT_SET"},
        "kettle": {"login": "sandbox"},
    }
    with running(NOW) as sandbox:
        result = executed(history, make_workspace(Path(), accounts=accounts), REPORTER_GRAPH_URL=sandbox.url)
    (failure,) = result.fetched.failures
    assert failure.account == "solo"
    assert isinstance(failure.error, ConfigurationError)
    assert {snapshot.media.account for snapshot in result.fetched.snapshots} == {"kettle"}
