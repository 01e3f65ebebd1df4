"""What all commands share: the clock and workspace options, loading what is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reporter.cli.terminal import Terminal
from reporter.core.context import CommandContext
from reporter.core.errors import NoInputError, OutputError, UsageError
from reporter.spec.workspace import FILE_NAME, find_workspace, report_files

if TYPE_CHECKING:
    from reporter.spec.model import ReportSpec
    from reporter.spec.workspace import Workspace
    from reporter.validator.load import Loaded, LoadedSpec

Function = TypeVar("Function", bound=Callable[..., object])
_YEARS = range(2010, 2101)


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


def command_context(terminal: Terminal, now: datetime) -> CommandContext:
    """Return the outside world for a command that takes `now` as now."""
    return CommandContext(
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


def output_folder(named: Path | None, workspace: Workspace) -> Path:
    """Return the folder for files: the one named, else the workspace's own. Raises OutputError where that is a link.

    A link in its place may have been put there by somebody else, and lead anywhere.
    """
    folder = named or workspace.folder / "out"
    if named is None and folder.is_symlink():
        raise OutputError(
            f"{display_path(folder)} is a link; name the folder that it leads to with --out, or remove it"
        )
    return folder


def spec_files(named: tuple[Path, ...], folder: Path) -> list[Path]:
    """Return the specs named, or all of the workspace's reports/ when none is."""
    if named:
        return list(named)
    found = report_files(folder)
    if not found:
        raise NoInputError(f"no specs in {display_path(folder / 'reports')}; name one, or `reporter init` for samples")
    return found


def display_path(path: Path) -> str:
    """Return the path as people see it: relative to here when it lies below."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def load_specs(terminal: Terminal, specs: tuple[Path, ...], *, workspace: Path | None, now: datetime) -> Loaded:
    """Load the workspace and these specs on the one way that `validate` takes too; tell what is wrong with them."""
    from reporter.validator.load import load_all
    from reporter.validator.show import show_diagnostics

    folder = workspace_folder(workspace, specs)
    loaded = load_all(folder, spec_files(specs, folder), now=now, shown=display_path)
    told = show_diagnostics(loaded.diagnostics, "text", colour=terminal.colour)
    if told:
        terminal.print_problems(told)
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


def valid_workspace(terminal: Terminal, named: Path | None, now: datetime) -> Workspace | None:
    """Load reporter.yaml alone; tell what is wrong with it and return None when it cannot be used."""
    from reporter.core.diagnostics import has_errors
    from reporter.validator.load import load_workspace
    from reporter.validator.show import show_diagnostics

    loaded = load_workspace(workspace_folder(named), now=now, shown=display_path)
    told = show_diagnostics(loaded.diagnostics, "text", colour=terminal.colour)
    if told:
        terminal.print_problems(told)
    return None if has_errors(loaded.diagnostics) else loaded.workspace


def valid_specs(
    terminal: Terminal, named: Path | None, now: datetime
) -> tuple[Workspace | None, dict[str, ReportSpec]]:
    """Load reporter.yaml and those of all its reports that can be run, by name; tell what is wrong with the rest."""
    from reporter.core.diagnostics import has_errors
    from reporter.validator.load import load_all
    from reporter.validator.show import show_diagnostics

    folder = workspace_folder(named)
    files = report_files(folder)
    loaded = load_all(folder, files, now=now, shown=display_path)
    own = tuple(one for one in loaded.diagnostics if one.path == display_path(folder / FILE_NAME))
    if loaded.workspace is None or has_errors(own):
        terminal.print_problems(show_diagnostics(own, "text", colour=terminal.colour))
        return None, {}
    sound = [one for one in loaded.specs if one.spec is not None and not has_errors(one.diagnostics)]
    if len(sound) < len(files):
        terminal.print_problem(
            "some reports are faulty and were not looked at; `reporter validate` tells why", kind="warning"
        )
    return loaded.workspace, {one.name: one.spec for one in sound if one.spec is not None}


def known_name(word: str, known: Iterable[str], *, what: str) -> str:
    """Return the word if it is known; otherwise refuse with the nearest one."""
    from reporter.core.text import nearest_name

    names = list(known)
    if word not in names:
        near = nearest_name(word, names)
        raise UsageError(f'no {what} "{word}"' + (f'; did you mean "{near}"?' if near else ""))
    return word


def _clock() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
