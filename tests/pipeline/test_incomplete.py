"""What is missing after a fetch, as one line for each cause."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.errors import TemporaryError
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason, Snapshot
from reporter.core.report import Report
from reporter.executor.fetch import AccountFailure, Fetched
from reporter.executor.plan import Plan
from reporter.history.open import History
from reporter.pipeline.incomplete import ReportsShown, incomplete_data, unanswered_accounts
from reporter.pipeline.plan import plan_editions
from reporter.spec.editions import editions
from tests.support.analysis_makers import make_spec, report
from tests.support.history_makers import hour, look, measures, media
from tests.support.workspaces import make_workspace

NOW = hour(8 * 24)
COLLECTED = ReportsShown(expected=False)
LATER = TemporaryError("the API is not reachable; try again later")


def plan_of(*accounts: str, metrics: tuple[str, ...] = ("views", "reach")) -> Plan:
    workspace = make_workspace(Path(), *accounts)
    due = editions(make_spec(metrics=metrics), name="weekly", workspace=workspace, now=NOW)
    return plan_editions(due, workspace=workspace, catalog=load_catalog(), now=NOW)


def lines(
    history: History,
    *snapshots: Snapshot,
    failed: tuple[str, ...] = (),
    shown: ReportsShown = COLLECTED,
    reachable: frozenset[str] = frozenset(),
) -> list[str]:
    fetched = Fetched(snapshots, tuple(AccountFailure(account, LATER) for account in failed), 0, reachable)
    plan = plan_of("acme", "beta")
    return [
        problem.line
        for problem in incomplete_data(fetched, plan, history=history, retention=timedelta(days=730), shown=shown)
    ]


def read(number: int, **values: MetricValue) -> Snapshot:
    return Snapshot(item(number), NOW, values)


def item(number: int) -> MediaItem:
    return media(number, published=10)


def report_of(*accounts: str) -> Report:
    return report([], accounts=accounts)


FAILED = Missing(Reason.FAILED)


def test_complete_data_has_no_line(history: History) -> None:
    assert lines(history, read(1, views=Observed(5), reach=Observed(0))) == []


def test_an_account_that_failed_says_what_there_is_instead(history: History) -> None:
    failure = f"acme: {LATER}"
    assert lines(history, failed=("acme",)) == [failure]
    assert lines(history, failed=("acme",), reachable=frozenset({"acme"})) == [
        f"{failure}; the data collected is saved"
    ]
    without, with_report = (ReportsShown((report_of(account),)) for account in ("beta", "acme"))
    assert lines(history, failed=("acme",), shown=without) == [f"{failure}; no report was created for this account"]
    assert lines(history, failed=("acme",), shown=with_report) == [
        f"{failure}; the report has no data for this account"
    ]


def test_older_data_of_an_account_that_failed_is_dated(history: History) -> None:
    look(history, 20, (media(1), measures(views=1)))
    (line,) = lines(history, failed=("acme",))
    assert line == f"acme: {LATER}; history contains the data collected until 16 Nov 2026, 20:00 UTC"


def test_media_that_lack_the_same_values_share_a_line(history: History) -> None:
    missing = [read(number, views=FAILED, reach=FAILED) for number in (1, 2)]
    assert lines(history, *missing, read(3, views=FAILED, reach=Observed(1))) == [
        "acme: no values of views for 3 media items: the request failed",
        "acme: no values of reach for 2 media items: the request failed",
    ]
    assert lines(history, *missing) == ["acme: no values of views and reach for 2 media items: the request failed"]


def test_causes_have_lines_of_their_own_and_details_are_kept(history: History) -> None:
    detail = Missing(Reason.FAILED, "the API failed to answer, several times.")
    assert lines(history, read(1, views=detail), read(2, views=Missing(Reason.GONE))) == [
        "acme: no values of views for 1 media item: the API failed to answer, several times",
        "acme: no values of views for 1 media item: deleted or no longer accessible",
    ]


@pytest.mark.parametrize("reason", [Reason.NOT_SUPPORTED, Reason.NOT_ENOUGH_VIEWERS, Reason.EXPIRED_STORY])
def test_values_that_nobody_can_have_are_not_incomplete(history: History, reason: Reason) -> None:
    assert lines(history, read(1, views=Missing(reason), reach=Observed(1))) == []


def test_the_values_that_are_shown_instead_are_dated(history: History) -> None:
    look(history, 30, (item(1), measures(views=7)))
    shown = ReportsShown((report_of("acme"),))
    start = "acme: no values of views for 2 media items: the request failed"
    assert lines(history, read(1, views=FAILED), read(2, views=FAILED), shown=shown) == [
        f"{start}; the report shows the values collected on 17 Nov 2026 for 1 of them and marks the others as missing"
    ]
    assert lines(history, read(1, views=FAILED), read(2, views=FAILED)) == [
        f"{start}; history contains the values collected on 17 Nov 2026 for 1 of them"
    ]


def test_responses_that_are_all_empty_point_to_a_permission(history: History) -> None:
    nothing = Missing(Reason.NOT_AVAILABLE)
    (line,) = lines(history, read(1, views=nothing, reach=nothing))
    assert line.startswith("acme: the API returned no insights for any of 1 media item; check that its token has")
    assert "instagram_manage_insights" in line
    assert lines(history, read(1, views=nothing, reach=Observed(0))) == []
    recent = Snapshot(media(1, published=8 * 24 - 1), NOW, {"views": nothing, "reach": nothing})
    assert lines(history, recent) == []


def test_silent_is_who_gave_nothing_at_all() -> None:
    failures = tuple(AccountFailure(name, TemporaryError("later")) for name in ("acme", "beta"))
    assert unanswered_accounts(Fetched((), failures, 0, frozenset({"beta", "gamma"}))) == {"acme"}
