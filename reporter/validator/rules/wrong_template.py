"""A template of the workspace that has errors, uses an unknown name, or uses too much time or memory.

```yaml
outputs: {html: {template: brand.html}} # and templates/brand.html contains {{ report.titel }}
```

Fix the template at the line that the message names. Templates receive `report` and some filters and functions, cannot
read files outside `templates/`, and have limits on time and memory. reporter tests each template with sample figures,
and also your copies of the built-in HTML report, its parts and the email: a template must accept a report without
optional parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path as File

from reporter.core import shipped
from reporter.core.diagnostics import Finding, Path
from reporter.core.errors import ConfigurationError
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import HtmlFile
from reporter.validator.context import RuleContext

CODE = "wrong-template"
_PAGE = "report.html"
_MAIL_FILES = frozenset(("mail.html", "mail.css"))
_ENDINGS = {".html", ".css", ".js"}

Stamps = tuple[tuple[str, int, int], ...]


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for the HTML report and for the email when one of their templates fails."""
    folder = context.workspace.folder / "templates"
    stamps = _workspace_templates(folder)
    copies = {name for name, *_ in stamps if (shipped.templates() / name).is_file()}
    name = _page_template(spec)
    is_custom = stamps and ((folder / name).is_file() or copies - _MAIL_FILES)
    if is_custom and name in context.templates(".html"):  # otherwise, unknown-template reports it
        kinds = tuple(section.kind for section in spec.sections)
        yield from _finding(name, _page_error(folder, stamps, name, kinds), ("outputs", "html", "template"))
    if copies & _MAIL_FILES:
        for index in _html_emails(spec):
            yield from _finding("mail.html", _mail_error(folder, stamps), ("deliver", index, "email", "body"))


def _page_template(spec: ReportSpec) -> str:
    """Return the file name of the HTML report's template, "" if the spec has no HTML report."""
    page = spec.outputs.named().get("html")
    return (page.template or _PAGE) if isinstance(page, HtmlFile) else ""


def _html_emails(spec: ReportSpec) -> Iterator[int]:
    """Yield the positions of the deliveries whose email is HTML."""
    for index, delivery in enumerate(spec.deliver):
        if delivery.email and delivery.email.body == "html":
            yield index


def _workspace_templates(folder: File) -> Stamps:
    """Return the workspace's own templates: their names, times of change and sizes."""
    if folder.resolve() == shipped.templates().resolve():  # the sample workspace is next to the package
        return ()
    files = (file for file in sorted(folder.rglob("*")) if file.suffix in _ENDINGS and file.is_file())
    return tuple((str(file.relative_to(folder)), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


# Many specs share a template, and the preview checks a spec repeatedly; `_stamps`: tested again when a file changes.
@lru_cache(maxsize=64)
def _page_error(folder: File, _stamps: Stamps, name: str, kinds: tuple[str, ...]) -> str:
    from reporter.renderers.sample import try_page  # here, because few workspaces have templates of their own

    return _error(lambda: try_page(name, (folder,), kinds=kinds))


@lru_cache(maxsize=64)
def _mail_error(folder: File, _stamps: Stamps) -> str:
    from reporter.renderers.sample import try_mail

    return _error(lambda: try_mail((folder,)))


def _error(render: Callable[[], None]) -> str:
    try:
        render()
    except ConfigurationError as error:
        return str(error)
    return ""


def _finding(name: str, error: str, path: Path) -> Iterator[Finding]:
    if error:
        help_text = f"fix templates/{name}, or a template that it includes"
        yield Finding(CODE, path, f"this template cannot be used: {error}", help_text)
