"""A file name that contains a folder, is not valid on Windows, or has the wrong suffix.

```yaml
outputs: {excel: {file: "reports/weekly.xls"}}
```

Write only the file name, with the suffix of its kind; `--out` selects the folder:

```yaml
outputs: {excel: {file: "weekly-{period}.xlsx"}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "wrong-file-name"
_MOST_BYTES = 120  # leaves room for the values of placeholders
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\.", re.IGNORECASE)  # reserved names on Windows


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every output name that is not a plain file name of its kind."""
    for kind, output in spec.outputs.named().items():
        if not output.file:
            continue
        problem, help_text = _problem(output.file, output.suffix)
        if problem:
            yield Finding(CODE, ("outputs", kind, "file"), f"{quote(output.file)} {problem}", help_text)


def _problem(name: str, suffix: str) -> tuple[str, str]:
    if "/" in name or "\\" in name:
        return "contains a folder", "write only the file name; --out selects the folder"
    if name.startswith(".") or name != name.strip():
        return "starts with a dot or a space, or ends with a space", "remove the dot or the space"
    if len(name.encode()) > _MOST_BYTES:
        return "is too long for a file name", f"write at most {_MOST_BYTES} characters"
    if _DEVICES.match(name):
        return (
            "is a reserved name on Windows",
            "choose another name, because Windows users cannot save a file with this name",
        )
    if not name.lower().endswith(suffix):
        return f"does not end in {suffix}", f"write a name that ends in {suffix}"
    return "", ""
