"""`reporter collect`: fetches what is due and keeps it in history; the job that runs every hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli.options import command_context, known_name, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import email_operator, monitored, with_job
from reporter.core.errors import Exit
from reporter.core.observations import INCOMPLETE_REASONS, Missing
from reporter.core.problems import capped, kind_of

if TYPE_CHECKING:
    from reporter.core.context import CommandContext
    from reporter.executor.execute import CollectionResult
    from reporter.executor.fetch import Fetched
    from reporter.history.runs import RunRecord
    from reporter.pipeline.collect import RequestedMetrics
    from reporter.spec.workspace import Workspace


@click.command("collect")
@click.argument("accounts", nargs=-1)
@click.option("--stories", is_flag=True, help="Live stories only: one request an account.")
@with_job
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal,
    *,
    accounts: tuple[str, ...],
    stories: bool,
    as_json: bool,
    workspace: Path | None,
    now: datetime,
) -> Exit:
    """Fetch what is due of these accounts (default: all) and keep it in history. Safe to run at any time.

    Young media are asked every time, older ones once a day, old ones once a week; stories while they live.
    """
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.collect import requested_metrics

    own, specs = valid_specs(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    wishes = requested_metrics(list(specs.values()), own, load_catalog())
    names = tuple(known_name(name, own.accounts, what="account") for name in accounts) or tuple(own.accounts)
    context = command_context(terminal, now)
    job = "collect --stories" if stories else "collect"
    with monitored(terminal, own, context, job=job) as watch:
        asked, note, ending = _collected(terminal, own, wishes, names=names, stories=stories, context=context)
        watch.code = note.code
    terminal.counts = _counts(asked)
    for line in capped(note.problems):
        terminal.print_problem(line, kind=kind_of(line))
    email_operator(terminal, own, context, job=job, lines=[*note.problems, *ending])
    if as_json:
        terminal.print_json(_summary(note, asked))
    elif terminal.is_interactive:
        for line in _lines(asked, names):
            terminal.print_text(line)
    return note.code


def _collected(
    terminal: Terminal,
    workspace: Workspace,
    wishes: RequestedMetrics,
    *,
    names: tuple[str, ...],
    stories: bool,
    context: CommandContext,
) -> tuple[CollectionResult, RunRecord, list[str]]:
    """Collect, alone on this history; return also how it was written down, and which tokens end soon."""
    from reporter.catalog.load import load_catalog
    from reporter.executor.record import open_workspace_history
    from reporter.history.runs import alone, record_run
    from reporter.pipeline.collect import collect, plan_collect
    from reporter.pipeline.incomplete import ReportsShown, incomplete_lines
    from reporter.pipeline.token import expiry_warnings

    with open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history:
        for warning in history.warnings:
            terminal.print_problem(warning, kind="warning")
        name = "collect --stories" if stories else "collect"
        with alone(history, "collect"), record_run(history, name, context) as note:
            catalog = load_catalog()
            plan = plan_collect(
                names, wishes, history=history, workspace=workspace, catalog=catalog, now=context.now, stories=stories
            )
            asked = collect(plan, history=history, workspace=workspace, context=context, progress=terminal.progress)
            shown = ReportsShown(expected=False)
            note.problems = incomplete_lines(asked.fetched, plan, history=history, retention=catalog.retention, shown=shown)
            note.code = _exit(asked.fetched, names, problems=note.problems)
            note.requests, note.calls = asked.requests, asked.calls
        return asked, note, expiry_warnings(history, names, context.now)


def _counts(asked: CollectionResult) -> dict[str, int]:
    """Return how much was asked, answered and is lacking, by name."""
    return {
        "requests": asked.requests,
        "calls": asked.calls,
        "media": len(asked.fetched.snapshots),
        "missing": sum(count for reason, count in _missing(asked).items() if reason in INCOMPLETE_REASONS),
        "failures": len(asked.fetched.failures),
    }


def _exit(fetched: Fetched, names: Sequence[str], *, problems: Sequence[str]) -> Exit:
    """Return incomplete where some account gave something, else the failure that decides."""
    from reporter.pipeline.incomplete import unanswered_accounts
    from reporter.pipeline.outcome import exit_code

    if names and unanswered_accounts(fetched).issuperset(names):
        return exit_code(failure.error.exit for failure in fetched.failures)
    return Exit.INCOMPLETE if problems else Exit.DONE


def _missing(asked: CollectionResult) -> Counter[str]:
    measures = (measure for one in asked.fetched.snapshots for measure in one.measures.values())
    return Counter(one.reason.value for one in measures if isinstance(one, Missing))


def _lines(asked: CollectionResult, names: tuple[str, ...]) -> list[str]:
    counts = Counter((one.media.account, one.media.product_type) for one in asked.fetched.snapshots)
    found = []
    for name in names:
        own = [f"{count:,} {kind}" for (account, kind), count in sorted(counts.items()) if account == name]
        found.append(f"{name:12} {', '.join(own) or 'nothing'}")
    return [*found, f"{asked.requests:,} HTTP requests, {asked.calls:,} API calls"]


def _summary(note: RunRecord, asked: CollectionResult) -> dict[str, Any]:
    counts = Counter((one.media.account, one.media.product_type) for one in asked.fetched.snapshots)
    accounts = dict.fromkeys((*(account for account, _ in counts), *sorted(asked.fetched.reachable)))
    return {
        "exit": int(note.code),
        "requests": asked.requests,
        "calls": asked.calls,
        "media": {name: {kind: n for (account, kind), n in counts.items() if account == name} for name in accounts},
        "missing": dict(_missing(asked)),
        "problems": capped(note.problems),
    }
