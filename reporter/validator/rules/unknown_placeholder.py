"""An unknown placeholder, or an unmatched brace.

```yaml
title: "Week {week}"
outputs: {html: {file: "weekly-{perod}.html"}}
```

Titles, file names, subjects and paths accept `{title} {name} {client} {account} {period} {start} {end} {date}` and
nothing else; a title does not accept `{title}`:

```yaml
title: "Week {period}"
outputs: {html: {file: "weekly-{period}.html"}}
```

`{client}` and `{account}` have a value of their own only with `for_each`. Otherwise they are replaced with the
report's name (a warning).
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path, Severity
from reporter.core.text import did_you_mean, quote, sure_correction
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import PLACEHOLDERS, Brace, find_braces
from reporter.validator.context import RuleContext

CODE = "unknown-placeholder"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every placeholder that is unknown or has no value of its own."""
    for path, text in _templates(spec):
        names = tuple(name for name in PLACEHOLDERS if name != "title") if path == ("title",) else PLACEHOLDERS
        for brace in find_braces(text):
            if brace.name in names:
                yield from _without_value(spec, brace, path)
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


def _without_value(spec: ReportSpec, brace: Brace, path: Path) -> Iterator[Finding]:
    """Warn of a client or an account without `for_each`."""
    if brace.name not in {"client", "account"} or spec.for_each == brace.name:
        return
    owner = f"the {spec.for_each}'s" if spec.for_each else "the report's"
    message = f'"{{{brace.name}}}" is replaced with {owner} name, because for_each is not set to {brace.name}'
    help_text = f"write for_each: {brace.name} to create a report for each {brace.name}"
    yield Finding(CODE, path, message, help_text, Severity.WARNING, start=brace.start, length=brace.length)


def _templates(spec: ReportSpec) -> Iterator[tuple[Path, str]]:
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


def _explain(name: str, text: str, known: tuple[str, ...]) -> tuple[str, str]:
    placeholders = "valid placeholders: " + " ".join(f"{{{placeholder}}}" for placeholder in known)
    if text in {"{", "}"}:
        return f'unmatched "{text}"', placeholders
    if name == "title":
        return "a title cannot contain {title}", placeholders
    help_text = did_you_mean(name, known, otherwise=placeholders)
    return f"unknown placeholder {quote(text)}", help_text
