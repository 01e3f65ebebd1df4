"""A locale that does not exist.

```yaml
locale: en_UK
```

Write a language and, where it matters, a country: `en_GB`, `de_DE`, `pt_BR`, `zh_Hant_TW`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path as File

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "unknown-locale"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when the spec's locale does not exist."""
    yield from _locale(spec.locale, ("locale",))


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for each client's locale that does not exist."""
    for name, client in context.workspace.clients.items():
        yield from _locale(client.locale or "", ("clients", name, "locale"))


def _locale(locale: str, path: Path) -> Iterator[Finding]:
    known = _known()
    if not locale or not known or locale in known:
        return
    language, _, country = locale.partition("_")
    if country and any(name.startswith(f"{language}_") and name.endswith(f"_{country}") for name in known):
        return  # written without its script, such as zh_TW
    yield Finding(CODE, path, f"unknown locale {quote(locale)}", _help(locale, language, known))


def _help(locale: str, language: str, known: frozenset[str]) -> str:
    if locale == "en_UK":
        return 'did you mean "en_GB"?'
    if language not in known:
        return "write a language and a country, such as de_AT"
    examples = sorted(name for name in known if name.startswith(f"{language}_"))[:5]
    return f"write {language}, or {language} with another country, such as {', '.join(examples)}"


@cache
def _known() -> frozenset[str]:
    """Return the locales that Babel has data for, from its folder: importing it costs more than the whole check."""
    package = find_spec("babel")
    folders = package.submodule_search_locations if package else None
    return frozenset(file.stem for folder in folders or () for file in File(folder, "locale-data").glob("*.dat"))
