"""`reporter preview`: renders a spec again when a file in the workspace changes. Writes no files, delivers nothing.

It sends requests for the first page, and when the spec needs other data. All other changes use stored data.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from os import stat_result
from pathlib import Path
from threading import Lock

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.errors import ReporterError
from reporter.executor.execute import execute_plan
from reporter.executor.fetch import Progress
from reporter.executor.plan import Plan
from reporter.executor.record import open_workspace_history
from reporter.pipeline.plan import plan_editions
from reporter.pipeline.reports import ReportCreator
from reporter.renderers.outputs import render
from reporter.spec.editions import editions
from reporter.validator.load import LoadedSpec, load_all
from reporter.validator.show import show_diagnostics
from reporter.web.preview import PreviewPages

_IGNORED = {"out", ".reporter", ".git", ".venv", "node_modules"}
_MOST_FILES = 2_000
_ERROR_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<body style="font: 15px/1.5 ui-monospace, monospace; margin: 32px"><pre style="white-space: pre-wrap">{text}</pre>'
)


@dataclass(slots=True)
class Preview:
    """The HTML reports of one spec. `offline`: use stored data only."""

    folder: Path
    spec: Path
    context: CommandContext
    progress: Progress
    offline: bool = False
    _pages_now: PreviewPages | None = None
    _fetched: Plan | None = None
    _lock: Lock = field(default_factory=Lock)

    def draw(self) -> PreviewPages:
        """Return the pages, rendered again if a file has changed. An invalid spec gives a page with its errors."""
        with self._lock:
            version = sha256("\n".join(_signature(self.folder)).encode()).hexdigest()[:16]
            if self._pages_now is None or self._pages_now.version != version:
                self._pages_now = PreviewPages(version, self._pages())
            return self._pages_now

    def _pages(self) -> list[tuple[str, bytes]]:
        try:
            loaded = load_all(self.folder, [self.spec], now=self.context.now, shown=_shown)
            if loaded.failed:
                return [_error_page(self.spec.name, show_diagnostics(loaded.diagnostics, "text", colour=False))]
            return list(self._reports(loaded.specs[0]))
        except ReporterError as error:
            return [_error_page(self.spec.name, str(error))]

    def _reports(self, loaded: LoadedSpec) -> Iterator[tuple[str, bytes]]:
        assert loaded.workspace is not None
        assert loaded.spec is not None
        context, workspace, catalog = self.context, loaded.workspace, load_catalog()
        due = editions(loaded.spec, name=loaded.name, workspace=workspace, now=context.now)
        plan = plan_editions(due, workspace=workspace, catalog=catalog, now=context.now)
        with open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history:
            offline = self.offline or plan == self._fetched
            collection = execute_plan(
                plan, history=history, workspace=workspace, context=context, progress=self.progress, offline=offline
            )
            self._fetched = plan
            creator = ReportCreator(history, workspace, catalog, context, self.folder, self.progress, archives=False)
            for edition in due:
                report = creator.compute(edition, plan, collection)
                templates = (self.folder / "templates",)
                template = edition.templates.get("html", "")
                page = render("html", report, name="page.html", template=template, folders=templates)
                yield edition.client or edition.account or edition.title, page.data


def _signature(folder: Path) -> Iterator[str]:
    """Give a line for each file that a report can use. The line changes when the file does."""
    count = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if count >= _MOST_FILES:
            return
        if parts[0] in _IGNORED or any(part.startswith(".") for part in parts):
            continue
        stat = _stat(path)
        if stat:
            count += 1
            yield f"{path} {stat.st_mtime_ns} {stat.st_size}"


def _stat(path: Path) -> stat_result | None:
    """Return the status of a file, None if it has vanished; editors replace files when they save."""
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _error_page(title: str, text: str) -> tuple[str, bytes]:
    return title, _ERROR_PAGE.format(title=html.escape(title), text=html.escape(text)).encode()


def _shown(path: Path) -> str:
    return path.name if path.parent == Path() else f"{path.parent.name}/{path.name}"
