"""What all commands share: the terminal they print to, the clock and workspace options, loading what is written."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar
from uuid import uuid4

import click

from reporter.errors import NoInputError
from reporter.errors import UsageError
from reporter.surroundings import Surroundings
from reporter.workspace import FILE_NAME
from reporter.workspace import find_workspace
from reporter.workspace import report_files

if TYPE_CHECKING:
    from reporter.spec.model import ReportSpec
    from reporter.validator.load import Loaded
    from reporter.validator.load import LoadedSpec
    from reporter.workspace import Workspace

Function = TypeVar("Function", bound=Callable[..., object])
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\x1b"}
_WIDTH = 79
_BAR = 20
_PATIENCE_S = 0.5
_YEARS = range(2010, 2101)
_LONGEST_TEXT, _LONGEST_PAGE = 1000, 20_000


class Terminal:
    """Standard output for results, standard error for problems; secrets and control characters never pass."""

    def __init__(self) -> None:
        """Start with no secret known, and no log."""
        self.secrets: set[str] = set()
        self.run_id = uuid4().hex
        self._logs = False
        self._drawn = False
        self._begun = time.monotonic()

    @property
    def colour(self) -> bool:
        """Say whether standard output may be coloured."""
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ

    @property
    def talks(self) -> bool:
        """Say whether somebody is there to read how it went; what cron starts is silent when all is well."""
        return sys.stdout.isatty()

    def say(self, text: str) -> None:
        """Print a result."""
        self.clear()
        click.echo(self._clean(text))

    def say_json(self, value: object) -> None:
        """Print one JSON object on standard output."""
        self.clear()
        click.echo(self._hide(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)))

    def begin_log(self, command: str) -> None:
        """From now on tell what happens as one JSON object a line on standard error."""
        self._logs = True
        self.log("run.started", {"command": command})

    def log(self, event: str, facts: Mapping[str, object]) -> None:
        """Log an event, if there is a log. Names and keys are for programs and stay as they are."""
        if self._logs:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"ts": now, "event": event, "run_id": self.run_id, **facts}
            click.echo(self._hide(json.dumps(line, ensure_ascii=True, default=str)), err=True)

    def problem(self, text: str, *, kind: str = "error") -> None:
        """Print one line about a problem on standard error."""
        self.clear()
        if self._logs:
            self.log("problem", {"level": kind, "message": self._clean(text)[:_LONGEST_TEXT]})
            return
        line = self._clean(text).replace("\n", " ").replace("\x1b", "\\x1b")
        click.echo(f"reporter: {kind}: {line}"[:_LONGEST_TEXT], err=True)

    def tell(self, text: str) -> None:
        """Print several lines about problems on standard error."""
        self.clear()
        if self._logs:
            self.log("problem", {"level": "error", "message": self._clean(text)[:_LONGEST_PAGE]})
            return
        click.echo(self._clean(text), err=True)

    def progress(self, text: str, done: int, total: int) -> None:
        """Show a bar and what is being worked on, on one line that vanishes; on a terminal, for what takes long."""
        if sys.stderr.isatty() and time.monotonic() - self._begun > _PATIENCE_S:
            full = _BAR * done // max(total, 1)
            bar = f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{total} "
            click.echo(f"\r\x1b[K{bar}{self._clean(text)[: _WIDTH - len(bar)]}", err=True, nl=False)
            self._drawn = True

    def clear(self) -> None:
        """Take the progress line away."""
        if self._drawn:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._drawn = False

    def _clean(self, text: str) -> str:
        return self._hide(text).translate(_CONTROLS)

    def _hide(self, text: str) -> str:
        if not self.secrets:
            return text
        from reporter.credentials import hide

        return hide(text, self.secrets)


class Moment(click.ParamType):  # type: ignore[type-arg]  # generic for type checkers only
    """A time with its zone, such as 2026-11-23T08:00:00Z; without a zone it is UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 - click's signature
        """Read the text; click tells people when it is no time."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is no time; write it like 2026-11-23T08:00:00Z', param, ctx)
        if moment.year not in _YEARS:
            self.fail(f'"{value}" lies before Instagram or too far ahead', param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def surroundings(terminal: Terminal, now: datetime) -> Surroundings:
    """Return the outside world for a command that takes `now` as now."""
    return Surroundings(
        now=now,
        clock=datetime.now(UTC),
        environ=os.environ,
        secrets=terminal.secrets,
        log=terminal.log,
        run_id=terminal.run_id,
    )


def with_now(command: Function) -> Function:
    """Give a command `--now`; without it the clock is read, or SOURCE_DATE_EPOCH where that is set."""
    return click.option("--now", type=Moment(), default=_clock, show_default="the clock", help="Take this as now.")(
        command
    )


def with_workspace(command: Function) -> Function:
    """Give a command `--workspace`."""
    kind = click.Path(file_okay=False, path_type=Path)
    return click.option(
        "--workspace", type=kind, envvar="REPORTER_WORKSPACE", help=f"Folder with {FILE_NAME} (default: here or above)."
    )(command)


def with_json(command: Function) -> Function:
    """Give a command `--json`."""
    return click.option("as_json", "--json", is_flag=True, help="Print one JSON object.")(command)


def workspace_folder(named: Path | None, specs: Iterable[Path] = ()) -> Path:
    """Return the workspace: the one named, else the nearest above here, else the nearest above a named spec."""
    if named is not None:
        if not (named / FILE_NAME).is_file():
            raise NoInputError(f"no {FILE_NAME} in {named}; `reporter init {named}` makes a workspace")
        return named
    for start in (Path.cwd(), *(spec.parent for spec in specs)):
        folder = find_workspace(start)
        if folder is not None:
            return folder
    raise NoInputError(f"no {FILE_NAME} here or above; `reporter init` makes a workspace")


def spec_files(named: tuple[Path, ...], folder: Path) -> list[Path]:
    """Return the specs named, or all of the workspace's reports/ when none is."""
    if named:
        return list(named)
    found = report_files(folder)
    if not found:
        raise NoInputError(f"no specs in {shown(folder / 'reports')}; name one, or `reporter init` for samples")
    return found


