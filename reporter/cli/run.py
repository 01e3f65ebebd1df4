"""`reporter run`: checks specs, creates and delivers their reports, and prints files and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.error_messages import describe_failure
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
from reporter.core.problems import Problem, capped
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
@click.option("--out", type=click.Path(path_type=Path), help="Write the files to this folder (default: out/).")
@click.option("--period", help="Use this period instead of the spec's, such as last_month or 2026-W47.")
@click.option("--no-deliver", is_flag=True, help="Write the files, even for delivered periods, and send nothing.")
@click.option(
    "--offline", is_flag=True, help="Use stored data only. Restore the files of reports that were already delivered."
)
@click.option("--release", is_flag=True, help="Send the reports that are on hold, unchanged.")
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
    """Check these specs, fetch their data, and create and deliver their reports.

    A spec with `deliver` runs only if its period has not been delivered. Otherwise no requests are sent.
    """
    from reporter.pipeline.run import RunOptions

    options = RunOptions(offline=offline, deliver=not no_deliver, release=release)
    with _failure_as_json(terminal) if as_json else nullcontext():
        loaded = load_specs(terminal, specs, workspace=workspace, now=now)
        if loaded.workspace is None:
            if as_json:
                terminal.print_json(_summary(Exit.CONFIGURATION, [_rejected(_first_error(loaded))]))
            return Exit.CONFIGURATION
        folder, context = output_folder(out, loaded.workspace), command_context(terminal, now)
        setup = RunSetup(terminal, loaded.workspace, folder, context)
        by_name = {spec.name: spec for spec in loaded.specs}
        invalid = {name: why for name, spec in by_name.items() if (why := _why_invalid(spec, loaded, period))}
        valid = {name: for_period(spec, period) for name, spec in by_name.items() if name not in invalid}
    with monitored(terminal, setup.workspace, context, job=f"run {'-'.join(by_name)}") as status:
        email_operator(
            terminal, setup.workspace, context, job=f"run {' '.join(invalid)}", problems=list(invalid.values())
        )
        _record_invalid(setup, invalid)
        results = [_rejected(problem) for problem in invalid.values()]
        results += [_run(setup, name, spec=spec, options=options) for name, spec in valid.items()]
        status.code = _print_results(terminal, results, as_json=as_json)
    return status.code


@contextmanager
def _failure_as_json(terminal: Terminal) -> Iterator[None]:
    """Print the object of `--json` even if the command fails before it runs a spec."""
    try:
        yield
    except ReporterError as error:
        terminal.print_json(_summary(error.exit, [_rejected(Problem(str(error)))]))
        raise


def _why_invalid(spec: LoadedSpec, loaded: Loaded, period: str | None) -> Problem | None:
    """Describe the first error in a spec, in the files that it names, or in reporter.yaml."""
    assert loaded.workspace is not None
    files = {display_path(spec.path), display_path(loaded.workspace.folder / FILE_NAME)}
    in_spec = set(spec.diagnostics)
    errors = [
        diagnostic
        for diagnostic in loaded.diagnostics
        if diagnostic.severity == "error" and (diagnostic.path in files or diagnostic in in_spec)
    ]
    if not errors:
        return _why_invalid_for_period(spec, period) if period else None
    first, more = errors[0], f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    location = f"{first.path}:{first.line}:{first.column}"
    message = f"{location}: {first.message}{more}; `reporter validate` shows how to fix it"
    return Problem(message, f"{spec.name} was not run")


def _why_invalid_for_period(spec: LoadedSpec, period: str) -> Problem | None:
    """Describe the first error that a valid spec has with another period."""
    from reporter.validator.check import check_spec

    assert spec.context is not None
    findings = check_spec(for_period(spec, period), spec.context)
    error = next((finding for finding in findings if finding.severity == "error"), None)
    return Problem(f"{error.message}; {error.help}", f"{spec.name} was not run for {period}") if error else None


def _record_invalid(setup: RunSetup, invalid: Mapping[str, Problem]) -> None:
    """Record in an existing history why specs were not run. If history cannot be used, the other specs report it."""
    from reporter.executor.record import has_history, open_workspace_history
    from reporter.history.runs import record_rejected_run

    context = setup.context
    with suppress(ReporterError):
        if not invalid or not has_history(setup.workspace, environ=context.environ, secrets=context.secrets):
            return
        with open_workspace_history(setup.workspace, environ=context.environ, secrets=context.secrets) as history:
            for name, problem in invalid.items():
                record_rejected_run(history, "run", context, report=name, code=Exit.CONFIGURATION, problem=problem)


def _first_error(loaded: Loaded) -> Problem:
    """Describe the first error of a workspace that cannot be used at all."""
    first = next(diagnostic for diagnostic in loaded.diagnostics if diagnostic.severity == "error")
    return Problem(first.message, f"{first.path}:{first.line}:{first.column}")


def _rejected(problem: Problem) -> SpecResult:
    from reporter.pipeline.reports import CreatedReports
    from reporter.pipeline.run import SpecResult

    return SpecResult(Exit.CONFIGURATION, CreatedReports(problems=[problem]))


def _run(setup: RunSetup, name: str, *, spec: ReportSpec, options: RunOptions) -> SpecResult:
    """Run one spec. A failure, even a bug, becomes its result, so that it does not stop the other specs."""
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.reports import CreatedReports
    from reporter.pipeline.run import SpecResult, run_spec

    terminal = setup.terminal
    try:
        result = run_spec(
            spec,
            name=name,
            workspace=setup.workspace,
            catalog=load_catalog(),
            out=setup.out,
            context=setup.context,
            progress=terminal.progress,
            options=options,
        )
        problems = [*result.created.missed, *result.problems]
    except (TerminatedError, DeadlineError):
        raise
    except Exception as error:  # noqa: BLE001 - becomes the result
        code, line = describe_failure(error)
        result = SpecResult(code, CreatedReports(problems=[Problem(line, name)]))
        problems = [] if isinstance(error, BusyError) else [Problem(line)]  # another run reports its own problems
    delivers = spec.deliver and options.deliver
    if result.exit is Exit.DONE and delivers and not result.receipts and terminal.is_interactive:
        terminal.print_text(
            f"{name}: already delivered; use --no-deliver to create the files, or `reporter resend` to send them"
        )
    held = result.created.held
    email_operator(terminal, setup.workspace, setup.context, job=f"run {name}", problems=problems, held=held)
    return result


def _print_results(terminal: Terminal, results: Sequence[SpecResult], *, as_json: bool) -> Exit:
    """Print files, deliveries and problems; return the exit code of the command."""
    from reporter.pipeline.outcome import exit_code

    terminal.counts = _counts(results)
    code = exit_code((result.exit for result in results), useful=any(result.useful for result in results))
    _print_problems(terminal, results)
    for result in results:
        for report in result.created.reports:
            _announce_alerts(terminal, report, print_them=terminal.is_interactive and not as_json)
    if as_json:
        terminal.print_json(_summary(code, results))
    else:
        _print_files(terminal, results)
    return code


def _print_problems(terminal: Terminal, results: Sequence[SpecResult]) -> None:
    for warning in dict.fromkeys(warning for result in results for warning in result.warnings):
        terminal.print_problem(warning, kind="warning")
    missed = dict.fromkeys(problem for result in results for problem in result.created.missed)
    for problem in [*missed, *_problems(results)]:
        terminal.print_problem(problem.line, kind=problem.kind)


def _print_files(terminal: Terminal, results: Sequence[SpecResult]) -> None:
    """Print the files, and for a person at the terminal who received the reports."""
    for result in results:
        for path in result.created.artifacts:
            terminal.print_text(display_path(path))
    sent = [receipt for result in results for receipt in result.receipts if receipt.state == "sent"]
    for receipt in sent if terminal.is_interactive else ():
        terminal.print_text(f"delivered to {receipt.delivery.recipient}")


def _counts(results: Sequence[SpecResult]) -> dict[str, int]:
    """Return the numbers of requests, reports, deliveries and missing values, for the log."""
    created = [result.created for result in results]
    reports = [report for part in created for report in part.reports]
    states = Counter(receipt.state.value for result in results for receipt in result.receipts)
    return {
        "requests": sum(result.requests for result in results),
        "calls": sum(result.calls for result in results),
        "reports": len(reports) + sum(len(part.restored) for part in created),
        "held": sum(bool(part.held) for part in created),
        "missing": sum(absence.reason in INCOMPLETE_REASONS for report in reports for absence in report.absences),
        **{state: states[state] for state in ("pending", "sent", "failed", "unknown")},
    }


def _announce_alerts(terminal: Terminal, report: Report, *, print_them: bool) -> None:
    """Log the alerts of a report, and print them for the person at the terminal."""
    facts = {"report": report.name, "subject": report.client or report.account, "period": report.period.name}
    for alert in report.alerts:
        terminal.log("report.alert", {**facts, "alert": alert.name, "account": alert.account})
        if print_them:
            subject = f"{report.name}{f' for {alert.account}' if alert.account else ''}"
            terminal.print_text(f"alert in {subject}: {alert.message}")


def _problems(results: Sequence[SpecResult]) -> list[Problem]:
    """Return each reason why the exit code is not 0, with a limit for each spec."""
    return [problem for result in results for problem in capped(result.problems)]


def _summary(code: Exit, results: Sequence[SpecResult]) -> dict[str, object]:
    """Return the object that `--json` prints."""
    from reporter.renderers.json import document

    reports = [document(report) for result in results for report in result.created.reports]
    reports += [report for result in results for report in result.created.restored]
    receipts = [receipt for result in results for receipt in result.receipts]
    return {
        "exit": int(code),
        "artifacts": [str(path) for result in results for path in result.created.artifacts],
        "reports": reports,
        "requests": sum(result.requests for result in results),
        "calls": sum(result.calls for result in results),
        "missing": dict(Counter(absence["reason"] for report in reports for absence in report["missing"])),
        "deliveries": [
            {
                **receipt.delivery.key.document(),
                "recipient": receipt.delivery.recipient,
                "state": receipt.state.value,
            }
            for receipt in receipts
        ],
        "problems": [problem.line for problem in _problems(results)],
    }
