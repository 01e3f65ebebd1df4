"""`reporter run`: checks, fetches, computes and writes reports; tells where they are and what is lacking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.exits import describe_failure
from reporter.cli.options import (
    command_context,
    display_path,
    for_period,
    load_specs,
    output_folder,
    with_json,
    with_now,
    with_workspace,
)
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import email_operator, monitored, with_job
from reporter.core.context import CommandContext
from reporter.core.errors import BusyError, DeadlineError, Exit, ReporterError, TerminatedError
from reporter.core.observations import INCOMPLETE_REASONS
from reporter.core.problems import capped, kind_of
from reporter.spec.workspace import FILE_NAME

if TYPE_CHECKING:
    from reporter.core.report import Report
    from reporter.pipeline.run import RunOptions, SpecResult
    from reporter.spec.model import ReportSpec
    from reporter.spec.workspace import Workspace
    from reporter.validator.load import Loaded, LoadedSpec


@dataclass(frozen=True, slots=True)
class RunSetup:
    """What all specs of one command share."""

    terminal: Terminal
    workspace: Workspace
    out: Path
    context: CommandContext


@click.command("run")
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files (default: out/).")
@click.option("--period", help="Another period than the spec's, such as last_month or 2026-W47.")
@click.option("--no-deliver", is_flag=True, help="Write files only, whatever was delivered before; send nothing.")
@click.option("--offline", is_flag=True, help="From history alone; what was delivered is written again as it was.")
@click.option("--release", is_flag=True, help="Send the reports that are on hold as they are.")
@with_job
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
    no_deliver: bool,
    offline: bool,
    release: bool,
    as_json: bool,
    workspace: Path | None,
    now: datetime,
) -> Exit:
    """Check, fetch, compute, write and deliver the reports of these specs.

    A spec with `deliver` is run when its period has not been delivered yet; otherwise nothing is asked or sent.
    """
    from reporter.pipeline.run import RunOptions

    wishes = RunOptions(offline=offline, deliver=not no_deliver, release=release)
    with _refusals_as_json(terminal) if as_json else nullcontext():
        loaded = load_specs(terminal, specs, workspace=workspace, now=now)
        if loaded.workspace is None:
            if as_json:
                terminal.print_json(_summary(Exit.CONFIGURATION, [_not_run(_first_error(loaded))]))
            return Exit.CONFIGURATION
        job = RunSetup(terminal, loaded.workspace, output_folder(out, loaded.workspace), command_context(terminal, now))
        every = {one.name: one for one in loaded.specs}
        faulty = {name: line for name, one in every.items() if (line := _fault(one, loaded, period))}
        sound = {name: for_period(one, period) for name, one in every.items() if name not in faulty}
    with monitored(terminal, job.workspace, job.context, job=f"run {'-'.join(every)}") as watch:
        email_operator(terminal, job.workspace, job.context, job=f"run {' '.join(faulty)}", lines=list(faulty.values()))
        _note_faulty(job, faulty)
        outcomes = [_not_run(line) for line in faulty.values()]
        outcomes += [_outcome(job, name, spec=spec, wishes=wishes) for name, spec in sound.items()]
        watch.code = _tell(terminal, outcomes, as_json=as_json)
    return watch.code


@contextmanager
def _refusals_as_json(terminal: Terminal) -> Iterator[None]:
    """Print the object of `--json` also where the command is refused before any spec is run."""
    try:
        yield
    except ReporterError as error:
        terminal.print_json(_summary(error.exit, [_not_run(str(error))]))
        raise


def _fault(spec: LoadedSpec, loaded: Loaded, period: str | None) -> str:
    """Say why a spec is not run, by the first error in it, for this period or in reporter.yaml; "" when it is sound."""
    assert loaded.workspace is not None
    files = {display_path(spec.path), display_path(loaded.workspace.folder / FILE_NAME)}
    named = set(spec.diagnostics)  # those inside the files that the spec names, too
    errors = [one for one in loaded.diagnostics if (one.path in files or one in named) and one.severity == "error"]
    if not errors:
        return _fault_of_period(spec, period) if period else ""
    first, more = errors[0], f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    where = f"{first.path}:{first.line}:{first.column}"
    return f"{spec.name} was not run: {where}: {first.message}{more}; `reporter validate` shows how to mend it"


def _fault_of_period(spec: LoadedSpec, period: str) -> str:
    """Say why a sound spec is not run for another period than its own: what the rules find then, such as its text."""
    from reporter.validator.check import check_spec

    own = for_period(spec, period)
    assert spec.context is not None
    wrong = next((one for one in check_spec(own, spec.context) if one.severity == "error"), None)
    return f"{spec.name} was not run for {period}: {wrong.message}; {wrong.help}" if wrong else ""


def _note_faulty(job: RunSetup, faulty: Mapping[str, str]) -> None:
    """Write down in a history that is there why specs were not run; where it cannot be used, the other specs tell."""
    from reporter.executor.record import has_history, open_workspace_history
    from reporter.history.runs import record_rejected_run

    context = job.context
    with suppress(ReporterError):
        if not faulty or not has_history(job.workspace, environ=context.environ, secrets=context.secrets):
            return
        with open_workspace_history(job.workspace, environ=context.environ, secrets=context.secrets) as history:
            for name, line in faulty.items():
                record_rejected_run(history, "run", context, report=name, code=Exit.CONFIGURATION, problem=line)


def _first_error(loaded: Loaded) -> str:
    """Say what is wrong with a workspace that cannot be used at all."""
    first = next(one for one in loaded.diagnostics if one.severity == "error")
    return f"{first.path}:{first.line}:{first.column}: {first.message}"


def _not_run(line: str) -> SpecResult:
    from reporter.pipeline.reports import RunResult
    from reporter.pipeline.run import SpecResult

    return SpecResult(Exit.CONFIGURATION, RunResult(problems=[line]))


def _outcome(job: RunSetup, name: str, *, spec: ReportSpec, wishes: RunOptions) -> SpecResult:
    """Run one spec; a refusal, even a bug, becomes its outcome, so that one spec never stops another."""
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.reports import RunResult
    from reporter.pipeline.run import SpecResult, run_spec

    try:
        outcome = run_spec(
            spec,
            name=name,
            workspace=job.workspace,
            catalog=load_catalog(),
            out=job.out,
            context=job.context,
            progress=job.terminal.progress,
            wishes=wishes,
        )
        lines = [*outcome.made.missed, *outcome.problems]
    except (TerminatedError, DeadlineError):
        raise
    except Exception as error:  # noqa: BLE001 - told like any other ending
        code, line = describe_failure(error)
        outcome = SpecResult(code, RunResult(problems=[f"{name}: {line}"]))
        lines = [] if isinstance(error, BusyError) else [line]  # the cause is not this report's own
    if outcome.exit is Exit.DONE and spec.deliver and wishes.deliver and not outcome.receipts and job.terminal.is_interactive:
        job.terminal.print_text(f"{name}: nothing is due, it was delivered; --no-deliver makes it again, `resend` sends it")
    held = outcome.made.held
    email_operator(job.terminal, job.workspace, job.context, job=f"run {name}", lines=lines, held=held)
    return outcome


def _tell(terminal: Terminal, outcomes: Sequence[SpecResult], *, as_json: bool) -> Exit:
    """Print what was made and what is lacking; return the code that decides."""
    from reporter.pipeline.outcome import exit_code

    terminal.counts = _counts(outcomes)
    code = exit_code((outcome.exit for outcome in outcomes), useful=any(outcome.served for outcome in outcomes))
    for line in dict.fromkeys(line for one in outcomes for line in (*one.warnings, *one.made.missed)):
        terminal.print_problem(line, kind="warning")
    for line in _problems(outcomes):
        terminal.print_problem(line, kind=kind_of(line))
    for report in (report for one in outcomes for report in one.made.reports):
        _tell_alerts(terminal, report, aloud=terminal.is_interactive and not as_json)
    if as_json:
        terminal.print_json(_summary(code, outcomes))
        return code
    for path in (path for one in outcomes for path in one.made.artifacts):
        terminal.print_text(display_path(path))
    if terminal.is_interactive:
        for one in (one for outcome in outcomes for one in outcome.receipts if one.state == "sent"):
            terminal.print_text(f"delivered to {one.delivery.recipient}")
    return code


def _counts(outcomes: Sequence[SpecResult]) -> dict[str, int]:
    """Return how much was asked, made, sent and is lacking, by name."""
    made = [one.made for one in outcomes]
    reports = [report for one in made for report in one.reports]
    states = Counter(receipt.state.value for one in outcomes for receipt in one.receipts)
    return {
        "requests": sum(one.requests for one in outcomes),
        "calls": sum(one.calls for one in outcomes),
        "reports": len(reports) + sum(len(one.issued) for one in made),
        "held": sum(bool(one.held) for one in made),
        "missing": sum(one.reason in INCOMPLETE_REASONS for report in reports for one in report.absences),
        **{state: states[state] for state in ("pending", "sent", "failed", "unknown")},
    }


def _tell_alerts(terminal: Terminal, report: Report, *, aloud: bool) -> None:
    """Tell who sits there; what cron starts has them in the report, the subject and the log."""
    facts = {"report": report.name, "subject": report.client or report.account, "period": report.period.name}
    for alert in report.alerts:
        terminal.log("report.alert", {**facts, "alert": alert.name, "account": alert.account})
        if aloud:
            about = f"{report.name}{f' for {alert.account}' if alert.account else ''}"
            terminal.print_text(f"alert in {about}: {alert.message}")


def _problems(outcomes: Sequence[SpecResult]) -> list[str]:
    """Return why the exit code is not 0, a line each, of each spec at most so many."""
    return [line for one in outcomes for line in capped(one.problems)]


def _summary(code: Exit, outcomes: Sequence[SpecResult]) -> dict[str, object]:
    """Return the object that `--json` prints."""
    from reporter.renderers.json import document

    reports = [document(report) for one in outcomes for report in one.made.reports]
    reports += [report for one in outcomes for report in one.made.issued]
    return {
        "exit": int(code),
        "artifacts": [str(path) for one in outcomes for path in one.made.artifacts],
        "reports": reports,
        "requests": sum(one.requests for one in outcomes),
        "calls": sum(one.calls for one in outcomes),
        "missing": dict(Counter(absence["reason"] for report in reports for absence in report["missing"])),
        "deliveries": [
            {**one.delivery.key.document(), "recipient": one.delivery.recipient, "state": one.state.value}
            for outcome in outcomes
            for one in outcome.receipts
        ],
        "problems": _problems(outcomes),
    }
