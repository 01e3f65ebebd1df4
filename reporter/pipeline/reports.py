"""Creates the reports of a run: fetches once for all editions, then computes, renders, writes and archives each one."""

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
from reporter.core.i18n import Translator
from reporter.core.problems import Problem
from reporter.core.report import Artifact, Report
from reporter.delivery.archive import Batch, archive, missed_periods, previous_report, restore_files
from reporter.executor.execute import CollectionResult, execute_plan
from reporter.executor.fetch import Fetched, Progress
from reporter.executor.plan import Plan
from reporter.history.open import History
from reporter.pipeline.incomplete import ReportsShown, incomplete_data, unanswered_accounts
from reporter.pipeline.load import load_data
from reporter.pipeline.outcome import MISSED_PERIODS, MISSING_DATA, MISSING_TEXT, ON_HOLD
from reporter.pipeline.plan import plan_editions
from reporter.renderers.outputs import render
from reporter.spec.annotations import read_annotations, read_texts
from reporter.spec.editions import Edition
from reporter.spec.periods import Period
from reporter.spec.theme import load_theme
from reporter.spec.workspace import Workspace

_PLAUSIBLE = 8  # missed periods; with more of them, the clock is probably wrong


@dataclass(slots=True)
class CreatedReports:
    """What a run created.

    `restored`: the JSON documents of archived reports whose files were written again. `held`: files of reports that are
    on hold. `problems`: why the run is incomplete. `missed`: warnings about periods that were never reported. `codes`:
    the exit code of each part.
    """

    reports: list[Report] = field(default_factory=list)
    restored: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[Path] = field(default_factory=list)
    held: dict[Path, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missed: list[Problem] = field(default_factory=list)
    codes: list[Exit] = field(default_factory=list)

    def add_problem(self, problem: Problem, code: Exit) -> None:
        """Add a problem that makes the run end with a code other than 0."""
        self.problems.append(problem)
        self.codes.append(code)


@dataclass(frozen=True, slots=True)
class ReportCreator:
    """What creating reports needs. `archives`: whether reports are archived for delivery."""

    history: History
    workspace: Workspace
    catalog: Catalog
    context: CommandContext
    out: Path
    progress: Progress
    archives: bool

    def create(self, batch: Batch, *, offline: bool) -> tuple[CreatedReports, CollectionResult]:
        """Create what is due, and restore the files of archived reports. Edges: network, history, files."""
        created, collection = CreatedReports(), CollectionResult(Fetched((), (), 0))
        if batch.create:
            plan = plan_editions(batch.create, workspace=self.workspace, catalog=self.catalog, now=self.context.now)
            collection = execute_plan(
                plan,
                history=self.history,
                workspace=self.workspace,
                context=self.context,
                progress=self.progress,
                offline=offline,
            )
            unanswered = unanswered_accounts(collection.fetched)
            for edition in batch.create:
                if not unanswered.issuperset(edition.accounts):
                    self._create_edition(edition, plan, collection, created=created)
            self._add_incomplete(plan, collection.fetched, created)
        for archived in batch.restore:
            paths, document = restore_files(self.history, archived, self.out)
            created.artifacts += paths
            created.restored.append(document)
        return created, collection

    def compute(self, edition: Edition, plan: Plan, collection: CollectionResult) -> Report:
        """Compute the report of one edition from history. Data of other editions never enters."""
        silent = unanswered_accounts(collection.fetched)
        dataset, history_facts = load_data(self.history, edition, plan=plan, catalog=self.catalog, silent=silent)
        failures = [failure for failure in collection.fetched.failures if failure.account in edition.accounts]
        texts = read_texts(edition.spec, edition.values, self.workspace.folder)
        report = build_report(
            edition,
            dataset,
            catalog=self.catalog,
            theme=load_theme(edition.theme, self.workspace.folder),
            texts=texts.words,
            annotations=read_annotations(edition.spec, self.workspace.folder)[0],
            failures=[(failure.account, str(failure.error)) for failure in failures],
            silent=silent.intersection(edition.accounts),
            history_facts=history_facts,
        )
        return replace(report, holds=(*report.holds, *texts.faults.values()))

    def _create_edition(
        self, edition: Edition, plan: Plan, collection: CollectionResult, *, created: CreatedReports
    ) -> None:
        """Create the report of one edition. Its failure does not stop the other editions."""
        try:
            report = self._add_restatement(
                edition, self.compute(edition, plan, collection), plan, collection=collection
            )
            artifacts = self._render(edition, report)
            created.artifacts += [write_artifact(self.out, artifact) for artifact in artifacts.values()]
            if self.archives:
                self._archive(edition, report, artifacts, created=created)
            else:
                for fault in read_texts(edition.spec, edition.values, self.workspace.folder).faults.values():
                    message = f"{fault}; the report was created without it"
                    created.add_problem(Problem(message, _label(edition)), MISSING_TEXT)
        except ReporterError as error:
            created.add_problem(Problem(str(error), _label(edition), error.cause), error.exit)
        else:
            created.reports.append(report)

    def _add_restatement(self, edition: Edition, report: Report, plan: Plan, *, collection: CollectionResult) -> Report:
        """Add a note that compares the figures of the previous report with today's values."""
        previous = previous_report(self.history, edition, self.context.now) if edition.spec.deliver else None
        if previous is None:
            return report
        earlier, figures = previous
        today = self.compute(earlier, plan, collection)
        note = restatement(figures, today, translator=Translator(edition.locale))
        return replace(report, notes=in_order((*report.notes, note))) if note else report

    def _render(self, edition: Edition, report: Report) -> dict[str, Artifact]:
        folders = (self.workspace.folder / "templates",)
        artifacts = {}
        for number, (kind, file) in enumerate(edition.files.items()):
            self.progress(f"writing {file}", number, len(edition.files))
            artifacts[kind] = render(kind, report, name=file, template=edition.templates.get(kind, ""), folders=folders)
        return artifacts

    def _archive(
        self, edition: Edition, report: Report, artifacts: Mapping[str, Artifact], *, created: CreatedReports
    ) -> None:
        """Archive the report for its recipients, or put it on hold, and list the periods that were missed."""
        now, label = self.context.now, _label(edition)
        late = missed_periods(self.history, edition, now)
        archive(self.history, edition, report, artifacts=artifacts, workspace=self.workspace, out=self.out, now=now)
        if len(late) > _PLAUSIBLE:
            created.add_problem(Problem(f"{_missed_line(late)}; check the system clock", label), MISSED_PERIODS)
        elif late:
            advice = "create one with `reporter run --period`"
            created.missed.append(Problem(f"{_missed_line(late)}; {advice}", label, kind="warning"))
        if report.holds:
            reasons = "; ".join(report.holds)
            advice = "fix the cause and run it again, or send it unchanged with --release"
            created.add_problem(Problem(f"{reasons}; {advice}", f"{label} {edition.period.name} is on hold"), ON_HOLD)
            created.held |= {self.out / artifact.name: artifact.data for artifact in artifacts.values()}
            facts = {"report": edition.name, "subject": edition.client or edition.account}
            self.context.log("report.held", {**facts, "period": edition.period.name, "why": reasons})

    def _add_incomplete(self, plan: Plan, fetched: Fetched, created: CreatedReports) -> None:
        """Add a problem for everything that is missing in the data: first the accounts that failed."""
        lines = incomplete_data(
            fetched,
            plan,
            history=self.history,
            retention=self.catalog.retention,
            shown=ReportsShown(created.reports),
        )
        failures = len(fetched.failures)
        created.problems = [*lines[:failures], *created.problems, *lines[failures:]]
        if not created.reports:
            created.codes += [failure.error.exit for failure in fetched.failures]
        elif lines:
            created.codes.append(MISSING_DATA)


def _label(edition: Edition) -> str:
    subject = edition.client or edition.account
    return f"{edition.name} for {subject}" if subject else edition.name


def _missed_line(late: Sequence[Period]) -> str:
    if len(late) == 1:
        return f"no report was created for delivery for {late[0].name}"
    return f"no reports were created for delivery for {late[0].name} to {late[-1].name} ({len(late):,} periods)"
