"""Moves the sandbox's clock hour by hour and collects, as cron would; and makes reports of any time from history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.report import Report
from reporter.executor.execute import execute_plan
from reporter.history.open import History
from reporter.pipeline.collect import RequestedMetrics, plan_collect
from reporter.pipeline.run import RunOptions, run_spec
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace, WorkspaceModel

START = datetime(2026, 9, 14, tzinfo=UTC)  # a Monday
BRAND = next(one for one in ACCOUNTS if one.alias == "zaytoun")


@dataclass
class World:
    """A workspace with one account, whose time stands at `now`."""

    folder: Path
    history: History
    url: str
    now: datetime = START
    requests: int = 0
    workspace: Workspace = field(init=False)

    def __post_init__(self) -> None:
        account = {"login": str(BRAND.login), "instagram_id": BRAND.instagram_id, "token": "env:TOKEN"}
        url = self.history.location.url.render_as_string(hide_password=False)
        model = WorkspaceModel.model_validate({"accounts": {"brand": account}, "history": url})
        self.workspace = Workspace(self.folder, model)

    @property
    def context(self) -> CommandContext:
        return CommandContext(self.now, self.now, {"TOKEN": token(BRAND.alias), "REPORTER_GRAPH_URL": self.url})

    def collect(self, *, stories: bool = False) -> None:
        """Do what `reporter collect` does."""
        plan = plan_collect(
            ["brand"],
            RequestedMetrics({}, {}),
            history=self.history,
            workspace=self.workspace,
            catalog=load_catalog(),
            now=self.now,
            stories=stories,
        )
        collection = execute_plan(
            plan,
            history=self.history,
            workspace=self.workspace,
            context=self.context,
            progress=lambda *_: None,
            offline=False,
        )
        assert collection.fetched.failures == ()
        self.requests += collection.requests

    def report(self, *, offline: bool = True, **keys: Any) -> Report:  # noqa: ANN401 - a spec's keys are of many types
        """Do what `reporter run` does, without files."""
        spec = ReportSpec.model_validate(
            {"title": "Weekly", "accounts": "all", "period": "last_week", "metrics": ("views", "reach"), **keys}
        )
        outcome = run_spec(
            spec.model_copy(update={"outputs": type(spec.outputs).model_validate({"json": {}})}),
            name="weekly",
            workspace=self.workspace,
            catalog=load_catalog(),
            out=self.folder / "out",
            context=self.context,
            progress=lambda *_: None,
            options=RunOptions(offline=offline),
        )
        (report,) = outcome.created.reports
        return report


@contextmanager
def world(folder: Path, history: History) -> Iterator[World]:
    """Give a world that stands at its start."""
    holder: list[World] = []
    with running(lambda: holder[0].now) as served:
        holder.append(World(folder, history, served.url))
        yield holder[0]


def hours(one: World, count: int) -> Iterator[datetime]:
    """Move the clock on hour by hour, giving every hour."""
    for _ in range(count):
        one.now += timedelta(hours=1)
        yield one.now
