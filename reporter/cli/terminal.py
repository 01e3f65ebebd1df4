"""What commands print: results, problems, progress, and the log for programs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import click

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\x1b"}
_WIDTH = 79
_BAR = 20
_PATIENCE_S = 0.5
_LONGEST_TEXT, _LONGEST_PAGE = 1000, 20_000
# Log levels other than info, with the names of Python's logging.
_LEVELS = {
    "api.rate_limited": "warning", "api.retried": "warning", "delivery.failed": "error", "delivery.unknown": "error",
    "ping.failed": "warning", "report.held": "warning",
}  # fmt: skip


class Terminal:
    """Prints results to standard output and problems to standard error, without secrets or control characters."""

    def __init__(self) -> None:
        """Start without secrets and without a log."""
        self.secrets: set[str] = set()
        self.run_id = uuid4().hex
        self.counts: dict[str, int] = {}  # for the last line of the log
        self._logs = False
        self._has_progress = False
        self._started = time.monotonic()

    @property
    def colour(self) -> bool:
        """Whether standard output can show colours."""
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ

    @property
    def is_interactive(self) -> bool:
        """Whether a person reads the output. Jobs that cron starts print only problems and files."""
        return sys.stdout.isatty()

    def print_text(self, text: str) -> None:
        """Print a result."""
        self.clear()
        click.echo(self._clean(text))

    def print_json(self, value: object) -> None:
        """Print one JSON object on standard output."""
        self.clear()
        click.echo(self._hide(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)))

    def begin_log(self, command: str) -> None:
        """Start a log on standard error, with one JSON object per line."""
        self._logs = True
        self.log("run.started", {"command": command})

    def log(self, event: str, facts: Mapping[str, object]) -> None:
        """Write an event to the log, if there is one. Programs read the names and keys, so they never change."""
        if self._logs:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            level = _LEVELS.get(event, "info")
            line = {"ts": now, "level": level, "event": event, "run_id": self.run_id, **facts}
            click.echo(self._hide(json.dumps(line, ensure_ascii=True, default=str)), err=True)

    def end_log(self, code: int) -> None:
        """Write the last line of the log: exit code, duration and counts."""
        seconds = round(time.monotonic() - self._started, 1)
        self.log("run.finished", {"exit": code, "seconds": seconds, **self.counts})

    def print_problem(self, text: str, *, kind: str = "error") -> None:
        """Print a line about a problem to standard error."""
        self.clear()
        if self._logs:
            self.log("problem", {"level": kind, "message": self._clean(text)[:_LONGEST_TEXT]})
            return
        line = self._clean(text).replace("\n", " ").replace("\x1b", "\\x1b")
        click.echo(f"reporter: {kind}: {line}"[:_LONGEST_TEXT], err=True)

    def print_problems(self, text: str) -> None:
        """Print a text about problems to standard error. It can have several lines."""
        self.clear()
        if self._logs:
            self.log("problem", {"level": "error", "message": self._clean(text)[:_LONGEST_PAGE]})
            return
        click.echo(self._clean(text), err=True)

    def progress(self, text: str, done: int, total: int) -> None:
        """Show a progress bar with a text, on a terminal, when a command takes long. The next output replaces it."""
        if sys.stderr.isatty() and time.monotonic() - self._started > _PATIENCE_S:
            full = _BAR * done // max(total, 1)
            bar = f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{total} "
            click.echo(f"\r\x1b[K{bar}{self._clean(text)[: _WIDTH - len(bar)]}", err=True, nl=False)
            self._has_progress = True

    def clear(self) -> None:
        """Remove the progress bar."""
        if self._has_progress:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._has_progress = False

    def _clean(self, text: str) -> str:
        return self._hide(text).translate(_CONTROLS)

    def _hide(self, text: str) -> str:
        if not self.secrets:
            return text
        from reporter.core.secrets import hide

        return hide(text, self.secrets)
