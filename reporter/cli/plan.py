"""`reporter plan`: which period, whom it asks for what, what that costs, and which files come of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.options import command_context, display_path, load_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit

if TYPE_CHECKING:
    from reporter.executor.plan import AccountPlan, TypePlan
    from reporter.history.read.watch import StoredCoverage
    from reporter.pipeline.plan import Estimate
    from reporter.spec.retention import ExpiredDays

_WIDTH = 80


@click.command("plan")
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Ask nobody: tell what each 100 media items cost.")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, specs: tuple[Path, ...], offline: bool, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Show what a run of these specs would ask, cost and make.

    Media are counted by listing them (one request for each 100); nothing else is asked, nothing is written.
    """
    loaded = load_specs(terminal, specs, workspace=workspace, now=now)
    if loaded.workspace is None or loaded.failed:
        if as_json:
            terminal.print_json(
                {
                    "exit": int(Exit.CONFIGURATION),
                    "requests": 0,
                    "calls": 0,
                    "accounts": [],
                    "beyond_retention": [],
                    "recipients": [],
                    "files": [],
                }
            )
        return Exit.CONFIGURATION
    from reporter.pipeline.plan import estimate

    context = command_context(terminal, now)
    found = []
    for one in loaded.specs:
        assert one.spec is not None
        found.append(estimate(one.spec, name=one.name, workspace=loaded.workspace, context=context, offline=offline))
    for account, problem in (problem for one in found for problem in one.problems):
        terminal.print_problem(f"{account}: {problem}; its media are not counted")
    out = display_path(loaded.workspace.folder / "out")
    code = Exit.INCOMPLETE if any(estimate.problems for estimate in found) else Exit.DONE
    if as_json:
        terminal.print_json(_summary(code, found, out))
    else:
        terminal.print_text("\n\n".join("\n".join(_page(one, out)) for one in found))
    return code


def _page(found: Estimate, out: str) -> Iterator[str]:
    wrap = textwrap.TextWrapper(width=_WIDTH, subsequent_indent="  ")
    for (edition, period), lost in zip(found.editions, found.forgotten, strict=True):
        whom = edition.client or edition.account or ", ".join(edition.accounts)
        yield wrap.fill(f"{edition.title} · {period} · {edition.timezone} · {whom}")
        for name, one in lost:
            told = f"{one}: before {one.kept_from}, Instagram keeps no insights, so values come from history only"
            yield _row(name, told)
    for account in found.plan.accounts:
        yield ""
        yield from _account(found, account)
    total = found.total
    counted = "together" if found.media else "nothing was counted; 100 media items of each type would cost"
    yield f"\n{counted} {_sum(total.requests, total.calls)}"
    yield "would write"
    for edition, _period in found.editions:
        yield from (f"  {out}/{file}" for file in edition.files.values())
    recipients = [one for edition, _ in found.editions for one in found.recipients[edition.client, edition.account]]
    if recipients:
        yield "would deliver to"
        yield from (f"  {one}" for one in recipients)


def _account(found: Estimate, account: AccountPlan) -> Iterator[str]:
    yield f"{account.account} · {account.login} login · API {account.version}"
    counted, cost = found.media.get(account.account), found.costs[account.account]
    if counted is not None:
        yield _row("media", ", ".join(f"{count:,} {kind}" for kind, count in counted.items() if count) or "none")
    yield _row("history", _known(found.covered[account.account]))
    pages, insights = _times(cost.listing_pages, "listing page"), _times(cost.insights_requests, "insights request")
    yield _row("cost", f"{pages}, {insights}: {_sum(cost.requests, cost.calls)}")
    for listed in account.lists:
        yield _row(listed, f"with {', '.join(account.inline_metrics(listed)) or 'no metrics'}")
    for kind, own in account.types.items():
        listed = "stories" if kind == "STORY" else "media"
        if listed in account.lists:
            yield from _type(kind, own, account.inline_metrics(listed))
    if "stories" not in account.lists and "STORY" in account.types:
        yield _row("stories", "not asked: none of this period can still be live")


def _known(covered: StoredCoverage) -> str:
    if covered.first is None or covered.last is None:
        return "nothing of these media yet"
    first, last = (f"{one:%Y-%m-%d %H:%M}" for one in (covered.first, covered.last))
    return f"holds {covered.media:,} of these media, read {first} to {last} UTC"


def _type(kind: str, own: TypePlan, riding: tuple[str, ...]) -> Iterator[str]:
    rest = ", ".join(name for name in own.plain if name not in riding)
    alone = [*own.apart, *(f"{name} by {split}" for name, split in own.breakdowns.items())]
    asks = [*([rest] if rest else []), *alone]
    if asks:
        yield _row(kind, f"each asked for {'; '.join(asks)}")
    if own.never:
        yield _row(kind, f"never asked for {', '.join(own.never)}")


def _row(name: str, text: str) -> str:
    return textwrap.fill(f"  {name:8} {text}", width=_WIDTH, subsequent_indent=" " * 11, break_long_words=False)


def _sum(requests: int, calls: int) -> str:
    return f"{_times(requests, 'HTTP request')}, {_times(calls, 'API call')}"


def _times(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _summary(code: Exit, found: list[Estimate], out: str) -> Mapping[str, object]:
    return {
        "exit": int(code),
        "requests": sum(one.total.requests for one in found),
        "calls": sum(one.total.calls for one in found),
        "accounts": [
            {
                "account": account.account,
                "login": account.login.value,
                "media": dict(one.media.get(account.account, {})),
                "listing_pages": one.costs[account.account].listing_pages,
                "insights_requests": one.costs[account.account].insights_requests,
                "requests": one.costs[account.account].requests,
                "calls": one.costs[account.account].calls,
                "history": _covered(one.covered[account.account]),
            }
            for one in found
            for account in one.plan.accounts
        ],
        "beyond_retention": [_lost(name, one) for each in found for some in each.forgotten for name, one in some],
        "recipients": [one for each in found for to in each.recipients.values() for one in to],
        "problems": [f"{account}: {problem}" for one in found for account, problem in one.problems],
        "files": [f"{out}/{file}" for one in found for edition, _ in one.editions for file in edition.files.values()],
    }


def _lost(name: str, found: ExpiredDays) -> Mapping[str, object]:
    days = {"from": found.first.isoformat(), "to": found.last.isoformat(), "days": found.days, "of": found.of}
    return {"period": name, **days}


def _covered(found: StoredCoverage) -> Mapping[str, object]:
    first, last = (one.isoformat() if one else None for one in (found.first, found.last))
    return {"media": found.media, "first": first, "last": last}
