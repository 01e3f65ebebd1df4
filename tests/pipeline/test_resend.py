"""Archived reports, sent again on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.errors import Exit, UsageError
from reporter.history.outbox import DeliveryState
from reporter.pipeline.resend import ResendResult, resend
from reporter.pipeline.run import run_spec
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import make_context, make_workspace, no_progress

SPEC = make_spec(outputs={"csv": {}}, deliver=({"folder": {"path": "published"}},))
COPY = Path("published/weekly-2026-W47.csv")


def run(folder: Path) -> None:
    result = run_spec(
        SPEC,
        name="weekly",
        workspace=make_workspace(folder, "kettle"),
        catalog=load_catalog(),
        out=folder / "out",
        context=make_context(),
        progress=no_progress,
    )
    assert result.exit is Exit.DONE


def sent_again(folder: Path, to: str | None = None) -> ResendResult:
    workspace = make_workspace(folder, "kettle")
    return resend(SPEC, name="weekly", workspace=workspace, context=make_context(), to=to, by="maria")


def test_a_report_that_was_never_delivered_cannot_be_sent_again(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="weekly 2026-W47 was never delivered"):
        sent_again(tmp_path)


def test_the_same_files_are_delivered_once_more(tmp_path: Path) -> None:
    run(tmp_path)
    before = (tmp_path / COPY).read_bytes()
    (tmp_path / COPY).unlink()
    result = sent_again(tmp_path)
    assert (result.exit, result.problems) == (Exit.DONE, [])
    assert [(receipt.state, receipt.delivery.copy) for receipt in result.receipts] == [(DeliveryState.SENT, 1)]
    assert (tmp_path / COPY).read_bytes() == before


def test_what_cannot_be_delivered_is_a_problem(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / COPY).unlink()
    (tmp_path / "published").rmdir()
    (tmp_path / "published").write_text("in the way")
    result = sent_again(tmp_path)
    assert result.exit is not Exit.DONE
    assert result.receipts[0].state is DeliveryState.PENDING
    assert result.problems[0].line.startswith(
        "weekly 2026-W47 to published: not delivered yet; the next run retries it"
    )


def test_one_address_can_only_receive_what_is_sent_by_email(tmp_path: Path) -> None:
    run(tmp_path)
    with pytest.raises(UsageError, match="weekly is not delivered by email"):
        sent_again(tmp_path, to="boss@example.com")
