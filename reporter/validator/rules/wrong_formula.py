"""A formula that cannot be read, a number where a condition is wanted, or the other way round.

```yaml
calculated:
  rate: {formula: "saved + / reach"}
media: {where: "views"}
```

Formulas know metric names, numbers and `+ - * / ** % ( ) min max abs round`; conditions compare with
`< <= > >= == !=` and are joined by `and`, `or`, `not`:

```yaml
calculated:
  rate: {formula: "saved / reach"}
media: {where: "views >= 1000 and rate > 0.02"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.spec.formula import Formula
from reporter.spec.formula import FormulaError
from reporter.spec.formula import expand
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.uses import Written
from reporter.validator.uses import calculated
from reporter.validator.uses import circles
from reporter.validator.uses import formulas
from reporter.validator.uses import read_formula

CODE = "wrong-formula"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every formula that cannot be read, with its place in the text."""
    own = calculated(spec)
    sound = own if not circles(own) else {}
    for written in formulas(spec):
        read = read_formula(written.text, condition=written.condition)
        error = read if isinstance(read, FormulaError) else _growth(read, sound)
        if error:
            yield _finding(written, error)


def _growth(formula: Formula, own: dict[str, Formula]) -> FormulaError | None:
    """Return what is wrong once the calculated metrics are spelled out."""
    if not any(use.name in own for use in formula.names):
        return None
    try:
        expand(formula, own)
    except FormulaError as error:
        return error
    return None


def _finding(written: Written, error: FormulaError) -> Finding:
    return Finding(CODE, written.path, error.message, error.help, start=error.start, length=error.length)
