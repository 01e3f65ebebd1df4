"""Draws a spec's reports again whenever something in the workspace changes; writes no file, delivers nothing.

Accounts are asked once, and again when the spec wants something else of them; every other change is drawn from history.
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
from reporter.renderers import render
from reporter.spec.editions import editions
from reporter.validator.load import LoadedSpec, load_all
from reporter.validator.show import show_diagnostics
from reporter.web.preview import Drawn

_LEFT_OUT = {"out", ".reporter", ".git", ".venv", "node_modules"}
_MOST_FILES = 2_000
_TROUBLE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<body style="font: 15px/1.5 ui-monospace, monospace; margin: 32px"><pre style="white-space: pre-wrap">{text}</pre>'
)


@dataclass(slots=True)
class Preview:
    """The pages of one spec as they would be now. `offline`: ask nobody at all."""

    folder: Path
    spec: Path
    context: CommandContext
    progress: Progress
    offline: bool = False
    _drawn: Drawn | None = None
    _asked: Plan | None = None
    _lock: Lock = field(default_factory=Lock)

    def draw(self) -> Drawn:
        """Return the pages, drawn anew if a file has changed since; what is wrong with the spec is a page, too."""
        with self._lock:
            version = sha256("\n".join(_signature(self.folder)).encode()).hexdigest()[:16]
            if self._drawn is None or self._drawn.version != version:
                self._drawn = Drawn(version, self._pages())
            return self._drawn

    def _pages(self) -> list[tuple[str, bytes]]:
        try:
            loaded = load_all(self.folder, [self.spec], now=self.context.now, shown=_shown)
            if loaded.failed:
                return [_trouble(self.spec.name, show_diagnostics(loaded.diagnostics, "text", colour=False))]
            return list(self._reports(loaded.specs[0]))
        except ReporterError as error:
            return [_trouble(self.spec.name, str(error))]

    def _reports(self, loaded: LoadedSpec) -> Iterator[tuple[str, bytes]]:
        assert loaded.workspace is not None
        assert loaded.spec is not None
        context, workspace, catalog = self.context, loaded.workspace, load_catalog()
        issued = editions(loaded.spec, name=loaded.name, workspace=workspace, now=context.now)
        plan = plan_editions(issued, workspace=workspace, catalog=catalog, now=context.now)
        with open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history:
            offline = self.offline or plan == self._asked
            asked = execute_plan(
                plan, history=history, workspace=workspace, context=context, progress=self.progress, offline=offline
            )
            self._asked = plan
            creator = ReportCreator(history, workspace, catalog, context, self.folder, self.progress, archives=False)
            for edition in issued:
                report = creator.compute(edition, plan, asked)
                templates = (self.folder / "templates",)
                template = edition.templates.get("html", "")
                page = render("html", report, name="page.html", template=template, folders=templates)
                yield edition.client or edition.account or edition.title, page.data


def _signature(folder: Path) -> Iterator[str]:
    """Give a line for each file that a report may be made of; it changes when the file does."""
    seen = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if seen >= _MOST_FILES:
            return
        if parts[0] in _LEFT_OUT or any(part.startswith(".") for part in parts):
            continue
        facts = _facts(path)
        if facts:
            seen += 1
            yield f"{path} {facts.st_mtime_ns} {facts.st_size}"


def _facts(path: Path) -> stat_result | None:
    """Return a file's facts; it may vanish at any time, editors write beside and rename."""
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _trouble(title: str, text: str) -> tuple[str, bytes]:
    return title, _TROUBLE.format(title=html.escape(title), text=html.escape(text)).encode()


def _shown(path: Path) -> str:
    return path.name if path.parent == Path() else f"{path.parent.name}/{path.name}"
