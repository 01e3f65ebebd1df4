"""Runs the rules on a spec, on reporter.yaml, on the plain values of either, and on several specs together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.rules import RULES
from reporter.validator.uses import metric_uses


def check_spec(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield the findings in a spec, in the order of the rules; paths are the spec's."""
    context = replace(context, uses=tuple(metric_uses(spec)))
    for rule in RULES:
        yield from rule.spec(spec, context)


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield the findings in the workspace; paths are those of reporter.yaml."""
    for rule in RULES:
        yield from rule.workspace(context)


def check_document(value: object) -> Iterator[Finding]:
    """Yield the findings in the plain values of a document, whether they fit the model or not."""
    for rule in RULES:
        yield from rule.document(value)
