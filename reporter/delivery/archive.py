"""The reports of a spec that are due, on hold or pending; archiving one whole before any copy of it is delivered.

An archived report holds its files, its messages and the computed report, so that whatever stops a run, the next one
sends the same messages to recipients who have none yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from reporter.core.errors import ConfigurationError, UsageError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact, Report
from reporter.delivery.compose import compose_messages
from reporter.delivery.targets import recipients
from reporter.history.open import History, Transaction
from reporter.history.outbox import (
    ArchivedReport,
    Contents,
    Delivery,
    DeliveryState,
    Recipient,
    ReportKey,
    ReportState,
    add_deliveries,
    archive_report,
    archived_reports,
    deliveries,
    find_report,
    next_copy,
    read_artifacts,
    read_computed,
    recipients_of,
    release,
)
from reporter.renderers.json import document
from reporter.spec.addresses import address_of
from reporter.spec.editions import Edition, editions
from reporter.spec.model import Compare, ReportSpec
from reporter.spec.outputs import TargetKind
from reporter.spec.periods import Period, previous
from reporter.spec.workspace import Workspace

_MOST_MISSED = 1_000
_REMEMBERED = timedelta(days=30)  # deliveries that failed or are unknown
_UNDELIVERED = tuple(state for state in DeliveryState if state is not DeliveryState.SENT)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run has to do with its editions: create reports, or write archived ones to files again."""

    create: tuple[Edition, ...]
    restore: tuple[ArchivedReport, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingDeliveries:
    """`due`: reports never archived. `on_hold`: those that wait for release. `undelivered`: without certain success."""

    due: tuple[ReportKey, ...]
    on_hold: tuple[ArchivedReport, ...]
    undelivered: tuple[Delivery, ...]


def key_of(edition: Edition, now: datetime) -> ReportKey:
    """Return the key of an edition. A period that is not over yet is another one every day."""
    as_of = f"{now.astimezone(edition.zone):%Y-%m-%d}" if edition.period.end > now else ""
    return ReportKey(edition.name, edition.client or edition.account, edition.period.name, as_of)


def check_server(spec: ReportSpec, workspace: Workspace) -> None:
    """Check that a run can send what it delivers. Raises ConfigurationError."""
    if workspace.model.mail is None and any(target.email for target in spec.deliver):
        raise ConfigurationError(
            "reporter.yaml has no mail: server for this delivery; add one, or run with --no-deliver"
        )


def select_due(
    history: History, specified: Sequence[Edition], *, now: datetime, offline: bool, release_held: bool
) -> Batch:
    """Return the editions that are due: those never archived, and those on hold unless they are released here.

    `offline`: archived reports are restored as they were, unless the spec has changed since. `release_held`: what
    earlier periods have on hold is released, too.
    """
    if release_held:
        _release(history, specified, now)
    create, restore = [], []
    for edition in specified:
        with history.read() as transaction:
            archived = find_report(transaction, key_of(edition, now))
        is_changed = archived is not None and offline and archived.spec_digest != digest(edition.spec)
        if archived is None or archived.state is ReportState.ON_HOLD or is_changed:
            create.append(edition)
        elif offline:
            restore.append(archived)
    return Batch(tuple(create), tuple(restore))


def find_pending(
    history: History, specs: Mapping[str, ReportSpec], *, workspace: Workspace, now: datetime
) -> PendingDeliveries:
    """Return what is due, on hold and undelivered of the specs, by name; of failures those of the last 30 days."""
    with history.read() as transaction:
        due = []
        for name, spec in specs.items():
            for edition in editions(spec, name=name, workspace=workspace, now=now) if spec.deliver else ():
                key = key_of(edition, now)
                if find_report(transaction, key) is None:
                    due.append(key)
        on_hold = archived_reports(transaction, states=[ReportState.ON_HOLD])
        undelivered = [
            delivery
            for delivery in deliveries(transaction, states=_UNDELIVERED)
            if delivery.state in {DeliveryState.PENDING, DeliveryState.SENDING} or delivery.changed > now - _REMEMBERED
        ]
    return PendingDeliveries(tuple(due), tuple(on_hold), tuple(undelivered))


def archive(
    history: History,
    edition: Edition,
    report: Report,
    *,
    artifacts: Mapping[str, Artifact],
    workspace: Workspace,
    out: Path,
    now: datetime,
) -> None:
    """Archive a report with a pending delivery for each recipient, unless it is released already.

    `artifacts`: by output kind. `out`: the folder that they were written to.
    """
    archived = ArchivedReport(
        number=0,
        key=key_of(edition, now),
        start=edition.period.start,
        end=edition.period.end,
        created=now,
        spec_digest=digest(edition.spec),
        state=ReportState.ON_HOLD if report.holds else ReportState.RELEASED,
        reason="; ".join(report.holds),
    )
    contents = Contents(
        artifacts={artifact.name: artifact.data for artifact in artifacts.values()},
        computed=json.dumps(document(report), ensure_ascii=True, allow_nan=False).encode(),
        messages=compose_messages(edition, report, artifacts, workspace=workspace, out=out, created=now),
    )
    to = recipients(edition, workspace)
    history.write(partial(archive_report, report=archived, contents=contents, to=to))


def missed_periods(history: History, edition: Edition, now: datetime) -> list[Period]:
    """Return the periods between the newest archived report and this edition's that have none, oldest first."""
    key = key_of(edition, now)
    with history.read() as transaction:
        archived = archived_reports(transaction, key.report)
    last = max((report.end for report in archived if report.key.subject == key.subject), default=None)
    missed: list[Period] = []
    period = previous(edition.period)
    while last is not None and period.start >= last and len(missed) < _MOST_MISSED:
        missed.append(period)
        period = previous(period)
    return missed[::-1]


def previous_report(history: History, edition: Edition, now: datetime) -> tuple[Edition, dict[str, Any]] | None:
    """Return the report delivered before this edition's: the edition that would create it anew, and its JSON.

    None where there is none, or none of the same spec.
    """
    key, start = key_of(edition, now), edition.period.start
    figures = tuple(section for section in edition.spec.sections if section.kind == "kpis")
    has_figures = bool(figures) or not edition.spec.sections
    with history.read() as transaction:
        released = archived_reports(transaction, key.report, states=[ReportState.RELEASED])
        own = [report for report in released if report.key.subject == key.subject and report.end <= start]
        if not own or not has_figures or own[-1].spec_digest != digest(edition.spec):
            return None
        sent = read_computed(transaction, own[-1].number)
    last = own[-1]
    period = Period(last.key.label, last.start.astimezone(edition.zone), last.end.astimezone(edition.zone), "range")
    spec = edition.spec.model_copy(update={"sections": figures, "alerts": {}, "hold_if": (), "compare": Compare()})
    return replace(edition, period=period, earlier=None, spec=spec), json.loads(sent)


def restore_files(history: History, archived: ArchivedReport, out: Path) -> tuple[list[Path], dict[str, Any]]:
    """Write an archived report's files as they were delivered; return their paths and the report as JSON."""
    with history.read() as transaction:
        files = read_artifacts(transaction, archived.number)
        computed = read_computed(transaction, archived.number)
    return [write_artifact(out, Artifact(name, data)) for name, data in files.items()], json.loads(computed)


def request_copies(history: History, specified: Sequence[Edition], *, to: str | None, now: datetime, by: str) -> int:
    """Add a further copy of the editions' newest reports for their recipients, or for one address; return how many.

    `by`: who requests it. Raises UsageError where there is nothing to deliver, or too much for one address.
    """
    archived = [_newest(history, edition) for edition in specified]
    copies = [(report, _recipients(history, report, to)) for report in archived]
    if to is not None and not any(own for _, own in copies):
        if len(archived) > 1:
            raise UsageError(
                f"{to} is not a recipient of any of these {len(archived)} reports, so reporter cannot choose one; "
                "omit --to, or name a spec that creates one report"
            )
        copies = [(archived[0], [_like_first(history, archived[0], to)])]
    for report, own in copies:
        history.write(partial(_add_copy, number=report.number, to=own, now=now, by=by))
    return sum(len(own) for _, own in copies)


def digest(spec: ReportSpec) -> str:
    """Return a digest of a spec without its period: the same for two texts that say the same."""
    return sha256(spec.model_dump_json(exclude={"period"}).encode()).hexdigest()


def _release(history: History, specified: Sequence[Edition], now: datetime) -> None:
    """Release what the report has on hold for these editions' subjects; of a period named outright that alone."""
    keys = [key_of(edition, now) for edition in specified]
    named = {key for key, edition in zip(keys, specified, strict=True) if edition.spec.period == edition.period.name}
    subjects = {key.subject for key in keys}
    with history.read() as transaction:
        on_hold = [
            archived
            for report in {key.report for key in keys}
            for archived in archived_reports(transaction, report, states=[ReportState.ON_HOLD])
        ]
    for archived in on_hold:
        if archived.key in named or (not named and archived.key.subject in subjects):
            history.write(partial(release, number=archived.number, now=now))


def _newest(history: History, edition: Edition) -> ArchivedReport:
    """Return the newest archived report of an edition's period. Raises UsageError."""
    subject, name = edition.client or edition.account, edition.period.name
    with history.read() as transaction:
        archived = archived_reports(transaction, edition.name)
    own = [report for report in archived if (report.key.subject, report.key.period) == (subject, name)]
    if not own:
        raise UsageError(f"{edition.name} {name} was never delivered; create and send it with `reporter run --period`")
    last = max(own, key=lambda report: report.created)
    if last.state is ReportState.ON_HOLD:
        raise UsageError(f"{edition.name} {name} is on hold: {last.reason}; send it with `reporter run --release`")
    return last


def _recipients(history: History, archived: ArchivedReport, to: str | None) -> list[Recipient]:
    with history.read() as transaction:
        every = recipients_of(transaction, archived.number)
    if to is None:
        return every
    mailed = [recipient for recipient in every if recipient.kind is TargetKind.EMAIL]
    return [recipient for recipient in mailed if address_of(recipient.recipient) == address_of(to)]


def _like_first(history: History, archived: ArchivedReport, to: str) -> Recipient:
    """Return a new recipient of what the first one by mail received. Raises UsageError where there is none."""
    for recipient in _recipients(history, archived, None):
        if recipient.kind is TargetKind.EMAIL:
            return recipient._replace(recipient=to)
    raise UsageError(f"{archived.key.report} is not delivered by email, so there is no message for {to}; omit --to")


def _add_copy(transaction: Transaction, *, number: int, to: Sequence[Recipient], now: datetime, by: str) -> None:
    add_deliveries(transaction, number, to, copy=next_copy(transaction, number), now=now, requested_by=by)
