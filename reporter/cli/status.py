"""`reporter status`: what history holds of each account and since when, what is due, and how the last runs ended."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli.options import command_context, display_path, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit

if TYPE_CHECKING:
    from reporter.delivery.outbox import PendingDeliveries
    from reporter.history.outbox import ReportKey
    from reporter.pipeline.status import AccountState, HistoryState


@click.command("status")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, as_json: bool, workspace: Path | None, now: datetime) -> Exit:
    """Show what history holds, what is due, where stories were missed, and how the last runs ended."""
    from reporter.delivery.outbox import find_pending
    from reporter.executor.record import open_workspace_history
    from reporter.pipeline.status import inspect_history

    own, specs = valid_specs(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    with open_workspace_history(own, environ=context.environ, secrets=context.secrets) as history:
        state, duties = inspect_history(history, own, now), find_pending(history, specs, workspace=own, now=now)
        place = display_path(history.location.path) if history.location.path else history.location.shown
        warnings = history.warnings
    for warning in warnings:
        terminal.print_problem(warning, kind="warning")
    if as_json:
        terminal.print_json({**_document(state, place), **_owed(duties)})
    else:
        terminal.print_text("\n".join((*_page(state, place, now), *_told(duties))))
    return Exit.DONE


def _page(state: HistoryState, place: str, now: datetime) -> Iterator[str]:
    yield f"history {place}"
    for one in state.accounts:
        yield from _account(one, now)
    yield ""
    yield "last runs" if state.runs else "no runs yet"
    for run in {one.label: one for one in reversed(state.runs)}.values():
        ended = "still running or killed" if run.code is None else f"exit {run.code}"
        cost = f", {run.requests:,} requests" if run.requests else ""
        cost += f", {run.sent:,} delivered" if run.sent else ""
        yield f"  {run.started:%Y-%m-%d %H:%M} UTC  {run.label}: {ended}{cost}"
        yield from (textwrap.fill(one, 78, initial_indent="    ", subsequent_indent="      ") for one in run.problems)


def _told(duties: PendingDeliveries) -> Iterator[str]:
    """Tell what is owed to recipients; nothing when they have everything."""
    lines = [f"{_named(key)}: due" for key in duties.due]
    lines += [f"{_named(one.key)}: on hold: {one.reason}" for one in duties.on_hold]
    for one in duties.undelivered:
        since = f"{one.state.value} since {one.changed:%Y-%m-%d %H:%M} UTC"
        lines.append(
            f"{_named(one.key)} to {one.recipient}: {since}{f': {one.description}' if one.description else ''}"
        )
    if lines:
        yield ""
        yield "deliveries"
        yield from (textwrap.fill(one, 78, initial_indent="  ", subsequent_indent="    ") for one in lines)


def _owed(duties: PendingDeliveries) -> dict[str, Any]:
    return {
        "due": [key.document() for key in duties.due],
        "held": [{**one.key.document(), "reason": one.reason} for one in duties.on_hold],
        "deliveries": [
            {
                **one.key.document(),
                "recipient": one.recipient,
                "state": one.state.value,
                "since": one.changed.isoformat(),
                "detail": one.description,
            }
            for one in duties.undelivered
        ],
    }


def _named(key: ReportKey) -> str:
    return f"{key.report} {key.label} for {key.subject}" if key.subject else f"{key.report} {key.label}"


def _account(one: AccountState, now: datetime) -> Iterator[str]:
    held = one.held
    yield ""
    followers = f", {held.followers:,} followers" if held.followers is not None else ""
    yield f"{held.account}: {held.media:,} media, {held.snapshots:,} snapshots{followers}"
    if held.first and held.last:
        yield f"  held     {held.first:%Y-%m-%d %H:%M} to {held.last:%Y-%m-%d %H:%M} UTC"
    yield f"  media    {_ago(held.media_listed, now)}"
    yield f"  stories  {_ago(held.stories_listed, now)}"
    if one.known:
        yield f"  caught   {one.caught:,} of {one.known:,} stories of the last 30 days"
    for outage in one.outages[-3:]:
        hours = f"{outage.start:%Y-%m-%d %H:%M} to {outage.end:%Y-%m-%d %H:%M} UTC"
        yield f"  missed   {outage.stories} ended unseen, {hours}"
    if one.token_ends:
        yield f"  token    {_ending(one.token_ends, now)}"
    yield f"  due      {', '.join(one.due) or 'nothing'}"


def _ending(ends: datetime, now: datetime) -> str:
    from reporter.pipeline.token import EXPIRES_SOON

    if ends <= now:
        return f"ended {ends:%Y-%m-%d}"
    return f"ends {ends:%Y-%m-%d}{', soon' if ends - now <= EXPIRES_SOON else ''}"


def _ago(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "never listed"
    hours = (now - when) / timedelta(hours=1)
    said = f"{hours:.0f} h ago" if hours < 48 else f"{hours / 24:.0f} days ago"
    return f"listed {when:%Y-%m-%d %H:%M} UTC ({said})"


def _document(state: HistoryState, place: str) -> dict[str, Any]:
    return {
        "exit": int(Exit.DONE),
        "history": place,
        "accounts": [
            {
                "account": one.held.account,
                "media": one.held.media,
                "snapshots": one.held.snapshots,
                "followers": one.held.followers,
                "first": _iso(one.held.first),
                "last": _iso(one.held.last),
                "media_listed": _iso(one.held.media_listed),
                "stories_listed": _iso(one.held.stories_listed),
                "stories": {"known": one.known, "caught": one.caught},
                "gaps": _gaps(one),
                "token_ends": _iso(one.token_ends),
                "due": list(one.due),
            }
            for one in state.accounts
        ],
        "runs": [
            {
                "command": run.label,
                "started": run.started.isoformat(),
                "finished": _iso(run.finished),
                "exit": run.code,
                "requests": run.requests,
                "calls": run.calls,
                "sent": run.sent,
                "problems": list(run.problems),
            }
            for run in state.runs
        ],
    }


def _gaps(one: AccountState) -> Sequence[dict[str, Any]]:
    return [
        {"from": outage.start.isoformat(), "to": outage.end.isoformat(), "stories": outage.stories}
        for outage in one.outages
    ]


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
