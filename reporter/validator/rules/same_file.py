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
_DISTINCT = {"client", "account"}


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every output file that two editions would write."""
    editions = context.editions(spec)
    if len(editions) < 2:  # two outputs of one edition cannot share a file, because each kind has its own suffix
        return
    shared_kinds = _shared_kinds(spec)
    for kind in shared_kinds:
        message = f"every {spec.for_each}'s report would be written to the same file"
        help_text = f"add {{{spec.for_each}}} to the file name, such as report-{{{spec.for_each}}}-{{period}}"
        yield Finding(CODE, ("outputs", kind, "file"), message, help_text)
    writers: dict[tuple[str, str], str] = {}
    for edition in editions:
        for kind, name in edition.files.items():
            owner = edition.client or edition.account
            other = writers.setdefault((kind, name.casefold()), owner)
            if other != owner and kind not in shared_kinds:
                message = f"{quote(other)} and {quote(owner)} would both write the file {quote(name)}"
                help_text = "file names that differ only in capital letters are not allowed; add another placeholder"
                yield Finding(CODE, ("outputs", kind, "file"), message, help_text)


def check_together(specs: Mapping[str, tuple[ReportSpec, RuleContext]]) -> Iterator[tuple[str, Finding]]:
    """Yield a finding, with the later spec's path, for every file that two specs would write."""
    writers: dict[str, str] = {}
    for path, (spec, context) in specs.items():
        editions = context.editions(spec)
        files = {name.casefold(): (kind, name) for edition in editions for kind, name in edition.files.items()}
        for key, (kind, name) in files.items():
            if key in writers:
                message = f"{quote(name)} is also written by {writers[key]}"
                help_text = "add {name} to one of the file names"
                yield path, Finding(CODE, ("outputs", kind, "file"), message, help_text)
        writers = {**dict.fromkeys(files, path), **writers}


def _shared_kinds(spec: ReportSpec) -> list[str]:
    """Return the kinds of output whose file has the same name in every edition."""
    kinds = []
    for kind, output in sorted(spec.outputs.named().items()):
        names = {brace.name for brace in find_braces(output.file or "")}
        if "title" in names:
            names |= {brace.name for brace in find_braces(spec.title)}
        if output.file and not names & _DISTINCT:
            kinds.append(kind)
    return kinds