def shown(path: Path) -> str:
    """Return the path as people see it: relative to here when it lies below."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def load(terminal: Terminal, specs: tuple[Path, ...], *, workspace: Path | None, now: datetime) -> Loaded:
    """Load the workspace and these specs on the one way that `validate` takes too; tell what is wrong with them."""
    from reporter.validator.load import load_all
    from reporter.validator.show import show

    folder = workspace_folder(workspace, specs)
    loaded = load_all(folder, spec_files(specs, folder), now=now, shown=shown)
    told = show(loaded.diagnostics, "text", colour=terminal.colour)
    if told:
        terminal.tell(told)
    return loaded


def for_period(loaded: LoadedSpec, period: str | None) -> ReportSpec:
    """Return the spec, with the period of the command line when there is one."""
    assert loaded.spec is not None
    assert loaded.context is not None
    if period is None:
        return loaded.spec
    spec = loaded.spec.model_copy(update={"period": period})
    if loaded.context.period(spec) is None:
        raise UsageError(f'--period: "{period}" is no period; write last_week, 2026-W47, 2026-11 or the like')
    return spec


def own_workspace(terminal: Terminal, named: Path | None, now: datetime) -> Workspace | None:
    """Load reporter.yaml alone; tell what is wrong with it and return None when it cannot be used."""
    from reporter.validator.diagnostics import has_errors
    from reporter.validator.load import load_workspace
    from reporter.validator.show import show

    loaded = load_workspace(workspace_folder(named), now=now, shown=shown)
    told = show(loaded.diagnostics, "text", colour=terminal.colour)
    if told:
        terminal.tell(told)
    return None if has_errors(loaded.diagnostics) else loaded.workspace


def sound_specs(
    terminal: Terminal, named: Path | None, now: datetime
) -> tuple[Workspace | None, dict[str, ReportSpec]]:
    """Load reporter.yaml and those of all its reports that can be run, by name; tell what is wrong with the rest."""
    from reporter.validator.diagnostics import has_errors
    from reporter.validator.load import load_all
    from reporter.validator.show import show

    folder = workspace_folder(named)
    files = report_files(folder)
    loaded = load_all(folder, files, now=now, shown=shown)
    own = tuple(one for one in loaded.diagnostics if one.path == shown(folder / FILE_NAME))
    if loaded.workspace is None or has_errors(own):
        terminal.tell(show(own, "text", colour=terminal.colour))
        return None, {}
    sound = [one for one in loaded.specs if one.spec is not None and not has_errors(one.diagnostics)]
    if len(sound) < len(files):
        terminal.problem(
            "some reports are faulty and were not looked at; `reporter validate` tells why", kind="warning"
        )
    return loaded.workspace, {one.name: one.spec for one in sound if one.spec is not None}


def one_of(word: str, known: Iterable[str], *, what: str) -> str:
    """Return the word if it is known; otherwise refuse with the nearest one."""
    from reporter.catalog.lookup import suggest

    names = list(known)
    if word not in names:
        near = suggest(word, names)
        raise UsageError(f'no {what} "{word}"' + (f'; did you mean "{near}"?' if near else ""))
    return word


def _clock() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
