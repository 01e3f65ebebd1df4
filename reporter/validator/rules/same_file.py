"""Two reports that would write the same file.

```yaml
for_each: client
outputs: {html: {file: "report.html"}}      # each client's report would overwrite the one before
```

Make the names different:

```yaml
outputs: {html: {file: "report-{client}-{period}.html"}}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import find_braces
from reporter.validator.context import RuleContext

CODE = "same-file"
_DISTINCT = ("client", "account")


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every output file that two editions would write."""
    editions = context.editions(spec)
    shared = {kind: output.file for kind, output in spec.outputs.named().items() if output.file and len(editions) > 1}
    alike = {kind for kind, file in shared.items() if not _is_distinct(file, spec)}
    for kind in sorted(alike):
        message = f"every {spec.for_each}'s report would be written to the same file"
        help_text = f"add {{{spec.for_each}}} to the file name, such as report-{{{spec.for_each}}}-{{period}}"
        yield Finding(CODE, ("outputs", kind, "file"), message, help_text)
    # Two outputs of one edition cannot share a file, because each kind has its own suffix.
    writers: dict[tuple[str, str], str] = {}
    for edition in editions:
        for kind, name in edition.files.items():
            who = edition.client or edition.account
            other = writers.setdefault((kind, name.casefold()), who)
            if other != who and kind not in alike:
                message = f"{quote(other)} and {quote(who)} would both write the file {quote(name)}"
                help_text = "file names that differ only in capital letters are not allowed; add another placeholder"
                yield Finding(CODE, ("outputs", kind, "file"), message, help_text)


def check_together(specs: Mapping[str, tuple[ReportSpec, RuleContext]]) -> Iterator[tuple[str, Finding]]:
    """Yield a finding, with the later spec's path, for every file that two specs would write."""
    writers: dict[str, str] = {}
    for path, (spec, context) in specs.items():
        editions = context.editions(spec)
        files = {name.casefold(): (kind, name) for edition in editions for kind, name in edition.files.items()}
        for folded, (kind, name) in files.items():
            if folded in writers:
                message = f"{quote(name)} is also written by {writers[folded]}"
                help_text = "add {name} to one of the file names"
                yield path, Finding(CODE, ("outputs", kind, "file"), message, help_text)
        writers = {**dict.fromkeys(files, path), **writers}


def _is_distinct(file: str, spec: ReportSpec) -> bool:
    if spec.for_each is None:
        return True
    names = {brace.name for brace in find_braces(file)}
    if "title" in names:
        names |= {brace.name for brace in find_braces(spec.title)}
    return bool(names & set(_DISTINCT))
