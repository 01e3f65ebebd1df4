"""Something in braces that is no placeholder, or a brace that stands alone.

```yaml
title: "Week {week}"
outputs: {html: {file: "weekly-{perod}.html"}}
```

Titles, file names, subjects and paths know `{title} {name} {client} {account} {period} {start} {end} {date}` and
nothing else; a title does not know itself:

```yaml
title: "Week {period}"
outputs: {html: {file: "weekly-{period}.html"}}
```

`{client}` and `{account}` name somebody only under `for_each`; elsewhere they give the report's name, and a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import PLACEHOLDERS
from reporter.spec.placeholders import Brace
from reporter.spec.placeholders import find_braces
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-placeholder"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for everything in braces that will not be filled."""
    known = {"title": tuple(name for name in PLACEHOLDERS if name != "title")}
    for path, text in _filled(spec):
        names = known.get(str(path[-1]), PLACEHOLDERS) if len(path) == 1 else PLACEHOLDERS
        for brace in find_braces(text):
            if brace.name in names:
                yield from _nameless(spec, brace, path)
                continue
            message, help_text = _explain(brace.name, text[brace.start : brace.start + brace.length], names)
            near = sure_correction(brace.name.strip(), names)
            yield Finding(
                CODE,
                path,
                message,
                help_text,
                start=brace.start,
                length=brace.length,
                replacement=f"{{{near}}}" if near else "",
            )


def _nameless(spec: ReportSpec, brace: Brace, path: Path) -> Iterator[Finding]:
    """Warn of a client or an account that the report is not about."""
    if brace.name not in {"client", "account"} or spec.for_each == brace.name:
        return
    instead = f"the {spec.for_each}'s" if spec.for_each else "the report's"
    message = f'"{{{brace.name}}}" gives {instead} name here'
    help_text = f"for_each: {brace.name} makes a report for each {brace.name}"
    yield Finding(CODE, path, message, help_text, Severity.WARNING, start=brace.start, length=brace.length)


def _filled(spec: ReportSpec) -> Iterator[tuple[Path, str]]:
    """Yield every text whose placeholders are filled."""
    yield ("title",), spec.title
    for kind, output in spec.outputs.named().items():
        yield ("outputs", kind, "file"), output.file or ""
    for index, section in enumerate(spec.sections):
        if section.kind == "text":
            yield ("sections", index, "file"), section.file or ""
    for index, delivery in enumerate(spec.deliver):
        if delivery.email:
            yield ("deliver", index, "email", "subject"), delivery.email.subject
        if delivery.folder:
            yield ("deliver", index, "folder", "path"), delivery.folder.path


def _explain(name: str, written: str, known: tuple[str, ...]) -> tuple[str, str]:
    every = " ".join(f"{{{one}}}" for one in known)
    if written in {"{", "}"}:
        return f'a "{written}" that stands alone', f"placeholders are {every}"
    if name == "title":
        return "a title cannot hold {title} itself", f"placeholders are {every}"
    help_text = did_you_mean(name, known, otherwise=f"placeholders are {every}")
    return f"unknown placeholder {quoted(written)}", help_text
