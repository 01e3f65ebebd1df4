"""The whole program on one screen: wires the rooms a report passes through, holds no logic of its own."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from pathlib import Path

from reporter.access import connect
from reporter.access import identities
from reporter.analysis.build import build_report
from reporter.analysis.dataset import build_dataset
from reporter.catalog.models import Catalog
from reporter.catalog.models import ProductType
from reporter.errors import Exit
from reporter.errors import severest
from reporter.executor.fetch import Fetched
from reporter.executor.fetch import Progress
from reporter.executor.fetch import fetch
from reporter.executor.plan import AccountAsk
from reporter.executor.plan import Plan
from reporter.executor.plan import build_plan
from reporter.files import write_artifact
from reporter.observations import INCOMPLETE_REASONS
from reporter.renderers import render
from reporter.report import Report
from reporter.spec.attached import read_annotations
from reporter.spec.attached import read_texts
from reporter.spec.editions import Edition
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.wanted import wanted_metrics
from reporter.themes import load_theme
from reporter.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The outside world as one run sees it: clock, environment, and the secrets read so far (to be hidden)."""

    now: datetime
    environ: Mapping[str, str]
    secrets: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made and what went wrong, fit to print."""

    exit: Exit
    artifacts: tuple[Path, ...] = ()
    reports: tuple[Report, ...] = ()
    requests: int = 0
    calls: int = 0
    problems: tuple[str, ...] = ()


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
) -> Outcome:
    """Fetch, compute, render and write every edition of a spec. Edges: network, files."""
    plan = plan_spec(spec, name=name, workspace=workspace, catalog=catalog, now=around.now)
    aliases = tuple(ask.account for ask in plan.accounts)
    with connect(workspace, aliases, environ=around.environ, now=around.now, secrets=around.secrets) as client:
        fetched = fetch(plan, client.send, on_progress=progress)
        requests, calls = client.requests, client.calls
    reports: list[Report] = []
    paths: list[Path] = []
    for edition in editions(spec, name=name, workspace=workspace, now=around.now):
        if answered(edition, fetched):
            report = compute(edition, fetched, workspace=workspace, catalog=catalog, now=around.now)
            reports.append(report)
            paths += write(edition, report, workspace=workspace, out=out, progress=progress)
    return Outcome(
        exit=_exit(fetched, reports),
        artifacts=tuple(paths),
        reports=tuple(reports),
        requests=requests,
        calls=calls,
        problems=tuple(f"{one.account}: {one.error}" for one in fetched.failures),
    )


def compute(edition: Edition, fetched: Fetched, *, workspace: Workspace, catalog: Catalog, now: datetime) -> Report:
    """Turn what was fetched into one edition's report. What belongs to other editions never enters."""
    own = [snapshot for snapshot in fetched.snapshots if snapshot.media.account in edition.accounts]
    return build_report(
        edition,
        build_dataset(own, edition=edition, catalog=catalog, now=now),
        catalog=catalog,
        theme=load_theme(edition.theme, workspace.folder),
        texts=read_texts(edition.spec, edition.values, workspace.folder),
        annotations=read_annotations(edition.spec, workspace.folder)[0],
        failures=[(one.account, str(one.error)) for one in fetched.failures if one.account in edition.accounts],
    )


def write(edition: Edition, report: Report, *, workspace: Workspace, out: Path, progress: Progress) -> Iterator[Path]:
    """Render and write an edition's files, giving each path when the file is there."""
    for number, (kind, file) in enumerate(edition.files.items()):
        progress(f"writing {file}", number, len(edition.files))
        folders = (workspace.folder / "templates",)
        yield write_artifact(out, render(kind, report, name=file, template=edition.template, folders=folders))


def answered(edition: Edition, fetched: Fetched) -> bool:
    """Say whether at least one of the edition's accounts answered at all."""
    silent = {one.account for one in fetched.failures}
    known = {snapshot.media.account for snapshot in fetched.snapshots}
    return any(account in known or account not in silent for account in edition.accounts)


def _asks(issued: Sequence[Edition], workspace: Workspace, catalog: Catalog) -> tuple[AccountAsk, ...]:
    """Return one ask an account, wide enough for all editions that it appears in."""
    who = identities(workspace)
    asks = []
    for account in dict.fromkeys(alias for edition in issued for alias in edition.accounts):
        own = [edition for edition in issued if account in edition.accounts]
        spec = own[0].spec
        asks.append(
            AccountAsk(
                account=account,
                instagram_id=who[account].instagram_id,
                login=who[account].login,
                start=min(edition.period.start for edition in own),
                end=max(edition.period.end for edition in own),
                product_types=tuple(map(ProductType, spec.media.product_types)) or tuple(ProductType),
                metrics=wanted_metrics(spec, catalog.metrics),
                breakdowns=spec.breakdowns,
            )
        )
    return tuple(asks)


def _exit(fetched: Fetched, reports: Sequence[Report]) -> Exit:
    """Done, incomplete, or the failure that decides when there is no report at all."""
    if not reports:
        return severest([one.error.exit for one in fetched.failures])
    lacking = {absence.reason for report in reports for absence in report.absences}
    return Exit.INCOMPLETE if fetched.failures or lacking & INCOMPLETE_REASONS else Exit.DONE
