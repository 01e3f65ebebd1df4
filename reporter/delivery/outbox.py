"""Issues of a report: which are due, keeping one whole before any copy of it leaves, and what was kept of one.

An issue is kept with its files, its letters and the computed report, so that whatever stops a run, the next one sends
the same letters to those who have none yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from reporter.core.errors import ConfigurationError
from reporter.core.errors import UsageError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact
from reporter.core.report import Report
from reporter.delivery.compose import FILES
from reporter.delivery.compose import LETTERS
from reporter.delivery.compose import REPORT
from reporter.delivery.compose import addresses
from reporter.delivery.compose import digest
from reporter.delivery.compose import letters
from reporter.history.open import History
from reporter.history.open import Transaction
from reporter.history.outbox import HELD
from reporter.history.outbox import OUT
from reporter.history.outbox import Address
from reporter.history.outbox import Issue
from reporter.history.outbox import Key
from reporter.history.outbox import add_postings
from reporter.history.outbox import addresses_of
from reporter.history.outbox import find_issue
from reporter.history.outbox import issues_of
from reporter.history.outbox import keep_issue
from reporter.history.outbox import next_copy
from reporter.history.outbox import read_files
from reporter.history.outbox import release
from reporter.renderers.json import document
from reporter.spec.addresses import address_of
from reporter.spec.editions import Edition
from reporter.spec.model import Compare
from reporter.spec.model import ReportSpec
from reporter.spec.periods import Period
from reporter.spec.periods import previous
from reporter.spec.workspace import Workspace

_MOST_MISSED = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run has to do with its editions: make them, or write again what was issued long ago."""

    make: tuple[Edition, ...]
    again: tuple[Issue, ...] = ()


def key_of(edition: Edition, now: datetime) -> Key:
    """Return what an edition is known by. A period that is not over yet is another one every day."""
    period = edition.period.name
    if edition.period.end > now:
        period = f"{period} as of {now.astimezone(edition.zone):%Y-%m-%d}"
    return Key(edition.name, edition.client or edition.account, period)


def check_server(spec: ReportSpec, workspace: Workspace) -> None:
    """Refuse to begin what could not be sent: raises ConfigurationError."""
    if workspace.model.mail is None and any(one.email for one in spec.deliver):
        raise ConfigurationError("there is no mail: in reporter.yaml to send it with; add it, or run with --no-deliver")


def sort_out(
    history: History, editions: Sequence[Edition], *, now: datetime, offline: bool, release_held: bool
) -> Batch:
    """Return which editions are due: those never issued, and those on hold unless they are released here.

    `offline`: what was issued is written again as it was, unless the spec has changed since. `release_held`: what
    earlier periods have on hold goes out, too.
    """
    if release_held:
        _release(history, editions, now)
    make, again = [], []
    for edition in editions:
        with history.read() as transaction:
            issue = find_issue(transaction, key_of(edition, now))
        if issue is None or issue.state == HELD or (offline and issue.digest != digest(edition.spec)):
            make.append(edition)
        elif offline:
            again.append(issue)
    return Batch(tuple(make), tuple(again))


def _release(history: History, editions: Sequence[Edition], now: datetime) -> None:
    """Let all go out that the editions' report has on hold for whom they are; of a period named outright that alone."""
    keys = [key_of(one, now) for one in editions]
    named = {key for key, one in zip(keys, editions, strict=True) if one.spec.period == one.period.name}
    subjects = {key.subject for key in keys}
    with history.read() as transaction:
        held = [one for name in {key.report for key in keys} for one in issues_of(transaction, name, state=HELD)]
    for issue in held:
        if issue.key in named or (not named and issue.key.subject in subjects):
            history.write(partial(release, issue=issue.number, now=now))


def keep(
    history: History,
    edition: Edition,
    report: Report,
    *,
    artifacts: Mapping[str, Artifact],
    workspace: Workspace,
    out: Path,
    now: datetime,
) -> None:
    """Keep a report as an issue with a posting for each recipient, unless it is out already.

    `artifacts`: by output kind. `out`: the folder that they were written to.
    """
    key = key_of(edition, now)
    posts = letters(edition, report, artifacts, workspace=workspace, out=out, made=now)
    computed = json.dumps(document(report), ensure_ascii=True, allow_nan=False).encode()
    files = {
        **{f"{FILES}{one.name}": one.data for one in artifacts.values()},
        **{f"{LETTERS}{name}": data for name, data in posts.items()},
        REPORT: computed,
    }
    reason = "; ".join(report.holds)
    period, state = edition.period, HELD if report.holds else OUT
    issue = Issue(0, key, period.start, period.end, now, digest(edition.spec), state, reason)
    to = addresses(edition, workspace)
    history.write(lambda transaction: keep_issue(transaction, issue, files, to=to))


