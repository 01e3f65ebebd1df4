"""What a template writes, in this very process. Owns the template environment and how its faults are told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from reporter.core import shipped
from reporter.core.errors import ConfigurationError
from reporter.core.i18n import say, say_count, spoken
from reporter.core.report import Report
from reporter.renderers import formats

if TYPE_CHECKING:
    from jinja2 import Environment

Drawings = Mapping[str, tuple[str, str]]
Names = Mapping[str, object]
# What a template can do wrong while it runs; anything else is our own fault.
_FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


def fill_template(
    report: Report, drawings: Drawings, *, template: str, folders: tuple[Path, ...], more: Names | None = None
) -> str:
    """Return what a template writes, in this very process; arguments as for `written`."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    places = (*folders, shipped.templates())
    try:
        text = _environment(report, drawings, places).get_template(template).render({**(more or {}), "report": report})
    except TemplateNotFound as error:
        place = _place(error.__traceback__, places)  # of an include; None when the template itself is not there
        where = f"template {place}: " if place else ""
        raise ConfigurationError(
            f'{where}no template "{error.name}"; the templates folder of the workspace has none'
        ) from None
    except TemplateSyntaxError as error:
        raise ConfigurationError(f"template {error.name}, line {error.lineno}: {error.message}") from None
    except (TemplateError, *_FAULTS) as error:
        place = _place(error.__traceback__, places)
        if not folders or place is None:
            raise
        raise ConfigurationError(f"template {place}: {_reason(error)}") from None
    return formats.clean(text)


def _environment(report: Report, drawings: Drawings, places: tuple[Path, ...]) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from reporter.renderers.html.filters import filters

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(places),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters(report, drawings)
    environment.globals |= {"say": say, "say_count": say_count, "spoken": spoken}
    return environment


def _place(trace: TracebackType | None, places: tuple[Path, ...]) -> str | None:
    """Return the innermost template line that an error went through."""
    found = None
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        folder = next((folder for folder in places if file.is_relative_to(folder)), None)
        if folder is not None:
            found = f"{file.relative_to(folder)}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError | RecursionError):
        return "takes too much memory"
    return formats.flat(str(error))[:300] or type(error).__name__
