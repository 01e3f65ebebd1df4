"""Two reports that would write one file.

```yaml
for_each: client
outputs: {html: {file: "report.html"}}      # each client's report would overwrite the one before
```

Let the name tell them apart:

```yaml
outputs: {html: {file: "report-{client}-{period}.html"}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import find_braces
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "same-file"
_APART = ("client", "account")


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every output that two editions would share."""
    editions = context.editions(spec)
    shared = {kind: output.file for kind, output in spec.outputs.named().items() if output.file and len(editions) > 1}
    alike = {kind for kind, file in shared.items() if not _tells_apart(file, spec)}
    for kind in sorted(alike):
        message = "every " + str(spec.for_each) + "'s report would be written to this one file"
        help_text = f"add {{{spec.for_each}}} to the name, such as report-{{{spec.for_each}}}-{{period}}"
        yield Finding(CODE, ("outputs", kind, "file"), message, help_text)
    # Two outputs of one edition cannot share a file, since each kind has its own ending.
    seen: dict[tuple[str, str], str] = {}
    for edition in editions:
        for kind, name in edition.files.items():
            who = edition.client or edition.account
            other = seen.setdefault((kind, name.casefold()), who)
            if other != who and kind not in alike:
                message = f"{quoted(other)} and {quoted(who)} would both write {quoted(name)}"
                help_text = "file systems may not tell capital letters apart: add another placeholder to the name"
                yield Finding(CODE, ("outputs", kind, "file"), message, help_text)


def check_together(specs: Mapping[str, tuple[ReportSpec, Context]]) -> Iterator[tuple[str, Finding]]:
    """Yield a finding, with the later spec's path, for every file that two specs would write."""
    seen: dict[str, str] = {}
    for path, (spec, context) in specs.items():
        own = {name.casefold(): (kind, name) for one in context.editions(spec) for kind, name in one.files.items()}
        for folded, (kind, name) in own.items():
            if folded in seen:
                message = f"{quoted(name)} is also written by {seen[folded]}"
                place = ("outputs", kind, "file")
                yield path, Finding(CODE, place, message, "add {name} to one of the file names")
        seen = {**dict.fromkeys(own, path), **seen}


def _tells_apart(file: str, spec: ReportSpec) -> bool:
    if spec.for_each is None:
        return True
    names = {brace.name for brace in find_braces(file)}
    if "title" in names:
        names |= {brace.name for brace in find_braces(spec.title)}
    return bool(names & set(_APART))
