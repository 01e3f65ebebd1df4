"""Runs a program whose system calls fail from outside, or whose folders are full or read-only; it is not changed.

Faults of calls are put in by strace; folders of its own are mounted for the program in a namespace that ends with it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support.crash.tracer import _strace
from tests.support.needed import without


class Failed(NamedTuple):
    """How a program ended, what it said on standard error, and whether a fault was put in."""

    code: int
    told: str
    hit: bool


def fail(
    calls: str,
    fault: str,
    when: str,
    *,
    program: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    only: Sequence[Path],
) -> Failed:
    """Run a program in which calls on some files fail. `fault`: the error; `when`: which of them, as strace counts."""
    where = [word for path in only for word in ("-P", str(path))]
    log = folder / "calls.log"
    what = ["-e", f"trace={calls}", "-e", f"inject={calls}:error={fault}:when={when}"]
    ended = _run([_strace(), "-qq", "-o", str(log), *where, *what, *program], environ, folder)
    hit = "(INJECTED)" in log.read_text(errors="replace")
    log.unlink()
    return Failed(*ended, hit)


def with_mount(script: str, *, program: Sequence[str], environ: Mapping[str, str], folder: Path) -> Failed:
    """Run a program after a script has mounted something; nobody else sees the mount, and it ends with the program.

    In the script, `"$@"` is the program.
    """
    ended = _run([*_namespace(), "sh", "-ec", script, "sh", *program], environ, folder)
    return Failed(*ended, hit=True)


def quoted(path: Path) -> str:
    """Return a path as a word of a script."""
    return shlex.quote(str(path))


def one_line(told: str) -> bool:
    """Say whether all that was told is one line of the program's own."""
    return re.fullmatch(r"reporter: error: [^\n]+\n", told) is not None


def _run(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> tuple[int, str]:
    ended = subprocess.run(  # noqa: S603 - our own program
        command, env=environ, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return ended.returncode, ended.stderr


@cache
def _namespace() -> tuple[str, ...]:
    """Return what starts a program that may mount for itself; it has been tried."""
    found = shutil.which("unshare") or ""
    started = (found, "--user", "--map-root-user", "--mount")
    tried = found and subprocess.run([*started, "true"], capture_output=True, timeout=60, check=False)  # noqa: S603 - our own
    if not tried or tried.returncode:
        without("a program may not mount for itself here (allow user namespaces)")
    return started
