"""A template that does not exist, or a workbook that cannot be used as a template.

```yaml
outputs: {html: {template: raport.html}, excel: {template: base.xlsm}}
```

Write the name of a file in the workspace's `templates/`, or omit `template` for the built-in HTML report or the
standard workbook. Your own workbook must be an .xlsx file of at most 10 MB without macros, charts, shapes, sparklines,
data bars, comments, pivot tables or links to other workbooks, because reporter cannot preserve them. It preserves
images, styles, formulas and tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.errors import ConfigurationError
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import ExcelFile, HtmlFile
from reporter.validator.context import RuleContext
from reporter.validator.rule import with_nearest_name

CODE = "unknown-template"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when a template does not exist, or the workbook's cannot be used."""
    html, excel = spec.outputs.html, spec.outputs.excel
    if isinstance(html, HtmlFile) and html.template:
        yield from _unknown("html", html.template, context.templates(".html"))
    if isinstance(excel, ExcelFile) and excel.template:
        unknown = list(_unknown("excel", excel.template, context.templates(".xlsx")))
        yield from unknown or _unusable(excel.template, context)


def _unknown(kind: str, template: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if template not in known:
        templates = f"templates: {', '.join(known)}" if known else "templates/ has no .xlsx file"
        finding = Finding(CODE, ("outputs", kind, "template"), f"unknown template {quote(template)}", templates)
        yield with_nearest_name(finding, template, known)


def _unusable(template: str, context: RuleContext) -> Iterator[Finding]:
    from reporter.renderers.excel.base import open_base  # here, because few specs have a workbook template

    try:
        open_base(context.workspace.folder / "templates" / template)
    except ConfigurationError as error:
        help_text = "repair the workbook, or remove template to use the standard one"
        yield Finding(CODE, ("outputs", "excel", "template"), f"this workbook cannot be used: {error}", help_text)
