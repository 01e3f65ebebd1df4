"""Checks the annotations file that a spec names; its diagnostics have positions in that file."""

from __future__ import annotations

from dataclasses import replace

from reporter.core.diagnostics import Diagnostic
from reporter.core.errors import ReporterError
from reporter.spec.annotations import AnnotationsFile, path_inside
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import read_source
from reporter.validator.context import RuleContext
from reporter.validator.rules.unknown_account import unknown_aliases


def check_attached(spec: ReportSpec, context: RuleContext) -> tuple[Diagnostic, ...]:
    """Return what is wrong in the annotations file; the rule missing-file reports a file that does not exist."""
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
