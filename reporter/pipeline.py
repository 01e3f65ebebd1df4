"""The whole program on one screen: wires the rooms a report passes through, holds no logic of its own."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reporter.access import identities
from reporter.analysis.build import build_report
from reporter.asking import Asked
from reporter.asking import ask
from reporter.catalog.models import Catalog
from reporter.catalog.models import ProductType
from reporter.errors import Exit
from reporter.errors import severest
from reporter.executor.fetch import Fetched
from reporter.executor.fetch import Progress
from reporter.executor.plan import AccountAsk
from reporter.executor.plan import Plan
from reporter.executor.plan import Window
from reporter.executor.plan import build_plan
from reporter.files import write_artifact
from reporter.history.runs import noted
from reporter.history.store import History
from reporter.loading import load_data
from reporter.observations import INCOMPLETE_REASONS
from reporter.observations import Missing
from reporter.recording import open_workspace_history
from reporter.renderers import render
from reporter.report import Report
from reporter.spec.attached import read_annotations
from reporter.spec.attached import read_texts
from reporter.spec.editions import Edition
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.wanted import wanted_metrics
from reporter.surroundings import Surroundings
from reporter.themes import load_theme
from reporter.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made and what went wrong, fit to print."""

    exit: Exit
    artifacts: tuple[Path, ...] = ()
    reports: tuple[Report, ...] = ()
    requests: int = 0
    calls: int = 0
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def plan_spec(spec: ReportSpec, *, name: str, workspace: Workspace, catalog: Catalog, now: datetime) -> Plan:
    """Return what a run would ask of each account. Pure."""
    issued = editions(spec, name=name, workspace=workspace, now=now)
    version = workspace.model.api.version or catalog.newest_version
    return build_plan(_asks(issued, workspace, catalog), catalog=catalog, version=version, now=now)


def run_spec(
    spec: ReportSpec,
    *,
    name: str,
    workspace: Workspace,
    catalog: Catalog,
    out: Path,
    around: Surroundings,
    progress: Progress,
    offline: bool = False,
) -> Outcome:
    """Ask, keep, compute from history, render and write every edition of a spec. Edges: network, history, files."""
    plan = plan_spec(spec, name=name, workspace=workspace, catalog=catalog, now=around.now)
    reports: list[Report] = []
    paths: list[Path] = []
    with (
        open_workspace_history(workspace, environ=around.environ, secrets=around.secrets) as history,
        noted(history, f"run {name}", around.now) as note,
    ):
        asked = ask(plan, history=history, workspace=workspace, around=around, progress=progress, offline=offline)
        for edition in editions(spec, name=name, workspace=workspace, now=around.now):
            if answered(edition, asked.fetched):
                report = compute(edition, history, plan=plan, asked=asked, workspace=workspace, catalog=catalog)
                reports.append(report)
                paths += write(edition, report, workspace=workspace, out=out, progress=progress)
        note.code, note.requests, note.calls = _exit(asked.fetched, reports), asked.requests, asked.calls
    return Outcome(
        exit=note.code,
        artifacts=tuple(paths),
        reports=tuple(reports),
        requests=asked.requests,
        calls=asked.calls,
        problems=tuple(f"{one.account}: {one.error}" for one in asked.fetched.failures),
        warnings=history.warnings,
    )


def compute(
    edition: Edition, history: History, *, plan: Plan, asked: Asked, workspace: Workspace, catalog: Catalog
) -> Report:
    """Compute one edition's report from history. What belongs to other editions never enters."""
    dataset, beside = load_data(history, edition, plan=plan, catalog=catalog)
    failures = [one for one in asked.fetched.failures if one.account in edition.accounts]
    return build_report(
        edition,
        dataset,
        catalog=catalog,
        theme=load_theme(edition.theme, workspace.folder),
        texts=read_texts(edition.spec, edition.values, workspace.folder),
        annotations=read_annotations(edition.spec, workspace.folder)[0],
        failures=[(one.account, str(one.error)) for one in failures],
        beside=beside,
    )


def write(edition: Edition, report: Report, *, workspace: Workspace, out: Path, progress: Progress) -> Iterator[Path]:
    """Render and write an edition's files, giving each path when the file is there."""
    for number, (kind, file) in enumerate(edition.files.items()):
        progress(f"writing {file}", number, len(edition.files))
        folders = (workspace.folder / "templates",)
        yield write_artifact(out, render(kind, report, name=file, template=edition.template, folders=folders))


def answered(edition: Edition, fetched: Fetched) -> bool:
    """Say whether at least one of the edition's accounts answered, or was left to history and is known there."""
    silent = {one.account for one in fetched.failures}
    known = {snapshot.media.account for snapshot in fetched.snapshots}
    return any(account in known or account not in silent for account in edition.accounts)


def _asks(issued: Sequence[Edition], workspace: Workspace, catalog: Catalog) -> tuple[AccountAsk, ...]:
    """Return one ask an account, wide enough for all editions that it appears in."""
    who = identities(workspace)
    asks = []
    for account in dict.fromkeys(alias for edition in issued for alias in edition.accounts):
        spec = issued[0].spec
        windows = _windows([edition for edition in issued if account in edition.accounts], catalog)
        asks.append(
            AccountAsk(
                account=account,
                instagram_id=who[account].instagram_id,
                login=who[account].login,
                start=windows[0][0],
                end=windows[-1][1],
                product_types=tuple(map(ProductType, spec.media.product_types)) or tuple(ProductType),
                metrics=wanted_metrics(spec, catalog.metrics),
                breakdowns=spec.breakdowns,
                windows=windows,
            )
        )
    return tuple(asks)


def _windows(issued: Sequence[Edition], catalog: Catalog) -> tuple[Window, ...]:
    """Return the stretches of time whose media are wanted, in order, those that touch joined.

    Growth is of every media item whose numbers Instagram still keeps.
    """
    periods = [one for edition in issued for one in (edition.period, edition.earlier) if one]
    if issued[0].spec.basis == "gained":
        return ((min(one.start for one in periods) - catalog.retention, max(one.end for one in periods)),)
    windows: list[Window] = []
    for start, end in sorted((one.start, one.end) for one in periods):
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return tuple(windows)


def _exit(fetched: Fetched, reports: Sequence[Report]) -> Exit:
    """Done, incomplete, or the failure that decides when there is no report at all."""
    if not reports:
        return severest([one.error.exit for one in fetched.failures])
    lacking = {absence.reason for report in reports for absence in report.absences}
    # what was refused now is incomplete even where the report can show a number that was read before
    measures = (measure for snapshot in fetched.snapshots for measure in snapshot.measures.values())
    lacking |= {measure.reason for measure in measures if isinstance(measure, Missing)}
    return Exit.INCOMPLETE if fetched.failures or lacking & INCOMPLETE_REASONS else Exit.DONE
