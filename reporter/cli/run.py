"""`reporter run`: checks, fetches, computes and writes reports; tells where they are and what is lacking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.common import Terminal
from reporter.cli.common import load
from reporter.cli.common import shown
from reporter.cli.common import surroundings
from reporter.cli.common import with_json
from reporter.cli.common import with_now
from reporter.cli.common import with_workspace
from reporter.errors import Exit
from reporter.errors import ReporterError
from reporter.errors import UsageError
from reporter.errors import severest
from reporter.observations import INCOMPLETE_REASONS

if TYPE_CHECKING:
    from reporter.pipeline import Outcome
    from reporter.spec.model import ReportSpec
    from reporter.validator.load import LoadedSpec
    from reporter.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a run."""

    out: Path | None
    now: datetime
    offline: bool


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
    if release:
        raise UsageError("--release is not available yet")
    wishes = Wishes(out, now, offline)
    loaded = load(terminal, specs, workspace=workspace, now=now)
    if loaded.workspace is None or loaded.failed:
        if as_json:
            terminal.say_json(_summary(Exit.CONFIGURATION, []))
        return Exit.CONFIGURATION
    own = loaded.workspace
    outcomes = [_outcome(terminal, own, one.name, spec=_for_period(one, period), wishes=wishes) for one in loaded.specs]
    return _tell(terminal, outcomes, as_json=as_json)


def _for_period(loaded: LoadedSpec, period: str | None) -> ReportSpec:
    """Return the spec, with the period of the command line when there is one."""
    assert loaded.spec is not None
    assert loaded.context is not None
    if period is None:
        return loaded.spec
    spec = loaded.spec.model_copy(update={"period": period})
    if loaded.context.period(spec) is None:
        raise UsageError(f'--period: "{period}" is no period; write last_week, 2026-W47, 2026-11 or the like')
    return spec


def _outcome(terminal: Terminal, workspace: Workspace, name: str, *, spec: ReportSpec, wishes: Wishes) -> Outcome:
    """Run one spec; a refusal becomes its outcome, so that one spec never stops another."""
    from reporter.catalog.load import load as load_catalog
    from reporter.pipeline import Outcome
    from reporter.pipeline import run_spec

    try:
        return run_spec(
            spec,
            name=name,
            workspace=workspace,
            catalog=load_catalog(),
            out=wishes.out or workspace.folder / "out",
            around=surroundings(terminal, wishes.now),
            progress=terminal.progress,
            offline=wishes.offline,
        )
    except ReporterError as error:
        return Outcome(exit=error.exit, problems=(f"{name}: {error}",))


def _tell(terminal: Terminal, outcomes: Sequence[Outcome], *, as_json: bool) -> Exit:
    """Print what was made and what is lacking; return the code that decides."""
    code = severest([one.exit for one in outcomes])
    if code is not Exit.DONE and any(one.artifacts for one in outcomes):
        code = Exit.INCOMPLETE
    for warning in dict.fromkeys(warning for one in outcomes for warning in one.warnings):
        terminal.problem(warning, kind="warning")
    for problem in (problem for one in outcomes for problem in one.problems):
        terminal.problem(problem)
    for line in (line for one in outcomes for line in _lacking(one)):
        terminal.problem(line, kind="incomplete")
    if as_json:
        terminal.say_json(_summary(code, outcomes))
        return code
    for path in (path for one in outcomes for path in one.artifacts):
        terminal.say(shown(path))
    return code


def _lacking(outcome: Outcome) -> Iterator[str]:
    """Yield one line for each account, metric and reason that makes the run incomplete."""
    absences = [one for report in outcome.reports for one in report.absences if one.reason in INCOMPLETE_REASONS]
    for (account, metric, reason), count in Counter((one.account, one.metric, one.reason) for one in absences).items():
        items = "1 media item" if count == 1 else f"{count} media items"
        yield f"{account}: {metric} of {items}: {reason}"


def _summary(code: Exit, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the object that `--json` prints."""
    from reporter.renderers.json_report import document

    reports = [report for one in outcomes for report in one.reports]
    return {
        "exit": int(code),
        "artifacts": [str(path) for one in outcomes for path in one.artifacts],
        "reports": [document(report) for report in reports],
        "requests": sum(one.requests for one in outcomes),
        "calls": sum(one.calls for one in outcomes),
        "missing": dict(Counter(absence.reason for report in reports for absence in report.absences)),
        "problems": [problem for one in outcomes for problem in one.problems],
    }
