"""A template of the workspace's own that cannot be read, asks for what is not there, or takes too much.

```yaml
outputs: {html: {template: brand.html}} # and templates/brand.html holds {{ report.titel }}
```

Mend the named line of the template. Templates are given `report` and a few filters and functions, reach no file
outside `templates/` and may not take much time or memory. Each is tried with invented figures, and so are copies of the
shipped page, of its parts and of the mail: a template must do without what a report may lack.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as File

from reporter.core import shipped
from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.errors import ConfigurationError
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import HtmlFile
from reporter.validator.context import Context

CODE = "wrong-template"
_PAGE = "report.html"
_OF_THE_MAIL = frozenset(("mail.html", "mail.css"))
_ENDINGS = {".html", ".css", ".js"}

Stamps = tuple[tuple[str, int, int], ...]


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for the page and for the mail when a template that they are made from fails."""
    folder = context.workspace.folder / "templates"
    own = _own_files(folder)
    if not own:
        return
    shadowing = {name for name, *_ in own if (shipped.templates() / name).is_file()}
    page = spec.outputs.named().get("html")
    if isinstance(page, HtmlFile):
        name = page.template or _PAGE
        is_own = (folder / name).is_file() or shadowing - _OF_THE_MAIL
        if is_own and name in context.templates(".html"):  # that there is none is another rule's to tell
            kinds = tuple(section.kind for section in spec.sections)
            yield from _told(name, _page_fault(folder, own, name, kinds), ("outputs", "html", "template"))
    designed = (index for index, one in enumerate(spec.deliver) if one.email and one.email.body == "html")
    for index in designed if shadowing & _OF_THE_MAIL else ():
        yield from _told("mail.html", _mail_fault(folder, own), ("deliver", index, "email", "body"))


def _own_files(folder: File) -> Stamps:
    """Return the workspace's own templates: names, and when and how large each was written."""
    if folder.resolve() == shipped.templates().resolve():  # the sample workspace lies beside the program
        return ()
    files = (file for file in sorted(folder.rglob("*")) if file.suffix in _ENDINGS and file.is_file())
    return tuple((str(file.relative_to(folder)), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


# Many specs share a template, and the preview checks a spec again and again; `_own`: tried anew when a file changes.
@lru_cache(maxsize=64)
def _page_fault(folder: File, _own: Stamps, name: str, kinds: tuple[str, ...]) -> str:
    from reporter.renderers.sample import try_page  # here, because few workspaces have templates of their own

    return _fault(lambda: try_page(name, (folder,), kinds=kinds))


@lru_cache(maxsize=64)
def _mail_fault(folder: File, _own: Stamps) -> str:
    from reporter.renderers.sample import try_mail

    return _fault(lambda: try_mail((folder,)))


def _fault(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except ConfigurationError as error:
        return str(error)
    return ""


def _told(name: str, fault: str, path: Path) -> Iterator[Finding]:
    if fault:
        placed = ", line " in fault
        help_text = "mend that line" if placed else f"look in templates/{name}, and in the templates that it includes"
        yield Finding(CODE, path, f"this template cannot be used: {fault}", help_text)
