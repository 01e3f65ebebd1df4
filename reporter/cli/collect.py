"""`reporter collect`: fetches what is due and keeps it in history; the job that runs every hour."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from reporter.cli.common import one_of
from reporter.cli.common import sound_specs
from reporter.cli.common import surroundings
from reporter.cli.common import with_json
from reporter.cli.common import with_now
from reporter.cli.common import with_workspace
from reporter.cli.jobs import tell_operator
from reporter.cli.jobs import watched
from reporter.cli.jobs import with_job
from reporter.cli.terminal import Terminal
from reporter.errors import Exit
from reporter.errors import severest
from reporter.observations import INCOMPLETE_REASONS
from reporter.observations import Missing

if TYPE_CHECKING:
    from reporter.asking import Asked
    from reporter.collecting import Wishes
    from reporter.surroundings import Surroundings
    from reporter.workspace import Workspace


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
    from reporter.catalog.load import load as load_catalog
    from reporter.collecting import wishes_of

    own, specs = sound_specs(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    wishes = wishes_of(list(specs.values()), own, load_catalog())
    names = tuple(one_of(name, own.accounts, what="account") for name in accounts) or tuple(own.accounts)
    around = surroundings(terminal, now)
    job = "collect --stories" if stories else "collect"
    with watched(terminal, own, around, job=job) as watch:
        asked, code, ending = _collected(terminal, own, wishes, names=names, stories=stories, around=around)
        watch.code = code
    lines = [f"{failure.account}: {failure.error}" for failure in asked.fetched.failures]
    terminal.counts = _counts(asked)
    for line in lines:
        terminal.problem(line)
    tell_operator(terminal, own, around, job=job, lines=[*lines, *ending])
    if as_json:
        terminal.say_json(_summary(code, asked))
    elif terminal.talks:
        for line in _lines(asked, names):
            terminal.say(line)
    return code


def _collected(
    terminal: Terminal,
    workspace: Workspace,
    wishes: Wishes,
    *,
    names: tuple[str, ...],
    stories: bool,
    around: Surroundings,
) -> tuple[Asked, Exit, list[str]]:
    """Collect, alone on this history, and write down how it went; return also which tokens end soon."""
    from reporter.catalog.load import load as load_catalog
    from reporter.collecting import collect
    from reporter.collecting import plan_collect
    from reporter.history.runs import alone
    from reporter.history.runs import noted
    from reporter.recording import open_workspace_history
    from reporter.tokens import warnings

    with open_workspace_history(workspace, environ=around.environ, secrets=around.secrets) as history:
        for warning in history.warnings:
            terminal.problem(warning, kind="warning")
        name = "collect --stories" if stories else "collect"
        with alone(history, "collect"), noted(history, name, around) as note:
            plan = plan_collect(
                names,
                wishes,
                history=history,
                workspace=workspace,
                catalog=load_catalog(),
                now=around.now,
                stories=stories,
            )
            asked = collect(plan, history=history, workspace=workspace, around=around, progress=terminal.progress)
            note.code, note.requests, note.calls = _exit(asked, names), asked.requests, asked.calls
        return asked, note.code, warnings(history, names, around.now)


def _counts(asked: Asked) -> dict[str, int]:
    """Return how much was asked, answered and is lacking, by name."""
    return {
        "requests": asked.requests,
        "calls": asked.calls,
        "media": len(asked.fetched.snapshots),
        "missing": sum(count for reason, count in _missing(asked).items() if reason in INCOMPLETE_REASONS),
        "failures": len(asked.fetched.failures),
    }


def _exit(asked: Asked, names: tuple[str, ...]) -> Exit:
    failed = {one.account for one in asked.fetched.failures}
    if failed == set(names) and not asked.fetched.snapshots:
        return severest([one.error.exit for one in asked.fetched.failures])
    lacking = {Exit.INCOMPLETE for reason in _missing(asked) if reason in INCOMPLETE_REASONS}
    return Exit.INCOMPLETE if failed or lacking else Exit.DONE


def _missing(asked: Asked) -> Counter[str]:
    measures = (measure for one in asked.fetched.snapshots for measure in one.measures.values())
    return Counter(one.reason.value for one in measures if isinstance(one, Missing))


def _lines(asked: Asked, names: tuple[str, ...]) -> list[str]:
    counts = Counter((one.media.account, one.media.product_type) for one in asked.fetched.snapshots)
    found = []
    for name in names:
        own = [f"{count:,} {kind}" for (account, kind), count in sorted(counts.items()) if account == name]
        found.append(f"{name:12} {', '.join(own) or 'nothing'}")
    return [*found, f"{asked.requests:,} HTTP requests, {asked.calls:,} API calls"]


def _summary(code: Exit, asked: Asked) -> dict[str, Any]:
    counts = Counter((one.media.account, one.media.product_type) for one in asked.fetched.snapshots)
    accounts = dict.fromkeys(account for account, _ in counts)
    return {
        "exit": int(code),
        "requests": asked.requests,
        "calls": asked.calls,
        "media": {name: {kind: n for (account, kind), n in counts.items() if account == name} for name in accounts},
        "missing": dict(_missing(asked)),
        "problems": [f"{one.account}: {one.error}" for one in asked.fetched.failures],
    }
