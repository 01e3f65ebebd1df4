"""`reporter run`: checks, fetches, computes and writes reports; tells where they are and what is lacking."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.common import Terminal
from reporter.cli.common import load
from reporter.cli.common import shown
from reporter.cli.common import with_json
from reporter.cli.common import with_now
from reporter.cli.common import with_workspace
from reporter.errors import ConfigurationError
from reporter.errors import Exit
from reporter.errors import ReporterError
from reporter.errors import UsageError
from reporter.errors import severest

if TYPE_CHECKING:
    from reporter.pipeline import Outcome
    from reporter.validator.load import LoadedSpec


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a run."""

    out: Path | None
    period: str | None
    as_json: bool
    now: datetime


@click.command("run")
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the files (default: out/).")
@click.option("--period", help="Another period than the spec's, such as last_month or 2026-W47.")
@click.option("--no-deliver", is_flag=True, help="Write files only, send nothing.")
@click.option("--offline", is_flag=True, help="From history alone.")
@click.option("--release", is_flag=True, help="Send reports that are on hold.")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    terminal: Terminal,
    *,
    specs: tuple[Path, ...],
    out: Path | None,
    period: str | None,
    no_deliver: bool,  # noqa: ARG001 - nothing is delivered yet, so there is nothing to leave out
    offline: bool,
    release: bool,
    as_json: bool,
    workspace: Path | None,
    now: datetime,
) -> Exit:
    """Check, fetch, compute and write the reports of these specs."""
    if offline or release:
        raise UsageError(f"--{'offline' if offline else 'release'} is not available yet")
    wishes = Wishes(out, period, as_json, now)
    loaded = load(terminal, specs, workspace=workspace, now=now, quiet=False)
    if loaded.workspace is None or loaded.failed:
        if as_json:
            terminal.say_json(_summary(Exit.CONFIGURATION, []))
        return Exit.CONFIGURATION
    outcomes = [_outcome(terminal, loaded.workspace.folder, one, wishes) for one in loaded.specs]
    terminal.clear()
    return _tell(terminal, outcomes, wishes)


def _outcome(terminal: Terminal, folder: Path, loaded: LoadedSpec, wishes: Wishes) -> Outcome:
    """Run one spec; a refusal becomes its outcome, so that one spec never stops another."""
    from reporter.catalog.load import load as load_catalog
    from reporter.pipeline import Outcome
    from reporter.pipeline import Surroundings
    from reporter.pipeline import run_spec

    assert loaded.spec is not None
    assert loaded.workspace is not None
    around = Surroundings(now=wishes.now, environ=os.environ, secrets=terminal.secrets)
    try:
        return run_spec(
            _for_period(loaded.spec, wishes),
            name=loaded.name,
            workspace=loaded.workspace,
            catalog=load_catalog(),
            out=wishes.out or folder / "out",
            around=around,
            progress=terminal.progress,
        )
    except ReporterError as error:
        return Outcome(exit=error.exit, problems=(f"{loaded.name}: {error}",))
