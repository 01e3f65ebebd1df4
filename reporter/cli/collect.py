"""`reporter collect`: fetches due insights and stores them in history. The job that runs every hour."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli.options import command_context, known_name, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import email_operator, monitored, with_job
from reporter.core.errors import Exit
from reporter.core.observations import INCOMPLETE_REASONS, Missing
from reporter.core.problems import capped, lines_of

if TYPE_CHECKING:
    from reporter.executor.execute import CollectionResult
    from reporter.pipeline.collect import CollectResult


@click.command("collect")
@click.argument("accounts", nargs=-1)
@click.option("--stories", is_flag=True, help="Fetch only active stories, with one request per account.")
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
    """Fetch due insights of these accounts (default: all) and store them in history. Safe to run at any time.

    Fetches recent posts on every run, older posts daily, the oldest weekly, and stories until they expire.
    """
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.collect import collect, requested_metrics

    loaded, specs = valid_specs(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    names = tuple(known_name(name, loaded.accounts, what="account") for name in accounts) or tuple(loaded.accounts)
    context, catalog = command_context(terminal, now), load_catalog()
    job = "collect --stories" if stories else "collect"
    with monitored(terminal, loaded, context, job=job) as status:
        result = collect(
            names,
            requested_metrics(list(specs.values()), loaded, catalog),
            workspace=loaded,
            catalog=catalog,
            context=context,
            progress=terminal.progress,
            stories=stories,
        )
        status.code = result.exit
    terminal.counts = _counts(result.collection)
    for warning in result.warnings:
        terminal.print_problem(warning, kind="warning")
    for problem in capped(result.problems):
        terminal.print_problem(problem.line, kind=problem.kind)
    email_operator(terminal, loaded, context, job=job, problems=[*result.problems, *result.expiring])
    if as_json:
        terminal.print_json(_summary(result))
    elif terminal.is_interactive:
        for line in _lines(result.collection, names):
            terminal.print_text(line)
    return result.exit


def _counts(collection: CollectionResult) -> dict[str, int]:
    """Return the numbers of requests, media items, missing values and failures, for the log."""
    return {
        "requests": collection.requests,
        "calls": collection.calls,
        "media": len(collection.fetched.snapshots),
        "missing": sum(count for reason, count in _missing(collection).items() if reason in INCOMPLETE_REASONS),
        "failures": len(collection.fetched.failures),
    }


def _missing(collection: CollectionResult) -> Counter[str]:
    """Count the missing values by reason."""
    values = (value for snapshot in collection.fetched.snapshots for value in snapshot.measures.values())
    return Counter(value.reason.value for value in values if isinstance(value, Missing))


def _media(collection: CollectionResult) -> Counter[tuple[str, str]]:
    """Count the media items by account and product type."""
    items = (snapshot.media for snapshot in collection.fetched.snapshots)
    return Counter((item.account, item.product_type) for item in items)


def _lines(collection: CollectionResult, names: tuple[str, ...]) -> list[str]:
    counts = _media(collection)
    lines = []
    for name in names:
        media = [f"{count:,} {kind}" for (account, kind), count in sorted(counts.items()) if account == name]
        lines.append(f"{name:12} {', '.join(media) or 'nothing'}")
    return [*lines, f"{collection.requests:,} HTTP requests, {collection.calls:,} API calls"]


def _summary(result: CollectResult) -> dict[str, Any]:
    """Return the object that `--json` prints."""
    collection, counts = result.collection, _media(result.collection)
    accounts = dict.fromkeys((*(account for account, _ in counts), *sorted(collection.fetched.reachable)))
    return {
        "exit": int(result.exit),
        "requests": collection.requests,
        "calls": collection.calls,
        "media": {
            name: {kind: count for (account, kind), count in counts.items() if account == name} for name in accounts
        },
        "missing": dict(_missing(collection)),
        "problems": lines_of(result.problems),
    }
