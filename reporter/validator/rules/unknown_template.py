"""A template that neither the workspace nor the program has, or a workbook that cannot be the base of a report's.

```yaml
outputs: {html: {template: raport.html}, excel: {template: base.xlsm}}
```

Write the name of a file in the workspace's `templates/`, or leave `template` out for the shipped page or a plain
workbook. A workbook of your own is a plain .xlsx of at most 10 MB without macros, charts, shapes, sparklines, data
bars, comments, pivot tables or links to other workbooks: they would be lost. Pictures, styles, formulas and tables
stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.errors import ConfigurationError
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import ExcelFile
from reporter.spec.outputs import HtmlFile
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-template"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding when the page's template is none, or the workbook's cannot be used."""
    html, excel = spec.outputs.html, spec.outputs.excel
    if isinstance(html, HtmlFile) and html.template:
        yield from _unknown("html", html.template, context.templates(".html"))
    if isinstance(excel, ExcelFile) and excel.template:
        unknown = list(_unknown("excel", excel.template, context.templates(".xlsx")))
        yield from unknown or _unusable(excel.template, context)


def _unknown(kind: str, written: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if written not in known:
        rest = f"templates are {listed(known)}" if known else "there is no .xlsx file in templates/"
        help_text = did_you_mean(written, known, otherwise=rest)
        message = f"unknown template {quoted(written)}"
        replacement = sure_correction(written, known)
        yield Finding(CODE, ("outputs", kind, "template"), message, help_text, replacement=replacement)


def _unusable(written: str, context: Context) -> Iterator[Finding]:
    from reporter.renderers.excel.base import open_base  # here, because few specs have a workbook to be looked at

    try:
        open_base(context.workspace.folder / "templates" / written)
    except ConfigurationError as error:
        help_text = "mend a copy of it, or leave template out for a plain workbook"
        yield Finding(CODE, ("outputs", "excel", "template"), f"this workbook cannot be used: {error}", help_text)
