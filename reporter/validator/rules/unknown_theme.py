"""A theme that does not exist, or whose file has errors or a brand colour that is too pale on white.

```yaml
theme: acmee
```

Write the name of a file in `templates/themes/` without `.yaml`, or omit `theme` for the plain one.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.errors import ReporterError
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.spec.theme import NAME, load_theme
from reporter.validator.context import RuleContext
from reporter.validator.rule import with_nearest_name

CODE = "unknown-theme"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when the spec's theme does not exist or cannot be used."""
    yield from _theme(spec.theme or "plain", ("theme",), context)  # a workspace may have its own plain theme


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for each client's theme that does not exist or cannot be used."""
    for name, client in context.workspace.clients.items():
        yield from _theme(client.theme, ("clients", name, "theme"), context)


def _theme(theme: str | None, path: Path, context: RuleContext) -> Iterator[Finding]:
    if not theme:
        return
    known = context.themes()
    if theme not in known:
        file = f"templates/themes/{theme}.yaml" if NAME.fullmatch(theme) else "a file in templates/themes"
        help_text = f"themes: {', '.join(known)}; or create {file}"
        yield with_nearest_name(Finding(CODE, path, f"unknown theme {quote(theme)}", help_text), theme, known)
        return
    try:
        load_theme(theme, context.workspace.folder)
    except ReporterError as error:
        yield Finding(CODE, path, f"this theme cannot be used: {error}", "fix its file in templates/themes")
