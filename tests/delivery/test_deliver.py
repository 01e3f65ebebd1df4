"""Deliveries to recipients, each attempted once and recorded."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from reporter.core.errors import Exit
from reporter.core.report import Artifact
from reporter.delivery.archive import archive
from reporter.delivery.deliver import deliver
from reporter.delivery.outcome import Receipt, undelivered
from reporter.history.open import History
from reporter.history.outbox import DeliveryState, deliveries, record_state
from reporter.spec.editions import editions
from tests.support.analysis_makers import item, make_spec, report
from tests.support.workspaces import NOW, make_context, make_workspace

SPEC = make_spec(outputs={"csv": {}}, deliver=({"folder": {"path": "one"}}, {"folder": {"path": "two"}}))


def store(history: History, folder: Path) -> None:
    workspace = make_workspace(folder)
    (edition,) = editions(SPEC, name="weekly", workspace=workspace, now=NOW)
    artifacts = {"csv": Artifact("weekly.csv", b"a,b\n")}
    computed = report([item(1, views=5)])
    archive(history, edition, computed, artifacts=artifacts, workspace=workspace, out=folder / "out", now=NOW)


def delivered(history: History, folder: Path, days: int = 0) -> list[Receipt]:
    context = make_context(NOW + timedelta(days=days))
    return list(deliver(history, "weekly", workspace=make_workspace(folder), context=context))


def test_every_recipient_gets_one_copy(history: History, tmp_path: Path) -> None:
    store(history, tmp_path)
    receipts = delivered(history, tmp_path)
    assert [(receipt.delivery.recipient, receipt.state, receipt.exit) for receipt in receipts] == [
        ("one", DeliveryState.SENT, Exit.DONE),
        ("two", DeliveryState.SENT, Exit.DONE),
    ]
    assert (tmp_path / "one" / "weekly.csv").read_bytes() == (tmp_path / "two" / "weekly.csv").read_bytes() == b"a,b\n"
    assert undelivered(receipts) == []
    assert delivered(history, tmp_path) == []


def test_one_that_fails_stops_no_other_and_is_tried_again(history: History, tmp_path: Path) -> None:
    store(history, tmp_path)
    (tmp_path / "one").write_text("in the way")
    (failed,) = undelivered(delivered(history, tmp_path))
    assert (failed.delivery.recipient, failed.state) == ("one", DeliveryState.PENDING)
    assert failed.problem.line.startswith("weekly 2026-W47 to one: not delivered yet; the next run retries it: ")
    (tmp_path / "one").unlink()
    (again,) = delivered(history, tmp_path)
    assert (again.delivery.recipient, again.state) == ("one", DeliveryState.SENT)


def test_after_five_days_a_delivery_is_given_up(history: History, tmp_path: Path) -> None:
    store(history, tmp_path)
    (tmp_path / "one").write_text("in the way")
    assert delivered(history, tmp_path, days=5)[0].state is DeliveryState.PENDING
    (failed,) = delivered(history, tmp_path, days=11)
    assert (failed.state, failed.exit) == (DeliveryState.FAILED, Exit.REFUSED)
    assert failed.detail.startswith("no more retries after 5 days: ")
    assert delivered(history, tmp_path, days=12) == []


def test_a_delivery_that_a_dead_run_left_is_unconfirmed_and_not_sent_again(history: History, tmp_path: Path) -> None:
    store(history, tmp_path)
    with history.read() as connection:
        first = deliveries(connection, "weekly", states=[DeliveryState.PENDING])[0]
    history.write(partial(record_state, number=first.number, state=DeliveryState.SENDING, now=NOW))
    receipts = delivered(history, tmp_path)
    assert [(receipt.delivery.recipient, receipt.state) for receipt in receipts] == [
        ("one", DeliveryState.UNKNOWN),
        ("two", DeliveryState.SENT),
    ]
    assert receipts[0].exit is Exit.INCOMPLETE
    assert "ask the recipient before you run `reporter resend`" in receipts[0].problem.line
    assert not (tmp_path / "one").exists()
