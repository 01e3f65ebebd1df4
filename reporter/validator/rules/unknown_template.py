"""A template that neither the workspace nor the program has.

```yaml
outputs: {html: {template: raport.html}}
```

Write the name of a file in the workspace's `templates/`, or leave `template` out for the shipped page.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.spec.model import ReportSpec
from reporter.spec.outputs import HtmlFile
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-template"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding when the page's template is none."""
    html = spec.outputs.html
    if not isinstance(html, HtmlFile) or not html.template:
        return
    known = context.templates()
    if html.template not in known:
        help_text = did_you_mean(html.template, known, otherwise=f"templates are {listed(known)}")
        message = f"unknown template {quoted(html.template)}"
        replacement = sure_correction(html.template, known)
        yield Finding(CODE, ("outputs", "html", "template"), message, help_text, replacement=replacement)
