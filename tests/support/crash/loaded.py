"""Starts the program from a process that has most of it loaded, so that a tracer need not watch it being loaded.

Run as a script: for each line of JSON on standard input a child is made that waits, stopped; its number is printed,
and when it has ended how it ended and what it said on standard error. Only what starts no threads is loaded.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

ROOMS = ("core", "spec", "validator", "catalog", "executor", "history", "renderers", "delivery")


def serve() -> None:
    """Start programs until standard input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as told:
            child = os.fork()
            if child == 0:
                _become(asked, told.fileno())
            _print(child)
            _, status = os.waitpid(child, 0)
            told.seek(0)
            _print([os.waitstatus_to_exitcode(status), told.read().decode()])


def _load() -> None:
    for room in ROOMS:
        package = importlib.import_module(f"reporter.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    importlib.import_module("reporter.cli.collect")
    assert len([*Path("/proc/self/task").iterdir()]) == 1, "what has threads cannot be forked"


def _become(asked: dict[str, Any], told: int) -> NoReturn:
    """Become the program, as if it had just been started."""
    code = 70
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream, source in enumerate((nothing, nothing, told)):
            os.dup2(source, stream)
        os.closerange(3, 64)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environ"])
        sys.argv = ["reporter", *asked["arguments"]]
        os.kill(os.getpid(), signal.SIGSTOP)
        from reporter.cli import main

        main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _print(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _load()
    serve()
