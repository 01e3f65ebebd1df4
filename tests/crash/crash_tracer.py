"""Runs a program under strace, which kills it at a chosen system call; the call itself is not carried out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from needed import without


def is_killed(
    calls: str,
    ordinal: int,
    *,
    program: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    only: Sequence[Path] = (),
    ends: int = 0,
) -> bool:
    """Run until the main thread's n-th of these calls; say whether it came so far, else it must have ended as it ends.

    Each name among `calls` is counted for itself. `only`: calls on these files count, and no others. `ends`: the exit
    code of a program that is not killed. Skips the test, saying why, where nothing can be traced.
    """
    where = [word for path in only for word in ("-P", str(path))]
    what = ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={ordinal}"]
    ended = subprocess.run(  # noqa: S603 - our own program
        [_strace(), "-qq", "-o", os.devnull, *where, *what, *program],
        env=environ,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode in {ends, -signal.SIGKILL}, ended.stderr.decode()
    return ended.returncode != ends


@cache
def _strace() -> str:
    """Return the tracer, which has been tried."""
    found = shutil.which("strace") or ""
    if not found:
        without("strace is not installed (apt-get install strace)")
    tried = subprocess.run([found, "-qq", "-o", os.devnull, "true"], capture_output=True, timeout=60, check=False)  # noqa: S603 - our own
    if tried.returncode:
        without("processes may not be traced here (allow ptrace: the capability SYS_PTRACE)")
    return found
