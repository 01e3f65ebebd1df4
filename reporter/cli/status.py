"""`reporter status`: shows stored data, due work, missed stories and recent runs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli.options import command_context, display_path, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit

if TYPE_CHECKING:
    from reporter.delivery.archive import PendingDeliveries
    from reporter.history.outbox import ReportKey
    from reporter.history.read.watch import Run
    from reporter.pipeline.status import AccountState, HistoryState


@click.command("status")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, as_json: bool, workspace: Path | None, now: datetime) -> Exit:
    """Show stored data, due work, missed stories and recent runs."""
    from reporter.delivery.archive import find_pending
    from reporter.executor.record import open_workspace_history
    from reporter.pipeline.status import inspect_history

    loaded, specs = valid_specs(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    with open_workspace_history(loaded, environ=context.environ, secrets=context.secrets) as history:
        state = inspect_history(history, loaded, now)
        pending = find_pending(history, specs, workspace=loaded, now=now)
        location = display_path(history.location.path) if history.location.path else history.location.shown
        warnings = history.warnings
    for warning in warnings:
        terminal.print_problem(warning, kind="warning")
    if as_json:
        terminal.print_json({**_document(state, location), **_pending_document(pending)})
    else:
        terminal.print_text("\n".join((*_page(state, location, now), *_pending(pending))))
    return Exit.DONE


def _page(state: HistoryState, location: str, now: datetime) -> Iterator[str]:
    yield f"history {location}"
    for account in state.accounts:
        yield from _account(account, now)
    yield ""
    yield "last runs" if state.runs else "no runs yet"
    newest = {run.label: run for run in reversed(state.runs)}
    for run in newest.values():
        outcome = "still running or killed" if run.code is None else f"exit {run.code}"
        counts = f", {run.requests:,} requests" if run.requests else ""
        counts += f", {run.sent:,} delivered" if run.sent else ""
        yield f"  {run.started:%Y-%m-%d %H:%M} UTC  {run.label}: {outcome}{counts}"
        for problem in run.problems:
            yield textwrap.fill(problem, 78, initial_indent="    ", subsequent_indent="      ")


def _pending(pending: PendingDeliveries) -> Iterator[str]:
    """Show due, held and unconfirmed deliveries; nothing if there are none."""
    lines = [f"{_label(key)}: due" for key in pending.due]
    lines += [f"{_label(report.key)}: on hold: {report.reason}" for report in pending.on_hold]
    for delivery in pending.undelivered:
        detail = f": {delivery.description}" if delivery.description else ""
        since = f"{delivery.state.text} since {delivery.changed:%Y-%m-%d %H:%M} UTC"
        lines.append(f"{_label(delivery.key)} to {delivery.recipient}: {since}{detail}")
    if lines:
        yield ""
        yield "deliveries"
        yield from (textwrap.fill(line, 78, initial_indent="  ", subsequent_indent="    ") for line in lines)


def _label(key: ReportKey) -> str:
    return f"{key.report} {key.label} for {key.subject}" if key.subject else f"{key.report} {key.label}"


def _account(account: AccountState, now: datetime) -> Iterator[str]:
    contents = account.contents
    yield ""
    followers = f", {contents.followers:,} followers" if contents.followers is not None else ""
    yield f"{contents.account}: {contents.media:,} media items, {contents.snapshots:,} snapshots{followers}"
    if contents.first and contents.last:
        yield f"  stored   {contents.first:%Y-%m-%d %H:%M} to {contents.last:%Y-%m-%d %H:%M} UTC"
    yield f"  media    {_listed(contents.media_listed, now)}"
    yield f"  stories  {_listed(contents.stories_listed, now)}"
    if account.known:
        yield f"  in time  {account.caught:,} of {account.known:,} stories of the last 30 days"
    for outage in account.outages[-3:]:
        hours = f"{outage.start:%Y-%m-%d %H:%M} to {outage.end:%Y-%m-%d %H:%M} UTC"
        yield f"  missed   {outage.stories} expired before they were read, {hours}"
    if account.token_ends:
        yield f"  token    {_expiry(account.token_ends, now)}"
    yield f"  due      {', '.join(account.due) or 'nothing'}"


def _expiry(ends: datetime, now: datetime) -> str:
    from reporter.pipeline.token import EXPIRES_SOON

    if ends <= now:
        return f"expired on {ends:%Y-%m-%d}"
    return f"expires on {ends:%Y-%m-%d}{', soon' if ends - now <= EXPIRES_SOON else ''}"


def _listed(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "never listed"
    hours = (now - when) / timedelta(hours=1)
    age = f"{hours:.0f} h ago" if hours < 48 else f"{hours / 24:.0f} days ago"
    return f"listed {when:%Y-%m-%d %H:%M} UTC ({age})"


def _document(state: HistoryState, location: str) -> dict[str, Any]:
    """Return the part of the object that `--json` prints about history."""
    return {
        "exit": int(Exit.DONE),
        "history": location,
        "accounts": [_account_document(account) for account in state.accounts],
        "runs": [_run_document(run) for run in state.runs],
    }


def _account_document(account: AccountState) -> dict[str, Any]:
    contents = account.contents
    return {
        "account": contents.account,
        "media": contents.media,
        "snapshots": contents.snapshots,
        "followers": contents.followers,
        "first": _iso(contents.first),
        "last": _iso(contents.last),
        "media_listed": _iso(contents.media_listed),
        "stories_listed": _iso(contents.stories_listed),
        "stories": {"known": account.known, "caught": account.caught},
        "gaps": [
            {"from": outage.start.isoformat(), "to": outage.end.isoformat(), "stories": outage.stories}
            for outage in account.outages
        ],
        "token_ends": _iso(account.token_ends),
        "due": list(account.due),
    }


def _run_document(run: Run) -> dict[str, Any]:
    return {
        "command": run.label,
        "started": run.started.isoformat(),
        "finished": _iso(run.finished),
        "exit": run.code,
        "requests": run.requests,
        "calls": run.calls,
        "sent": run.sent,
        "problems": list(run.problems),
    }


def _pending_document(pending: PendingDeliveries) -> dict[str, Any]:
    return {
        "due": [key.document() for key in pending.due],
        "held": [{**report.key.document(), "reason": report.reason} for report in pending.on_hold],
        "deliveries": [
            {
                **delivery.key.document(),
                "recipient": delivery.recipient,
                "state": delivery.state.value,
                "since": delivery.changed.isoformat(),
                "detail": delivery.description,
            }
            for delivery in pending.undelivered
        ],
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
