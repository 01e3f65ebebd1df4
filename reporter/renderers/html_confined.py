"""Runs a workspace's own templates in a process of their own with little time and memory; owns these limits."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from reporter.errors import ConfigurationError
from reporter.report import Report

_TOO_MUCH = "takes too much time, memory or room"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of work, seconds of waiting, bytes of memory, and characters of the page."""

    seconds: int = 20
    patience: float = 60
    memory: int = 1_500_000_000
    page: int = 64_000_000


_USUAL = Limits()


def confined(
    report: Report,
    drawings: Mapping[str, tuple[str, str]],
    *,
    template: str,
    folders: tuple[Path, ...],
    limits: Limits = _USUAL,
) -> str:
    """Return the page that the templates write. Raises ConfigurationError when they are wrong or exceed a limit."""
    start = get_context("spawn")
    receiver, sender = start.Pipe(duplex=False)
    process = start.Process(target=_write, args=(sender, (report, drawings), template, folders, limits), daemon=True)
    process.start()
    sender.close()
    try:
        page, refusal = receiver.recv() if receiver.poll(limits.patience) else ("", "")
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
    content: tuple[Report, Mapping[str, tuple[str, str]]],
    template: str,
    folders: tuple[Path, ...],
    limits: Limits,
) -> None:
    from reporter.renderers.html import write

    for limit, most in ((resource.RLIMIT_CPU, limits.seconds), (resource.RLIMIT_AS, limits.memory)):
        with suppress(OSError, ValueError):  # macOS knows no limit of memory
            resource.setrlimit(limit, (most, most))
    try:
        page, refusal = write(*content, template=template, folders=folders), ""
    except ConfigurationError as error:
        page, refusal = "", str(error)
    except MemoryError:
        page, refusal = "", f"template {template}: {_TOO_MUCH}"
    if len(page) > limits.page:
        page, refusal = "", f"template {template}: {_TOO_MUCH}"
    sender.send((page, refusal))
