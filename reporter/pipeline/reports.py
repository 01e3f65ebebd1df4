"""Makes the reports of a run: asks once for all of them, computes each from history, writes and keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reporter.analysis.build import build_report, in_order
from reporter.analysis.notes.restated import restatement
from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit, ReporterError
from reporter.core.files import write_artifact
from reporter.core.i18n import speaking
from reporter.core.report import Artifact, Report
from reporter.delivery.outbox import Batch, archive, missed_periods, previous_report, restore_files
from reporter.executor.execute import CollectionResult, execute_plan
from reporter.executor.fetch import Fetched, Progress
from reporter.executor.plan import Plan
from reporter.history.open import History
from reporter.pipeline.incomplete import ReportsShown, incomplete_lines, unanswered_accounts
from reporter.pipeline.load import load_data
from reporter.pipeline.plan import plan_editions
from reporter.renderers import render
from reporter.spec.annotations import read_annotations, read_texts
from reporter.spec.editions import Edition
from reporter.spec.periods import Period
from reporter.spec.theme import load_theme
from reporter.spec.workspace import Workspace

_PLAUSIBLE = 8  # missed periods; when there are more, it is the clock that is doubted


@dataclass(slots=True)
class RunResult:
    """What a run made.

    `issued`: reports that went out long ago and were written again, as JSON. `held`: the files of what is on hold.
    `problems`: why the run is not complete, a line each. `missed`: sentences on periods that were never issued.
    `codes`: what it all means for the exit code.
    """

    reports: list[Report] = field(default_factory=list)
    issued: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[Path] = field(default_factory=list)
    held: dict[Path, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    codes: list[Exit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportMaker:
    """What making reports needs. `issues`: whether they go out."""

    history: History
    workspace: Workspace
    catalog: Catalog
    context: CommandContext
    out: Path
    progress: Progress
    issues: bool

    def all(self, batch: Batch, *, offline: bool) -> tuple[RunResult, CollectionResult]:
        """Make what is to be made and write again what was issued. Edges: network, history, files."""
        made, asked = RunResult(), CollectionResult(Fetched((), (), 0))
        if batch.create:
            plan = plan_editions(batch.create, workspace=self.workspace, catalog=self.catalog, now=self.context.now)
            asked = execute_plan(
                plan,
                history=self.history,
                workspace=self.workspace,
                context=self.context,
                progress=self.progress,
                offline=offline,
            )
            for edition in batch.create:
                if _answered(edition, asked.fetched):
                    self._edition(edition, plan, asked, made=made)
            self._tell_lacking(plan, asked.fetched, made)
        for archived in batch.restore:
            paths, computed = restore_files(self.history, archived, self.out)
            made.artifacts += paths
            made.issued.append(computed)
        return made, asked

    def _tell_lacking(self, plan: Plan, fetched: Fetched, made: RunResult) -> None:
        """Add a line for all that the data lacks, and the code that it means."""
        lines = incomplete_lines(
            fetched, plan, history=self.history, retention=self.catalog.retention, shown=ReportsShown(made.reports)
        )
        failures = len(fetched.failures)
        made.problems = [*lines[:failures], *made.problems, *lines[failures:]]
        if made.reports:
            made.codes.append(Exit.INCOMPLETE if lines else Exit.DONE)
        else:
            made.codes += [failure.error.exit for failure in fetched.failures]

    def _edition(self, edition: Edition, plan: Plan, asked: CollectionResult, *, made: RunResult) -> None:
        """Make one edition; what is wrong with it alone stops no other."""
        try:
            report = self._with_restatement(edition, self.computed(edition, plan, asked), plan, asked=asked)
            artifacts = self._rendered(edition, report)
            made.artifacts += [write_artifact(self.out, one) for one in artifacts.values()]
            if self.issues:
                self._issue(edition, report, artifacts, made=made)
            else:
                self._tell_unread(edition, made)
        except ReporterError as error:
            made.problems.append(f"{_named(edition)}: {error}")
            made.codes.append(error.exit)
        else:
            made.reports.append(report)

    def computed(self, edition: Edition, plan: Plan, asked: CollectionResult) -> Report:
        """Compute one edition's report from history. What belongs to other editions never enters."""
        with speaking(edition.locale):
            quiet = unanswered_accounts(asked.fetched)
            dataset, history_facts = load_data(self.history, edition, plan=plan, catalog=self.catalog, silent=quiet)
        failures = [one for one in asked.fetched.failures if one.account in edition.accounts]
        texts = read_texts(edition.spec, edition.values, self.workspace.folder)
        report = build_report(
            edition,
            dataset,
            catalog=self.catalog,
            theme=load_theme(edition.theme, self.workspace.folder),
            texts=texts.words,
            annotations=read_annotations(edition.spec, self.workspace.folder)[0],
            failures=[(one.account, str(one.error)) for one in failures],
            silent=quiet.intersection(edition.accounts),
            history_facts=history_facts,
        )
        return replace(report, holds=(*report.holds, *texts.faults.values()))

    def _with_restatement(self, edition: Edition, report: Report, plan: Plan, *, asked: CollectionResult) -> Report:
        """Add what has become of the figures that the issue before told."""
        last = previous_report(self.history, edition, self.context.now) if edition.spec.deliver else None
        with speaking(edition.locale):
            note = restatement(last[1], self.computed(last[0], plan, asked)) if last else None
        return replace(report, notes=in_order((*report.notes, note))) if note else report

    def _rendered(self, edition: Edition, report: Report) -> dict[str, Artifact]:
        folders = (self.workspace.folder / "templates",)
        artifacts = {}
        for number, (kind, file) in enumerate(edition.files.items()):
            self.progress(f"writing {file}", number, len(edition.files))
            artifacts[kind] = render(kind, report, name=file, template=edition.templates.get(kind, ""), folders=folders)
        return artifacts

    def _issue(self, edition: Edition, report: Report, artifacts: Mapping[str, Artifact], *, made: RunResult) -> None:
        """Keep the report for its recipients, or on hold, and tell of periods that were passed over."""
        now, name = self.context.now, _named(edition)
        late = missed_periods(self.history, edition, now)
        archive(self.history, edition, report, artifacts=artifacts, workspace=self.workspace, out=self.out, now=now)
        if late:
            doubted = len(late) > _PLAUSIBLE
            line = f"{name}: {_told(late)}; `reporter run` with --period makes one"
            (made.problems if doubted else made.missed).append(line)
            made.codes += [Exit.INCOMPLETE] if doubted else []
        if report.holds:
            reasons = "; ".join(report.holds)
            made.problems.append(
                f"{name} {edition.period.name} is on hold: {reasons}; run it with --release to send it"
            )
            made.held |= {self.out / one.name: one.data for one in artifacts.values()}
            made.codes.append(Exit.INCOMPLETE)
            facts = {"report": edition.name, "subject": edition.client or edition.account}
            self.context.log("report.held", {**facts, "period": edition.period.name, "why": reasons})

    def _tell_unread(self, edition: Edition, made: RunResult) -> None:
        """Tell of texts that a report lacks which is not delivered, and so cannot be on hold because of them."""
        for reason in read_texts(edition.spec, edition.values, self.workspace.folder).faults.values():
            made.problems.append(f"{_named(edition)}: {reason}; the report was created without it")
            made.codes.append(Exit.INCOMPLETE)


def _answered(edition: Edition, fetched: Fetched) -> bool:
    """Say whether at least one of the edition's accounts gave anything, or was left to history and is known there."""
    return not unanswered_accounts(fetched).issuperset(edition.accounts)


def _named(edition: Edition) -> str:
    whom = edition.client or edition.account
    return f"{edition.name} for {whom}" if whom else edition.name


def _told(late: Sequence[Period]) -> str:
    """Say which periods were missed; when they are very many, that the clock may be wrong."""
    if len(late) == 1:
        return f"{late[0].name} was never issued"
    doubt = "; is the clock right?" if len(late) > _PLAUSIBLE else ""
    return f"{late[0].name} to {late[-1].name} ({len(late):,} periods) were never issued{doubt}"
