"""Checks the files that a spec names and that have a form of their own: annotations, with places inside that file."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Diagnostic
from reporter.core.diagnostics import Finding
from reporter.core.errors import ReporterError
from reporter.spec.annotations import AnnotationsFile
from reporter.spec.annotations import inside
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import read_source
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted


def check_attached(spec: ReportSpec, context: Context) -> tuple[Diagnostic, ...]:
    """Return what is wrong inside the annotations file; that it is missing is a rule's to tell."""
    if not spec.annotations:
        return ()
    try:
        source = read_source(inside(context.workspace.folder, spec.annotations), shown=spec.annotations)
    except ReporterError:
        return ()
    document, diagnostics = parse(source, list_key="annotations")
    if document is None:
        return diagnostics
    bound = bind(AnnotationsFile, document)
    unknown = _unknown_accounts(bound.value, context) if bound.value else ()
    restored = [Finding(one.code, bound.restore(one.path), one.message, one.help) for one in unknown]
    return (*diagnostics, *map(document.locate, (*bound.findings, *restored)))


def _unknown_accounts(marks: AnnotationsFile, context: Context) -> Iterator[Finding]:
    known = list(context.workspace.accounts)
    for index, mark in enumerate(marks.annotations):
        for place, alias in enumerate(mark.accounts):
            if alias not in known:
                help_text = did_you_mean(alias, known, otherwise=f"reporter.yaml has {listed(known[:20])}")
                path = ("annotations", index, "accounts", place)
                yield Finding("unknown-account", path, f"unknown account {quoted(alias)}", help_text)
