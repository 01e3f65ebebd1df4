"""`reporter plan`: shows the requests, files and deliveries of a run without running it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
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
@click.option("--offline", is_flag=True, help="Show the API usage per 100 media items without sending requests.")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, specs: tuple[Path, ...], offline: bool, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Show the requests, files and deliveries of a run without running it.

    Sends one request per 100 media items to count them. Requests no insights and writes nothing.
    """
    from reporter.pipeline.outcome import MISSING_DATA, exit_code

    loaded = load_specs(terminal, specs, workspace=workspace, now=now)
    if loaded.workspace is None or loaded.failed:
        if as_json:
            terminal.print_json(_summary(Exit.CONFIGURATION, [], ""))
        return Exit.CONFIGURATION
    from reporter.pipeline.plan import estimate

    context = command_context(terminal, now)
    estimates = []
    for loaded_spec in loaded.specs:
        assert loaded_spec.spec is not None
        estimates.append(
            estimate(
                loaded_spec.spec, name=loaded_spec.name, workspace=loaded.workspace, context=context, offline=offline
            )
        )
    problems = [problem for result in estimates for problem in result.problems]
    for account, problem in problems:
        terminal.print_problem(f"{account}: {problem}; its media items are not counted")
    out = display_path(loaded.workspace.folder / "out")
    code = exit_code(MISSING_DATA for _ in problems)
    if as_json:
        terminal.print_json(_summary(code, estimates, out))
    else:
        terminal.print_text("\n\n".join("\n".join(_page(result, out)) for result in estimates))
    return code


def _page(estimate: Estimate, out: str) -> Iterator[str]:
    wrap = textwrap.TextWrapper(width=_WIDTH, subsequent_indent="  ")
    for (edition, period), expired in zip(estimate.editions, estimate.expired, strict=True):
        subject = edition.client or edition.account or ", ".join(edition.accounts)
        yield wrap.fill(f"{edition.title} · {period} · {edition.timezone} · {subject}")
        for name, days in expired:
            lost = f"Instagram no longer provides insights from before {days.kept_from}; only history can contain them"
            yield _row(name, f"{days}: {lost}")
    for account in estimate.plan.accounts:
        yield ""
        yield from _account(estimate, account)
    total = estimate.total
    counted = "total" if estimate.media else "media items were not counted; usage per 100 media items of each type:"
    yield f"\n{counted} {_usage(total.requests, total.calls)}"
    yield "files"
    for edition, _period in estimate.editions:
        yield from (f"  {out}/{file}" for file in edition.files.values())
    recipients = _recipients(estimate)
    if recipients:
        yield "recipients"
        yield from (f"  {recipient}" for recipient in recipients)


def _recipients(estimate: Estimate) -> list[str]:
    return [
        recipient
        for edition, _period in estimate.editions
        for recipient in estimate.recipients[edition.client, edition.account]
    ]


def _account(estimate: Estimate, account: AccountPlan) -> Iterator[str]:
    yield f"{account.account} · {account.login} login · API {account.version}"
    media, cost = estimate.media.get(account.account), estimate.costs[account.account]
    if media is not None:
        yield _row("media", ", ".join(f"{count:,} {kind}" for kind, count in media.items() if count) or "none")
    yield _row("history", _stored(estimate.covered[account.account]))
    pages = _times(cost.listing_pages, "listing page")
    insights = _times(cost.insights_requests, "insights request")
    yield _row("usage", f"{pages}, {insights}: {_usage(cost.requests, cost.calls)}")
    for listing in account.lists:
        yield _row(listing, f"with {', '.join(account.inline_metrics(listing)) or 'no metrics'}")
    for kind, type_plan in account.types.items():
        listing = "stories" if kind == "STORY" else "media"
        if listing in account.lists:
            yield from _type(kind, type_plan, account.inline_metrics(listing))
    if "stories" not in account.lists and "STORY" in account.types:
        yield _row("stories", "no requests: all stories of this period have expired")


def _stored(coverage: StoredCoverage) -> str:
    if coverage.first is None or coverage.last is None:
        return "no values of these media items"
    first, last = (f"{time:%Y-%m-%d %H:%M}" for time in (coverage.first, coverage.last))
    return f"{coverage.media:,} media items, collected {first} to {last} UTC"


def _type(kind: str, plan: TypePlan, inline: tuple[str, ...]) -> Iterator[str]:
    together = ", ".join(name for name in plan.plain if name not in inline)
    alone = [*plan.apart, *(f"{name} by {breakdown}" for name, breakdown in plan.breakdowns.items())]
    requests = [*([together] if together else []), *alone]
    if requests:
        yield _row(kind, f"per media item: {'; '.join(requests)}")
    if plan.never:
        yield _row(kind, f"not available: {', '.join(plan.never)}")


def _row(name: str, text: str) -> str:
    return textwrap.fill(f"  {name:8} {text}", width=_WIDTH, subsequent_indent=" " * 11, break_long_words=False)


def _usage(requests: int, calls: int) -> str:
    return f"{_times(requests, 'HTTP request')}, {_times(calls, 'API call')}"


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _summary(code: Exit, estimates: Sequence[Estimate], out: str) -> Mapping[str, object]:
    """Return the object that `--json` prints."""
    return {
        "exit": int(code),
        "requests": sum(estimate.total.requests for estimate in estimates),
        "calls": sum(estimate.total.calls for estimate in estimates),
        "accounts": [
            _account_document(estimate, account) for estimate in estimates for account in estimate.plan.accounts
        ],
        "beyond_retention": [
            _expired_document(name, days)
            for estimate in estimates
            for periods in estimate.expired
            for name, days in periods
        ],
        "recipients": [
            recipient
            for estimate in estimates
            for recipients in estimate.recipients.values()
            for recipient in recipients
        ],
        "problems": [f"{account}: {problem}" for estimate in estimates for account, problem in estimate.problems],
        "files": [
            f"{out}/{file}"
            for estimate in estimates
            for edition, _period in estimate.editions
            for file in edition.files.values()
        ],
    }


def _account_document(estimate: Estimate, account: AccountPlan) -> Mapping[str, object]:
    name, coverage = account.account, estimate.covered[account.account]
    cost = estimate.costs[name]
    first, last = (time.isoformat() if time else None for time in (coverage.first, coverage.last))
    return {
        "account": name,
        "login": account.login.value,
        "media": dict(estimate.media.get(name, {})),
        "listing_pages": cost.listing_pages,
        "insights_requests": cost.insights_requests,
        "requests": cost.requests,
        "calls": cost.calls,
        "history": {"media": coverage.media, "first": first, "last": last},
    }


def _expired_document(name: str, days: ExpiredDays) -> Mapping[str, object]:
    dates = {"from": days.first.isoformat(), "to": days.last.isoformat(), "days": days.days, "of": days.of}
    return {"period": name, **dates}
