"""Runs a program under strace, which kills it at a chosen system call; the call itself is not carried out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.support.needed import program, without


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
    tracer = [_strace(), "-o", os.devnull, *where, *what]
    if list(program[:3]) == [sys.executable, "-m", "reporter"]:
        code, told = _traced_when_loaded(tracer, program[3:], environ, folder)
    else:
        ended = subprocess.run(  # noqa: S603 - our own program
            [*tracer, "-qq", *program],
            env=environ,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        code, told = ended.returncode, ended.stderr
    assert code in {ends, -signal.SIGKILL}, told
    return code != ends


def _traced_when_loaded(
    tracer: Sequence[str], arguments: Sequence[str], environ: Mapping[str, str], folder: Path
) -> tuple[int, str]:
    """Run the program where it is loaded already; return its exit code and what it said on standard error."""
    loaded = _loaded()
    stdin, stdout = loaded.stdin, loaded.stdout
    assert stdin is not None
    assert stdout is not None
    asked = {"arguments": list(arguments), "environ": dict(environ), "folder": str(folder)}
    stdin.write(json.dumps(asked) + "\n")
    stdin.flush()
    child = int(stdout.readline())
    while Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)
    with subprocess.Popen([*tracer, "-p", str(child)], stderr=subprocess.PIPE, text=True) as watching:  # noqa: S603 - our own
        assert watching.stderr is not None
        attached = watching.stderr.readline()
        os.kill(child, signal.SIGCONT)
        code, told = json.loads(stdout.readline())
        assert "attached" in attached, attached
    return code, told


@cache
def _loaded() -> subprocess.Popen[str]:
    """Start the process that has the program loaded; it ends when this one does."""
    script = Path(__file__).with_name("loaded.py")
    return subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


@cache
def _strace() -> str:
    """Return the tracer, which has been tried."""
    found = program("strace")
    tried = subprocess.run([found, "-qq", "-o", os.devnull, "true"], capture_output=True, timeout=60, check=False)  # noqa: S603 - our own
    if tried.returncode:
        without("processes may not be traced here (allow ptrace: the capability SYS_PTRACE)")
    return found
