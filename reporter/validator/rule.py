"""What a rule is: the shape of a rule's module, the checks that it may have, and what several rules share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Protocol

from reporter.core.diagnostics import Finding
from reporter.core.text import did_you_mean, sure_correction
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext


class RuleModule(Protocol):
    """A module with a rule. `CODE`: stable, shown with each finding. Its docstring is the rule's documentation."""

    CODE: str
    __doc__: str | None


class SpecCheck(Protocol):
    """Checks a spec; the paths of its findings are the spec's."""

    def __call__(self, spec: ReportSpec, context: RuleContext, /) -> Iterator[Finding]:
        """Yield the findings."""


class WorkspaceCheck(Protocol):
    """Checks the workspace; the paths of its findings are those of reporter.yaml."""

    def __call__(self, context: RuleContext, /) -> Iterator[Finding]:
        """Yield the findings."""


class DocumentCheck(Protocol):
    """Checks the plain values of a spec or of reporter.yaml, whether they fit the model or not."""

    def __call__(self, value: object, /) -> Iterator[Finding]:
        """Yield the findings."""


def _no_findings(*_: object) -> Iterator[Finding]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules: the rule's module and its checks."""

    module: RuleModule
    spec: SpecCheck = _no_findings
    workspace: WorkspaceCheck = _no_findings
    document: DocumentCheck = _no_findings

    @property
    def code(self) -> str:
        """The stable code of the rule's findings."""
        return self.module.CODE

    @property
    def documentation(self) -> str:
        """The rule's documentation in Markdown; the first line is one sentence."""
        return cleandoc(self.module.__doc__ or "")


def with_nearest_name(finding: Finding, name: str, known: Sequence[str]) -> Finding:
    """Return the finding of an unknown name with the nearest known one in its help, and a sure one as replacement."""
    help_text = did_you_mean(name, known, otherwise=finding.help)
    return replace(finding, help=help_text, replacement=sure_correction(name, known))
