"""Runs a workspace's own templates in a process of their own, with little time, memory and no secrets; owns the limits.

The report goes in pickled, for we made it; what comes out is JSON, for a hostile template may have made it.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from os import pathsep
from pathlib import Path

from reporter.core.errors import ConfigurationError
from reporter.core.i18n import speaking
from reporter.core.report import Report
from reporter.renderers.html.templates import fill_template

_TOO_MUCH = "takes too much time, memory or room"
_START = "from reporter.renderers.html.confined import render_in_process; render_in_process()"


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """Seconds of work, seconds of waiting, bytes of memory, and characters of the page."""

    seconds: int = 20
    patience: float = 60
    memory: int = 1_500_000_000
    page: int = 64_000_000


_USUAL = RenderLimits()


def confined(
    report: Report,
    drawings: Mapping[str, tuple[str, str]],
    *,
    template: str,
    folders: tuple[Path, ...],
    more: Mapping[str, object] | None = None,
    limits: RenderLimits = _USUAL,
) -> str:
    """Return the page that the templates write. Raises ConfigurationError when they are wrong or exceed a limit."""
    asked = pickle.dumps((report, dict(drawings), template, folders, more, limits))
    refusal = f"template {template}: {_TOO_MUCH}"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", _START],
            input=asked,
            capture_output=True,
            check=False,
            timeout=limits.patience,
            env={"PYTHONPATH": pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(refusal) from None
    answer_ = json.loads(done.stdout) if done.returncode == 0 else {"page": "", "refusal": refusal}
    if answer_["refusal"]:
        raise ConfigurationError(answer_["refusal"])
    return str(answer_["page"])


def render_in_process() -> None:
    """Write the page that standard input asks for to standard output: the process that `confined` starts."""
    import resource  # which Windows has not

    report, drawings, template, folders, more, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - from `confined`
    for limit, most in ((resource.RLIMIT_CPU, limits.seconds), (resource.RLIMIT_AS, limits.memory)):
        with suppress(OSError, ValueError):  # macOS knows no limit of memory
            resource.setrlimit(limit, (most, most))
    said = {"page": "", "refusal": f"template {template}: {_TOO_MUCH}"}
    try:
        with speaking(report.locale):
            page = fill_template(report, drawings, template=template, folders=folders, more=more)
        said = {"page": page, "refusal": ""} if len(page) <= limits.page else said
    except ConfigurationError as error:
        said["refusal"] = str(error)
    except MemoryError:
        pass
    sys.stdout.buffer.write(json.dumps(said).encode())
