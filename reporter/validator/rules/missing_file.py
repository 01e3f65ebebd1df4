"""A file that the spec names and that is not there, or lies outside the workspace.

```yaml
sections:
  - {kind: text, file: notes/intro.md}
annotations: ../annotations.yaml
```

Paths are relative to the folder of reporter.yaml and stay inside it. A text file's name with placeholders
(`notes/{period}.md`) may be missing: that report then goes without these words.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.errors import ConfigurationError
from reporter.spec.annotations import inside
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import find_braces
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "missing-file"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every named file that cannot be read from the workspace."""
    for index, section in enumerate(spec.sections):
        if section.kind == "text" and section.file:
            yield from _file(section.file, ("sections", index, "file"), context)
    if spec.annotations:
        yield from _file(spec.annotations, ("annotations",), context)


def _file(written: str, path: Path, context: Context) -> Iterator[Finding]:
    try:
        file = inside(context.workspace.folder, written)
    except (ConfigurationError, ValueError, OSError):
        message = f"{quoted(written)} lies outside the workspace"
        yield Finding(CODE, path, message, "name a file inside the folder of reporter.yaml, without .. and leading /")
        return
    if not file.is_file() and not find_braces(written):
        yield Finding(CODE, path, f"there is no file {quoted(written)}", "paths start at the folder of reporter.yaml")
    elif file.is_file() and not os.access(file, os.R_OK):
        message = f"the file {quoted(written)} cannot be read by this user"
        yield Finding(CODE, path, message, f"let this user read it: chmod u+r {written}")
