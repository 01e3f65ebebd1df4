"""A formula that cannot be read, a number where a condition is wanted, or the other way round.

```yaml
calculated:
  rate: {formula: "saved + / reach"}
media: {where: "views"}
```

Formulas know metric names, numbers and `+ - * / ** ( ) min max abs round`; conditions compare with
`< <= > >= == !=` and are joined by `and`, `or`, `not`. A percentage is a number with `%` directly after it: `10%` is
0.1. Formulas have no remainder. Metrics that the API gives in percent, such as `reels_skip_rate`, run from 0 to 100:
write `reels_skip_rate > 40`, without `%`.

```yaml
calculated:
  rate: {formula: "saved / reach"}
media: {where: "views >= 1000 and rate > 0.02"}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from reporter.catalog.models import Unit
from reporter.core.diagnostics import Finding
from reporter.spec.formula.parse import Formula
from reporter.spec.formula.parse import FormulaError
from reporter.spec.formula.parse import expand
from reporter.spec.formula.parse import percentages
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import Written
from reporter.validator.uses import calculated
from reporter.validator.uses import circles
from reporter.validator.uses import formulas
from reporter.validator.uses import metric_of
from reporter.validator.uses import read_formula

CODE = "wrong-formula"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every formula that cannot be read, with its place in the text."""
    own = calculated(spec)
    sound = own if not circles(own) else {}
    for written in formulas(spec):
        read = read_formula(written.text, condition=written.condition)
        error = read if isinstance(read, FormulaError) else _growth(read, sound) or _scale(read, context)
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


def _scale(formula: Formula, context: Context) -> FormulaError | None:
    """Return an error when a metric that runs from 0 to 100 is compared with a percentage, which runs from 0 to 1."""
    places = {id(node): place for node, place in percentages(formula)}
    for node in ast.walk(formula.root):
        if not places or not isinstance(node, ast.Compare):
            continue
        for pair in pairwise((node.left, *node.comparators)):
            for one, other in (pair, pair[::-1]):
                metric = context.catalog.metrics.get(metric_of(one.id)) if isinstance(one, ast.Name) else None
                change = isinstance(one, ast.Name) and one.id.startswith("change_")
                if metric and not change and metric.unit is Unit.PERCENT and id(other) in places:
                    return _hundredfold(formula, metric.name, places[id(other)])
    return None


def _hundredfold(formula: Formula, name: str, place: int) -> FormulaError:
    written = formula.text[place : formula.text.index("%", place)]
    message = f'"{name}" runs from 0 to 100, and {written}% is {float(written) / 100:g}'
    return FormulaError(message, place, len(written) + 1, f"write {written}")


def _finding(written: Written, error: FormulaError) -> Finding:
    return Finding(CODE, written.path, error.message, error.help, start=error.start, length=error.length)
