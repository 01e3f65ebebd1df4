"""A theme that neither the workspace nor the program has, or whose file is faulty or its brand too pale for white.

```yaml
theme: acmee
```

Write the name of a file in `templates/themes/` without its ending, or leave `theme` out for the plain one.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.errors import ReporterError
from reporter.spec.model import ReportSpec
from reporter.spec.theme import NAME
from reporter.spec.theme import load_theme
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-theme"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding when the spec's theme is none."""
    yield from _theme(spec.theme or "plain", ("theme",), context)  # a workspace may have a plain one of its own


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for each client's theme that is none."""
    for name, client in context.workspace.clients.items():
        yield from _theme(client.theme, ("clients", name, "theme"), context)


def _theme(written: str | None, path: Path, context: Context) -> Iterator[Finding]:
    if not written:
        return
    known = context.themes()
    if written not in known:
        own = f"templates/themes/{written}.yaml" if NAME.fullmatch(written) else "a file under templates/themes"
        help_text = did_you_mean(written, known, otherwise=f"themes are {listed(known)}, or make {own}")
        message = f"unknown theme {quoted(written)}"
        yield Finding(CODE, path, message, help_text, replacement=sure_correction(written, known))
        return
    try:
        load_theme(written, context.workspace.folder)
    except ReporterError as error:
        yield Finding(CODE, path, f"this theme cannot be used: {error}", "mend its file under templates/themes")
