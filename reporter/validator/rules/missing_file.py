"""A file of the spec that does not exist, or is outside the workspace.

```yaml
sections:
  - {kind: text, file: notes/intro.md}
annotations: ../annotations.yaml
```

Paths are relative to the folder of reporter.yaml and stay inside it. A text file whose name has placeholders
(`notes/{period}.md`) may be missing: the report then omits this text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.errors import ConfigurationError
from reporter.core.text import quote
from reporter.spec.annotations import path_inside
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import find_braces
from reporter.validator.context import RuleContext

CODE = "missing-file"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every named file that cannot be read from the workspace."""
    for index, section in enumerate(spec.sections):
        if section.kind == "text" and section.file:
            yield from _file(section.file, ("sections", index, "file"), context)
    if spec.annotations:
        yield from _file(spec.annotations, ("annotations",), context)


def _file(name: str, path: Path, context: RuleContext) -> Iterator[Finding]:
    try:
        file = path_inside(context.workspace.folder, name)
    except (ConfigurationError, ValueError, OSError):
        message = f"{quote(name)} is outside the workspace"
        yield Finding(CODE, path, message, "use a path inside the folder of reporter.yaml, without .. or a leading /")
        return
    if not file.is_file() and not find_braces(name):
        yield Finding(
            CODE, path, f"cannot find the file {quote(name)}", "paths are relative to the folder of reporter.yaml"
        )
    elif file.is_file() and not os.access(file, os.R_OK):
        message = f"no permission to read the file {quote(name)}"
        yield Finding(CODE, path, message, f"allow your user to read it: chmod u+r {name}")
