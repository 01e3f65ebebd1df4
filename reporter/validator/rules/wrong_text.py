"""A file of a text section that is not saved as UTF-8, is not a text file, or is too large.

```yaml
sections:
  - {kind: text, file: "notes/{period}.md"}    # and notes/2026-W47.md is saved as Windows-1252 or UTF-16
```

Save the file as UTF-8: editors offer this under "Save as" or "Encoding". Otherwise readers would see other characters
instead of umlauts, accents and emoji. With placeholders in the name, the files of the current period are checked; a
report whose text cannot be used later is not sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File

from reporter.core.diagnostics import Finding, Path
from reporter.core.errors import ReporterError
from reporter.core.text import quote
from reporter.spec.annotations import TextError, decode_text, path_inside
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import file_name
from reporter.spec.yaml.source import read_source
from reporter.validator.context import RuleContext

CODE = "wrong-text"
_HELP = "save it as UTF-8: in your editor, choose the encoding UTF-8 under Save as"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every text file of the current period that cannot be used."""
    values = [edition.values for edition in context.editions(spec)] or [{}]
    for index, section in enumerate(spec.sections):
        if section.kind == "text" and section.file:
            for name in dict.fromkeys(file_name(section.file, placeholders) for placeholders in values):
                yield from _check_file(name, ("sections", index, "file"), context.workspace.folder)


def _check_file(name: str, path: Path, folder: File) -> Iterator[Finding]:
    try:
        file = path_inside(folder, name)
        if file.is_file():
            decode_text(read_source(file).data)
    except TextError as error:
        help_text = "shorten it, or split it into several texts" if error.is_too_large else _HELP
        yield Finding(CODE, path, f"the text file {quote(name)} {error}", help_text)
    except (ReporterError, ValueError, OSError):
        return  # missing-file reports it
