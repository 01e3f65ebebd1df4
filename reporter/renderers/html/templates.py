"""Fills the templates: the shipped ones here, a workspace's own in a confined process. Owns that process's limits.

A workspace's templates may be hostile, so their process has little time, little memory and no secrets. The report goes
in pickled, because reporter created it; the page comes out as JSON, because the template may have forged it.
"""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from os import pathsep
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from reporter.core import shipped
from reporter.core.errors import ConfigurationError
from reporter.core.i18n import Translator
from reporter.core.report import Report
from reporter.renderers import formats

if TYPE_CHECKING:
    from jinja2 import Environment

Drawings = Mapping[str, tuple[str, str]]
Names = Mapping[str, object]
_ENDINGS = {".html", ".css", ".js"}
# How Jinja names a value of ours: 'reporter.core.report.Section object'.
_OBJECT = re.compile(r"'reporter\.[\w.]+\.(\w+) object'")
_START = "from reporter.renderers.html.templates import render_in_process; render_in_process()"
# What a template can do wrong while it runs; any other error is a fault of reporter.
_FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """Seconds of work, seconds of waiting, bytes of memory, and characters of the page."""

    seconds: int = 20
    patience: float = 60
    memory: int = 1_500_000_000
    page: int = 64_000_000


_USUAL = RenderLimits()


def fill_page(
    report: Report, drawings: Drawings, *, template: str, folders: tuple[Path, ...], more: Names | None = None
) -> str:
    """Return what a template writes, confined if the workspace has templates of its own.

    `drawings` holds the charts by section, wide and narrow; `more` are values that the template has besides the report.
    """
    template_folders = tuple(folder for folder in folders if _has_templates(folder))
    if template_folders:
        return fill_confined(report, drawings, template=template, folders=template_folders, more=more)
    return fill_template(report, drawings, template=template, folders=(), more=more)


def fill_confined(
    report: Report,
    drawings: Drawings,
    *,
    template: str,
    folders: tuple[Path, ...],
    more: Names | None = None,
    limits: RenderLimits = _USUAL,
) -> str:
    """Return what a template writes in the confined process.

    Raises ConfigurationError when a template is wrong or exceeds a limit.
    """
    try:
        process = subprocess.run(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", _START],
            input=pickle.dumps((report, dict(drawings), template, folders, more, limits)),
            capture_output=True,
            check=False,
            timeout=limits.patience,
            env={"PYTHONPATH": pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(_limit_message(template)) from None
    if process.returncode != 0:
        raise ConfigurationError(_limit_message(template))
    result = json.loads(process.stdout)
    if result["refusal"]:
        raise ConfigurationError(result["refusal"])
    return str(result["page"])


def render_in_process() -> None:
    """Read what `fill_confined` writes to standard input, and write the page or the refusal to standard output."""
    import resource  # not available on Windows

    report, drawings, template, folders, more, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - from `fill_confined`
    for limit, most in ((resource.RLIMIT_CPU, limits.seconds), (resource.RLIMIT_AS, limits.memory)):
        with suppress(OSError, ValueError):  # macOS cannot limit memory
            resource.setrlimit(limit, (most, most))
    result = {"page": "", "refusal": _limit_message(template)}
    try:
        page = fill_template(report, drawings, template=template, folders=folders, more=more)
        if len(page) <= limits.page:
            result = {"page": page, "refusal": ""}
    except ConfigurationError as error:
        result["refusal"] = str(error)
    except MemoryError:
        pass
    sys.stdout.buffer.write(json.dumps(result).encode())


def fill_template(
    report: Report, drawings: Drawings, *, template: str, folders: tuple[Path, ...], more: Names | None = None
) -> str:
    """Return what a template writes in this process; arguments as for `fill_page`."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    roots = (*folders, shipped.templates())
    try:
        text = _environment(report, drawings, roots).get_template(template).render({**(more or {}), "report": report})
    except TemplateNotFound as error:
        place = _innermost_line(error.__traceback__, roots)  # of an include; None if the template itself is missing
        where = f"template {place}: " if place else ""
        raise ConfigurationError(
            f'{where}cannot find template "{error.name}"; add it to templates/, or correct the name'
        ) from None
    except TemplateSyntaxError as error:
        raise ConfigurationError(f"template {error.name}, line {error.lineno}: {error.message}") from None
    except (TemplateError, *_FAULTS) as error:
        place = _innermost_line(error.__traceback__, roots)
        if not folders or place is None:
            raise
        raise ConfigurationError(f"template {place}: {_reason(error)}") from None
    return formats.clean(text)


def _has_templates(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix in _ENDINGS for path in folder.rglob("*"))


def _limit_message(template: str) -> str:
    return f"template {template}: exceeds a limit (time, memory or page size)"


def _environment(report: Report, drawings: Drawings, roots: tuple[Path, ...]) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from reporter.renderers.html.filters import filters

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(roots),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters(report, drawings)
    translator = Translator(report.locale)
    environment.globals |= {
        "say": translator.say,
        "say_count": translator.say_count,
        "spoken": lambda: translator.language_tag,
    }
    return environment


def _innermost_line(trace: TracebackType | None, roots: tuple[Path, ...]) -> str | None:
    """Return the innermost template line that an error went through."""
    innermost = None
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        root = next((root for root in roots if file.is_relative_to(root)), None)
        if root is not None:
            innermost = f"{file.relative_to(root)}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return innermost


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError | RecursionError):
        return "uses too much memory"
    text = _OBJECT.sub(lambda match: match[1].lower(), str(error))
    return formats.flat(text)[:300] or type(error).__name__
