"""Runs specs over a world through the product, offline, from a history of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.history.open import open_history
from reporter.pipeline.run import RunOptions, SpecResult, run_spec
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace, WorkspaceModel
from tests.support.oracle.world import World, write

HISTORY = "sqlite:///history.sqlite3"


@dataclass(frozen=True)
class Place:
    """A workspace whose history holds what was read of a world."""

    folder: Path
    world: World
    workspace: Workspace

    def run(self, spec: dict[str, Any], outputs: dict[str, Any] | None = None) -> SpecResult:
        """Make the report of a spec."""
        context = CommandContext(self.world.now, self.world.now, {"TOKEN": "invented"})
        return run_spec(
            ReportSpec.model_validate({**spec, "outputs": outputs or {"json": {}}}),
            name="oracle",
            workspace=self.workspace,
            catalog=load_catalog(),
            out=self.folder / "out",
            context=context,
            progress=lambda *_: None,
            options=RunOptions(offline=True),
        )


@contextmanager
def place(world: World, folder: Path) -> Iterator[Place]:
    """Write a world into a fresh history."""
    with open_history(HISTORY, folder) as history:
        write(world, history)
    accounts = {
        one.alias: {"login": world.login, "instagram_id": f"1784140000000000{number}", "token": "env:TOKEN"}
        for number, one in enumerate(world.accounts)
    }
    yield Place(
        folder, world, Workspace(folder, WorkspaceModel.model_validate({"accounts": accounts, "history": HISTORY}))
    )
