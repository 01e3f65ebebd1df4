"""The author's own words, passed on as Markdown; renderers allow a safe subset of it."""

from __future__ import annotations

from reporter.analysis.context import Context
from reporter.core.report import Section
from reporter.spec.sections import TextSection


def build(section: TextSection, context: Context) -> Section:
    """Return the text as written, or the file's; a file that is not there leaves the section empty and says so."""
    if section.body is not None:
        return Section(kind="text", name="text", title=section.title or "", body=section.body)
    written = section.file or ""
    body = context.texts.get(written)
    notes = () if body is not None else (context.translator.say("The text file {file} was not found.", file=written),)
    return Section(kind="text", name="text", title=section.title or "", body=body or "", notes=notes)
