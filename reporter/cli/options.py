"""What commands share: their common options, and loading of workspaces and specs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reporter.cli.terminal import Terminal
from reporter.core.context import CommandContext
from reporter.core.errors import NoInputError, OutputError, UsageError
from reporter.spec.workspace import FILE_NAME, find_workspace, report_files

if TYPE_CHECKING:
    from reporter.core.diagnostics import Diagnostic
    from reporter.spec.model import ReportSpec
    from reporter.spec.workspace import Workspace
    from reporter.validator.load import Loaded, LoadedSpec

Function = TypeVar("Function", bound=Callable[..., object])
_YEARS = range(2010, 2101)


class Moment(click.ParamType):  # type: ignore[type-arg]  # generic for type checkers only
    """A time such as 2026-11-23T08:00:00Z; UTC if it has no zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 - click's signature
        """Parse the text. Fails with a message that click prints."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a valid time; write it like 2026-11-23T08:00:00Z', param, ctx)
        if moment.year not in _YEARS:
            self.fail(f'"{value}" is not between the years {_YEARS[0]} and {_YEARS[-1]}', param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def command_context(terminal: Terminal, now: datetime) -> CommandContext:
    """Return the context of a command that uses `now` as the current time."""
    return CommandContext(
        now=now,
        clock=datetime.now(UTC),
        environ=os.environ,
        secrets=terminal.secrets,
        log=terminal.log,
        run_id=terminal.run_id,
    )


def with_now(command: Function) -> Function:
    """Add `--now`. Default: SOURCE_DATE_EPOCH if it is set, else the current time."""
    return click.option(
        "--now",
        metavar="TIME",
        type=Moment(),
        default=_clock,
        show_default="current time",
        help="Run as if the current time were TIME.",
    )(command)


def with_workspace(command: Function) -> Function:
    """Add `--workspace`."""
    kind = click.Path(file_okay=False, path_type=Path)
    return click.option(
        "--workspace",
        type=kind,
        envvar="REPORTER_WORKSPACE",
        help=f"Use the workspace in this folder, which contains {FILE_NAME} "
        "(default: the current folder or the nearest folder above it).",
    )(command)


def with_json(command: Function) -> Function:
    """Add `--json`."""
    return click.option("as_json", "--json", is_flag=True, help="Print one JSON object.")(command)


def workspace_folder(named: Path | None, specs: Iterable[Path] = ()) -> Path:
    """Return the named workspace, else the nearest one at or above this folder, else above a named spec."""
    if named is not None:
        if not (named / FILE_NAME).is_file():
            raise NoInputError(f"no {FILE_NAME} in {named}; create a workspace with `reporter init {named}`")
        return named
    for start in (Path.cwd(), *(spec.parent for spec in specs)):
        folder = find_workspace(start)
        if folder is not None:
            return folder
    raise NoInputError(f"no {FILE_NAME} in the current folder or above it; create a workspace with `reporter init`")


def output_folder(named: Path | None, workspace: Workspace) -> Path:
    """Return the named folder for files, else `out` in the workspace. Raises OutputError if that is a link.

    Somebody else may have created the link, and it can lead anywhere.
    """
    folder = named or workspace.folder / "out"
    if named is None and folder.is_symlink():
        raise OutputError(f"{display_path(folder)} is a link; remove it, or name its target with --out")
    return folder


def spec_files(named: tuple[Path, ...], folder: Path) -> list[Path]:
    """Return the named specs, or all specs in reports/ if none is named."""
    if named:
        return list(named)
    files = report_files(folder)
    if not files:
        raise NoInputError(
            f"no specs in {display_path(folder / 'reports')}; name one, or create samples with `reporter init`"
        )
    return files


def display_path(path: Path) -> str:
    """Return the path as messages show it: relative if it is below the current folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def load_specs(terminal: Terminal, specs: tuple[Path, ...], *, workspace: Path | None, now: datetime) -> Loaded:
    """Load the workspace and these specs like `validate`, and print their diagnostics."""
    from reporter.validator.load import load_all

    folder = workspace_folder(workspace, specs)
    loaded = load_all(folder, spec_files(specs, folder), now=now, shown=display_path)
    _print_diagnostics(terminal, loaded.diagnostics)
    return loaded


def for_period(loaded: LoadedSpec, period: str | None) -> ReportSpec:
    """Return the spec, with the period of the command line if there is one."""
    assert loaded.spec is not None
    assert loaded.context is not None
    if period is None:
        return loaded.spec
    spec = loaded.spec.model_copy(update={"period": period})
    if loaded.context.period(spec) is None:
        raise UsageError(
            f'--period: "{period}" is not a valid period; write one such as last_week, 2026-W47 or 2026-11'
        )
    return spec


def valid_workspace(terminal: Terminal, named: Path | None, now: datetime) -> Workspace | None:
    """Load reporter.yaml only and print its diagnostics; return None if it has errors."""
    from reporter.core.diagnostics import has_errors
    from reporter.validator.load import load_workspace

    loaded = load_workspace(workspace_folder(named), now=now, shown=display_path)
    _print_diagnostics(terminal, loaded.diagnostics)
    return None if has_errors(loaded.diagnostics) else loaded.workspace


def valid_specs(
    terminal: Terminal, named: Path | None, now: datetime
) -> tuple[Workspace | None, dict[str, ReportSpec]]:
    """Load reporter.yaml and the valid specs in reports/ by name. Without a workspace, reporter.yaml has errors."""
    from reporter.core.diagnostics import has_errors
    from reporter.validator.load import load_all

    folder = workspace_folder(named)
    files = report_files(folder)
    loaded = load_all(folder, files, now=now, shown=display_path)
    in_workspace = [line for line in loaded.diagnostics if line.path == display_path(folder / FILE_NAME)]
    if loaded.workspace is None or has_errors(in_workspace):
        _print_diagnostics(terminal, in_workspace)
        return None, {}
    valid = {
        loaded_spec.name: loaded_spec.spec
        for loaded_spec in loaded.specs
        if loaded_spec.spec is not None and not has_errors(loaded_spec.diagnostics)
    }
    if len(valid) < len(files):
        terminal.print_problem("specs with errors were skipped; run `reporter validate`", kind="warning")
    return loaded.workspace, valid


def known_name(word: str, known: Iterable[str], *, what: str) -> str:
    """Return the word if it is known. Otherwise raises UsageError with the nearest known word."""
    from reporter.core.text import nearest_name

    names = list(known)
    if word not in names:
        nearest = nearest_name(word, names)
        raise UsageError(f'unknown {what} "{word}"' + (f'; did you mean "{nearest}"?' if nearest else ""))
    return word


def _print_diagnostics(terminal: Terminal, diagnostics: Sequence[Diagnostic]) -> None:
    from reporter.validator.show import show_diagnostics

    text = show_diagnostics(diagnostics, "text", colour=terminal.colour)
    if text:
        terminal.print_problems(text)


def _clock() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
