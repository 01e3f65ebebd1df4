"""Runs the rules on a spec, on reporter.yaml and on the plain values of either; checks a spec's annotations file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reporter.core.diagnostics import Diagnostic, Finding
from reporter.core.errors import ReporterError
from reporter.spec.annotations import AnnotationsFile, path_inside
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import read_source
from reporter.validator.context import RuleContext
from reporter.validator.rules import RULES
from reporter.validator.rules.unknown_account import unknown_aliases
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


def check_annotations(spec: ReportSpec, context: RuleContext) -> tuple[Diagnostic, ...]:
    """Return what is wrong in the annotations file that a spec names, with positions in that file.

    The rule missing-file reports a file that does not exist.
    """
    if not spec.annotations:
        return ()
    try:
        source = read_source(path_inside(context.workspace.folder, spec.annotations), shown=spec.annotations)
    except ReporterError:
        return ()
    document, diagnostics = parse(source, list_key="annotations")
    if document is None:
        return diagnostics
    bound = bind(AnnotationsFile, document)
    findings = list(bound.findings)
    for index, annotation in enumerate(bound.value.annotations if bound.value else ()):
        alias_findings = unknown_aliases(annotation.accounts, ("annotations", index, "accounts"), context)
        findings += [replace(finding, path=bound.restore(finding.path)) for finding in alias_findings]
    return (*diagnostics, *map(document.locate, findings))
