"""Runs the rules: over a spec, over reporter.yaml, over the text of either, and over several specs together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.rules import RULES
from reporter.validator.rules.same_file import check_together
from reporter.validator.uses import metric_uses

__all__ = ["Context", "check_document", "check_spec", "check_together", "check_workspace"]


def check_spec(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield what the rules find in a spec, in the order of the rules; paths are the spec's."""
    context = replace(context, uses=tuple(metric_uses(spec)))
    for rule in RULES:
        if hasattr(rule, "check"):
            yield from rule.check(spec, context)


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield what the rules find in the workspace; paths are those of reporter.yaml."""
    for rule in RULES:
        if hasattr(rule, "check_workspace"):
            yield from rule.check_workspace(context)


def check_document(value: object) -> Iterator[Finding]:
    """Yield what the rules find in the text of a document, bound or not."""
    for rule in RULES:
        if hasattr(rule, "check_document"):
            yield from rule.check_document(value)
