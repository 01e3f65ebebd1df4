"""A file name that names a folder, is none on Windows, or ends unlike what it holds.

```yaml
outputs: {excel: {file: "reports/weekly.xls"}}
```

Write a plain name with the ending of its kind; `--out` says which folder:

```yaml
outputs: {excel: {file: "weekly-{period}.xlsx"}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "wrong-file-name"
_MOST_BYTES = 120  # leaves room for what placeholders become
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\.", re.IGNORECASE)  # no file on Windows can be called so


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every output name that is no plain file name of its kind."""
    for kind, output in spec.outputs.named().items():
        if not output.file:
            continue
        problem, help_text = _problem(output.file, output.suffix)
        if problem:
            yield Finding(CODE, ("outputs", kind, "file"), f"{quoted(output.file)} {problem}", help_text)


def _problem(written: str, suffix: str) -> tuple[str, str]:
    if "/" in written or "\\" in written:
        return "names a folder", "write a plain file name; --out says which folder"
    if written.startswith(".") or written != written.strip():
        return "begins with a point or a space, or ends with a space", "write a plain file name"
    if len(written.encode()) > _MOST_BYTES:
        return "is too long for a file name", f"write at most {_MOST_BYTES} characters"
    if _DEVICES.match(written):
        return "is a name that Windows keeps for a device", "choose another one: some readers could not save the file"
    if not written.lower().endswith(suffix):
        return f"does not end in {suffix}", f"let it end in {suffix}"
    return "", ""
