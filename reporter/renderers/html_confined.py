"""Runs a workspace's own templates in a process of their own with little time and memory; owns these limits."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from reporter.errors import ConfigurationError
from reporter.report import Report

_SECONDS = 20
_PATIENCE = 60
_MEMORY = 1_500_000_000
_MOST_BYTES = 64_000_000
_TOO_MUCH = "takes too much time, memory or room"


def confined(
    report: Report, drawings: Mapping[str, tuple[str, str]], *, template: str, folders: tuple[Path, ...]
) -> str:
    """Return the page that the templates write. Raises ConfigurationError when they are wrong or exceed a limit."""
    start = get_context("spawn")
    receiver, sender = start.Pipe(duplex=False)
    process = start.Process(target=_write, args=(sender, report, drawings, template, folders), daemon=True)
    process.start()
    sender.close()
    try:
        page, refusal = receiver.recv() if receiver.poll(_PATIENCE) else ("", "")
    except EOFError:
        page, refusal = "", ""
    finally:
        receiver.close()
        process.kill()
        process.join()
    if refusal or not page:
        raise ConfigurationError(refusal or f"template {template}: {_TOO_MUCH}")
    return str(page)


def _write(  # noqa: PLR0917 - the arguments of a process
    sender: Connection,
    report: Report,
    drawings: Mapping[str, tuple[str, str]],
    template: str,
    folders: tuple[Path, ...],
) -> None:
    from reporter.renderers.html import write

    for limit, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY)):
        with suppress(OSError, ValueError):  # macOS knows no limit of memory
            resource.setrlimit(limit, (most, most))
    try:
        page, refusal = write(report, drawings, template=template, folders=folders), ""
    except ConfigurationError as error:
        page, refusal = "", str(error)
    except MemoryError:
        page, refusal = "", f"template {template}: {_TOO_MUCH}"
    if len(page) > _MOST_BYTES:
        page, refusal = "", f"template {template}: {_TOO_MUCH}"
    sender.send((page, refusal))
