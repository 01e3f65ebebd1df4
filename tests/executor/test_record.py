"""What is recorded of responses, and the history that a workspace names."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.core.errors import ConfigurationError
from reporter.core.observations import Audience, CompletedListing, Missing, Observed, Reason, Snapshot
from reporter.executor.graph.flows.account import CollectedAccount
from reporter.executor.plan import AccountRequest, Plan, build_plan
from reporter.executor.record import Recorder, has_history, open_workspace_history
from reporter.history.open import History
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import recent_listings
from tests.support.history_makers import END, LONG_AGO, START, media, media_query
from tests.support.workspaces import make_workspace

NOW = END + timedelta(hours=8)


def plan() -> Plan:
    request = AccountRequest("acme", "178414", Login.FACEBOOK, START, END, tuple(ProductType), ("views", "saved"))
    return build_plan([request], catalog=load_catalog(), version="v27.0", now=NOW)


def stored(history: History) -> list[Snapshot]:
    with history.read() as connection:
        return latest(connection, media_query())


def test_each_reply_is_recorded_as_it_arrives(history: History) -> None:
    recorder = Recorder(history, plan())
    recorder.receive([Snapshot(media(1, published=5), NOW, {"views": Observed(7)})])
    assert [dict(snapshot.measures) for snapshot in stored(history)] == [{"views": Observed(7)}]


def test_the_end_of_an_account_adds_reasons_and_listings(history: History) -> None:
    recorder = Recorder(history, plan())
    item, other = media(1, published=5), media(2, published=6)
    recorder.receive([Snapshot(item, NOW, {"views": Observed(7)})])
    listing = CompletedListing("media", LONG_AGO, NOW)
    failed = Missing(Reason.FAILED, "the API failed to answer, several times")
    recorder.finish(
        CollectedAccount(
            "acme",
            (Snapshot(item, NOW, {"views": Observed(7), "saved": failed}), Snapshot(other, NOW, {"views": failed})),
            failures=(),
            skipped=0,
            visits=(listing,),
        )
    )
    first, second = stored(history)
    assert first.measures == {"views": Observed(7), "saved": failed}
    assert second.measures == {"views": failed}
    with history.read() as connection:
        assert recent_listings(connection, "acme", NOW) == [(NOW, listing)]


def test_what_a_product_type_never_has_is_not_recorded(history: History) -> None:
    recorder = Recorder(history, plan())
    story = media(1, published=5, product_type="STORY")
    never = plan().accounts[0].never("STORY")
    recorder.finish(
        CollectedAccount("acme", (Snapshot(story, NOW, {"views": Observed(3), **never}),), failures=(), skipped=0)
    )
    assert "saved" in never
    assert [dict(snapshot.measures) for snapshot in stored(history)] == [{"views": Observed(3)}]


def test_the_numbers_of_an_account_are_recorded(history: History) -> None:
    Recorder(history, plan()).receive_audience("acme", Audience(10, 5))
    with history.read() as connection:
        rows = connection.exec_driver_sql("SELECT followers, media_count FROM audience").all()
    assert [tuple(row) for row in rows] == [(10, 5)]


def test_a_history_exists_once_it_was_opened(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    assert not has_history(workspace, environ={}, secrets=set())
    with open_workspace_history(workspace, environ={}, secrets=set()):
        pass
    assert has_history(workspace, environ={}, secrets=set())


def test_the_password_of_a_server_is_a_secret(tmp_path: Path) -> None:
    secrets: set[str] = set()
    workspace = make_workspace(tmp_path, history="env:URL")
    environ = {"URL": "postgresql://me:s3cret-0815@db.example/history"}
    assert has_history(workspace, environ=environ, secrets=secrets)
    assert secrets == {"s3cret-0815"}
    with pytest.raises(ConfigurationError, match="URL"):
        has_history(workspace, environ={}, secrets=secrets)
