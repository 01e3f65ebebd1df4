"""A formula that is not valid, a number where a condition is expected, or the reverse.

```yaml
calculated:
  rate: {formula: "saved + / reach"}
media: {where: "views"}
```

Formulas accept metric names, numbers and `+ - * / ** ( ) min max abs round`; conditions compare with
`< <= > >= == !=` and are joined by `and`, `or`, `not`. A percentage is a number with `%` directly after it: `10%` is
0.1. There is no remainder operator. Metrics in percent, such as `reels_skip_rate`, range from 0 to 100: write
`reels_skip_rate > 40`, without `%`.

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
from reporter.spec.formula.parse import Formula, FormulaError, expand, percentages
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import calculated_metrics, circles, formulas, metric_of, read_formula

CODE = "wrong-formula"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every formula that is not valid, with its position in the text."""
    calculated = calculated_metrics(spec)
    expandable = calculated if not circles(calculated) else {}
    for entry in formulas(spec):
        parsed = read_formula(entry.text, condition=entry.condition)
        error = parsed if isinstance(parsed, FormulaError) else _growth(parsed, expandable) or _scale(parsed, context)
        if error:
            yield Finding(CODE, entry.path, error.message, error.help, start=error.start, length=error.length)


def _growth(formula: Formula, calculated: dict[str, Formula]) -> FormulaError | None:
    """Return what is wrong when the calculated metrics are expanded."""
    if not any(use.name in calculated for use in formula.names):
        return None
    try:
        expand(formula, calculated)
    except FormulaError as error:
        return error
    return None


def _scale(formula: Formula, context: RuleContext) -> FormulaError | None:
    """Return an error when a metric from 0 to 100 is compared with a percentage, which is from 0 to 1."""
    starts = {id(node): start for node, start in percentages(formula)}
    for side, other in _compared_sides(formula):
        if isinstance(side, ast.Name) and not side.id.startswith("change_") and id(other) in starts:
            metric = context.catalog.metrics.get(metric_of(side.id))
            if metric and metric.unit is Unit.PERCENT:
                return _scale_error(formula, metric.name, starts[id(other)])
    return None


def _compared_sides(formula: Formula) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the two sides of every comparison, in either order."""
    for node in ast.walk(formula.root):
        if isinstance(node, ast.Compare):
            for left, right in pairwise((node.left, *node.comparators)):
                yield left, right
                yield right, left


def _scale_error(formula: Formula, name: str, start: int) -> FormulaError:
    number = formula.text[start : formula.text.index("%", start)]
    message = f'"{name}" ranges from 0 to 100, but {number}% means {float(number) / 100:g}'
    return FormulaError(message, start, len(number) + 1, f"write {number}")
