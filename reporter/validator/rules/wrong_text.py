"""A text section's file that is not saved as UTF-8, is no text at all, or is too large.

```yaml
sections:
  - {kind: text, file: "notes/{period}.md"}    # and notes/2026-W47.md is saved as Windows-1252 or UTF-16
```

Save the file as UTF-8: editors offer it under "Save as" or "Encoding". Otherwise umlauts, accents and emoji would reach
your readers as other characters. With placeholders in the name, the files of the current period are checked; a report
whose text turns out to be unusable later is not sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.errors import ReporterError
from reporter.spec.annotations import decode
from reporter.spec.annotations import inside
from reporter.spec.model import ReportSpec
from reporter.spec.placeholders import file_name
from reporter.spec.yaml.source import read_source
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "wrong-text"
_HELP = "save it as UTF-8: in your editor, choose the encoding UTF-8 under Save as"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every text file of the current period that cannot be used as it is."""
    values = [edition.values for edition in context.editions(spec)] or [{}]
    for index, section in enumerate(spec.sections):
        if section.kind == "text" and section.file:
            names = dict.fromkeys(file_name(section.file, one) for one in values)
            for name in names:
                fault = _fault(name, context)
                if fault:
                    message = f"the text {quoted(name)} {fault}"
                    help_text = "write less, or several texts" if "larger" in fault else _HELP
                    yield Finding(CODE, ("sections", index, "file"), message, help_text)


def _fault(name: str, context: Context) -> str:
    try:
        path = inside(context.workspace.folder, name)
        return decode(read_source(path).data)[1] if path.is_file() else ""
    except (ReporterError, ValueError, OSError):  # that it is not there, or elsewhere, is another rule's to tell
        return ""
