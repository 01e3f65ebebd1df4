"""The report of an edition, computed from its dataset: sections, highlights, alerts, absences and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from reporter.analysis.alerts import build_alerts, hold_reasons
from reporter.analysis.context import Context, HistoryFacts
from reporter.analysis.dataset.build import Dataset
from reporter.analysis.defaults import default_sections
from reporter.analysis.figures.population import build_population
from reporter.analysis.highlights import build_highlights
from reporter.analysis.notes.build import build_notes
from reporter.analysis.notes.missing import build_absences
from reporter.analysis.notes.too_early import too_early
from reporter.analysis.sections import build_section
from reporter.analysis.wording import localized_period
from reporter.catalog.models import Catalog
from reporter.core.i18n import Translator
from reporter.core.report import AccountCoverage, Note, NoteKind, Report, Section, Span, Theme
from reporter.spec.editions import Edition
from reporter.spec.model import Annotation
from reporter.spec.periods import Period
from reporter.spec.sections import MediaSection


def build_report(  # noqa: PLR0913 - all that a report is computed from
    edition: Edition,
    dataset: Dataset,
    *,
    catalog: Catalog,
    theme: Theme,
    texts: Mapping[str, str],
    annotations: Sequence[Annotation],
    failures: Sequence[tuple[str, str]],
    silent: frozenset[str] = frozenset(),
    history_facts: HistoryFacts = HistoryFacts(),  # noqa: B008 - immutable
) -> Report:
    """Return the computed report. `texts`: a text file's path as written -> content. `failures`: (account, message).

    `silent`: accounts that gave no answer this time.
    """
    silent |= history_facts.ground.never_listed
    population = None
    if history_facts.earlier is not None and edition.earlier is not None:
        population = build_population(
            dataset, history_facts.earlier, edition=edition, ground=history_facts.ground, silent=silent
        )
    context = Context(
        edition, dataset, catalog, texts, annotations, silent, history_facts, population
    )  # its fields in order
    return _report(context, theme, failures)


def _report(context: Context, theme: Theme, failures: Sequence[tuple[str, str]]) -> Report:
    edition, history_facts = context.edition, context.history_facts
    media = build_section(MediaSection(kind="media"), context)
    alerts, unjudged = build_alerts(context)
    early = too_early(context)
    sections = (early,) if early else tuple(_named_apart(_sections(context, media)))
    return Report(
        title=edition.title,
        name=edition.name,
        description=edition.spec.description or "",
        client=edition.client,
        account=edition.account,
        accounts=edition.accounts,
        period=_span(edition.period, translator=context.translator),
        timezone=edition.timezone,
        locale=edition.locale,
        as_of=context.dataset.as_of.astimezone(edition.zone),
        sections=sections,
        media=media,
        highlights=() if early else build_highlights(context),
        absences=() if early else build_absences(context),
        alerts=alerts,
        holds=hold_reasons(context, sections),
        notes=in_order((*build_notes(context, failures), *unjudged)),
        theme=theme,
        compare=_compared(edition) if history_facts.earlier else None,
        basis=edition.spec.basis,
        at_age=edition.spec.at_age or "",
        known={
            alias: AccountCoverage(_local(history_facts.ground.as_of.get(alias), edition), alias in context.silent)
            for alias in edition.accounts
        },
        pictured=edition.spec.outputs.excel is not None and edition.spec.outputs.excel.thumbnails,
    )


def _local(moment: datetime | None, edition: Edition) -> datetime | None:
    return moment.astimezone(edition.zone) if moment else None


def in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the notes in the order in which a report shows them."""
    order = list(NoteKind)
    return tuple(sorted(notes, key=lambda note: order.index(note.kind)))


def _sections(context: Context, media: Section) -> Iterator[Section]:
    """Build the sections that the spec wants; the plain list of media is built already."""
    for section in context.edition.spec.sections or default_sections(context):
        yield media if section == MediaSection(kind="media") else build_section(section, context)


def _compared(edition: Edition) -> Span | None:
    if edition.earlier is None:
        return None
    return replace(
        _span(edition.earlier, edition.spec.compare.period, translator=Translator(edition.locale)), part=edition.running
    )


def _span(period: Period, kind: str = "", *, translator: Translator) -> Span:
    return Span(period.name, period.start, period.end, localized_period(period, translator=translator), kind)


def _named_apart(sections: Iterable[Section]) -> Iterator[Section]:
    """Number the second and later sections of one name: sheets and anchors need names of their own."""
    taken: set[str] = set()
    for section in sections:
        name, number = section.name, 1
        while name in taken:
            number += 1
            name = f"{section.name}-{number}"
        taken.add(name)
        yield section if name == section.name else replace(section, name=name)