def missed(history: History, edition: Edition, now: datetime) -> list[Period]:
    """Return the periods between the newest issue and this edition's that were never issued, oldest first."""
    key = key_of(edition, now)
    with history.read() as transaction:
        known = [one for state in (OUT, HELD) for one in issues_of(transaction, key.report, state=state)]
    last = max((one.end for one in known if one.key.subject == key.subject), default=None)
    found: list[Period] = []
    period = previous(edition.period)
    while last is not None and period.start >= last and len(found) < _MOST_MISSED:
        found.append(period)
        period = previous(period)
    return found[::-1]


def before(history: History, edition: Edition, now: datetime) -> tuple[Edition, dict[str, Any]] | None:
    """Return the issue before this edition's as what would make it anew, and as the JSON of what was sent.

    None where there is none, or none of the same spec.
    """
    key, start = key_of(edition, now), edition.period.start
    figures = tuple(one for one in edition.spec.sections if one.kind == "kpis")
    with history.read() as transaction:
        own = [one for one in issues_of(transaction, key.report) if one.key.subject == key.subject and one.end <= start]
        has_figures = bool(figures) or not edition.spec.sections
        if not own or not has_figures or own[-1].digest != digest(edition.spec):
            return None
        sent = read_files(transaction, own[-1].number, REPORT)[""]
    last = own[-1]
    start, end = (one.astimezone(edition.zone) for one in (last.start, last.end))
    period = Period(last.key.period, start, end, "range")
    spec = edition.spec.model_copy(update={"sections": figures, "alerts": {}, "hold_if": (), "compare": Compare()})
    return replace(edition, period=period, earlier=None, spec=spec), json.loads(sent)


def write_again(history: History, issue: Issue, out: Path) -> tuple[list[Path], dict[str, Any]]:
    """Write an issue's files as they were sent; return their paths and the report as JSON."""
    with history.read() as transaction:
        files = read_files(transaction, issue.number, FILES)
        computed = read_files(transaction, issue.number, REPORT)[""]
    return [write_artifact(out, Artifact(name, data)) for name, data in files.items()], json.loads(computed)


def send_again(history: History, editions: Sequence[Edition], *, to: str | None, now: datetime, by: str) -> int:
    """Add a copy of the editions' newest issues for whom they went to, or for one address; return how many copies.

    `by`: who wants it. Raises UsageError where there is nothing that could go out, or too much for one address.
    """
    issues = [_issued(history, one) for one in editions]
    wanted = [(issue, _recipients(history, issue, to)) for issue in issues]
    if to is not None and not any(found for _, found in wanted):
        if len(issues) > 1:
            raise UsageError(
                f"{to} receives none of these {len(issues)} reports; resend one that is for a single account"
            )
        wanted = [(issues[0], [_as_first(history, issues[0], to)])]
    for issue, found in wanted:
        history.write(partial(_add_copy, issue=issue.number, to=found, now=now, by=by))
    return sum(len(found) for _, found in wanted)


def _issued(history: History, edition: Edition) -> Issue:
    """Return the newest issue of an edition's period. Raises UsageError."""
    subject, name = edition.client or edition.account, edition.period.name
    with history.read() as transaction:
        every = [one for state in (OUT, HELD) for one in issues_of(transaction, edition.name, state=state)]
    own = [one for one in every if one.key.subject == subject and one.key.period.partition(" ")[0] == name]
    if not own:
        raise UsageError(f"{edition.name} {name} was never issued; `reporter run` with --period makes and sends it")
    last = max(own, key=lambda one: one.made)
    if last.state == HELD:
        raise UsageError(f"{edition.name} {name} is on hold: {last.reason}; `reporter run` with --release sends it")
    return last


def _recipients(history: History, issue: Issue, to: str | None) -> list[Address]:
    with history.read() as transaction:
        every = addresses_of(transaction, issue.number)
    return [one for one in every if to is None or (one.is_mail and address_of(one.recipient) == address_of(to))]


def _as_first(history: History, issue: Issue, to: str) -> Address:
    """Return the address of somebody new, who receives what the first recipient received."""
    first = next((one for one in _recipients(history, issue, None) if one.is_mail), None)
    if first is None:
        raise UsageError(f"{issue.key.report} is not sent by mail, so there is no letter for {to}")
    return first._replace(recipient=to)


def _add_copy(transaction: Transaction, *, issue: int, to: Sequence[Address], now: datetime, by: str) -> None:
    wish = f"resent by {by} on {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    add_postings(transaction, issue, to, copy=next_copy(transaction, issue), now=now, wish=wish)
