"""Makers of editions and snapshots for the tests of the analysis room: short to write, everything explicit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reporter.analysis.build import build_report
from reporter.analysis.context import HistoryFacts, Past
from reporter.analysis.dataset.build import Dataset, build_dataset
from reporter.analysis.figures.population import Ground
from reporter.catalog.load import load_catalog
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason, Snapshot, StoryWatch
from reporter.core.report import NoteKind, Report, Section, Theme
from reporter.spec.editions import Edition, compared_period
from reporter.spec.model import Annotation, ReportSpec
from reporter.spec.periods import Period, previous, resolve

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday; last_week is 16 to 22 November 2026
NO_DOUBT = Ground()
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def make_spec(**keys: Any) -> ReportSpec:  # noqa: ANN401 - a spec's keys are of many types
    defaults: dict[str, Any] = {"title": "Weekly", "accounts": "all", "period": "last_week", "metrics": ("views",)}
    return ReportSpec.model_validate({**defaults, **keys})


def make_edition(
    spec: ReportSpec, *, accounts: tuple[str, ...] = ("acme",), clients: Mapping[str, str] | None = None
) -> Edition:
    return Edition(
        spec=spec,
        name="weekly",
        title=spec.title,
        client="",
        account="",
        accounts=accounts,
        clients=clients or {},
        timezone=spec.timezone,
        locale=spec.locale,
        theme="",
        period=make_period(spec),
        values={},
        files={},
        templates={},
        earlier=compared_period(spec, make_period(spec), NOW),
        running=make_period(spec).start < NOW < make_period(spec).end,
    )


def make_period(spec: ReportSpec) -> Period:
    return resolve(spec.period, now=NOW, zone=ZoneInfo(spec.timezone), week_start=spec.week_start)


def item(
    number: int = 1,
    *,
    account: str = "acme",
    product_type: str = "FEED",
    media_type: str = "IMAGE",
    published: datetime | None = None,
    caption: str = "",
    seen: datetime = NOW,
    username: str = "",
    thumbnail: bytes = b"",
    permalink: str = "https://www.instagram.com/p/x/",
    **measures: float | str | MetricValue,
) -> Snapshot:
    """One media item, published on Monday plus `number` minutes. A measure: a number, or a reason's name."""
    return Snapshot(
        MediaItem(
            account,
            str(17_000_000_000_000_000 + number),
            product_type,
            media_type,
            published=published or MONDAY + timedelta(minutes=number),
            caption=caption,
            permalink=permalink,
            username=username,
            thumbnail=thumbnail,
        ),
        seen,
        {name: _measure(value) for name, value in measures.items()},
    )


def reel(number: int, **measures: Any) -> Snapshot:  # noqa: ANN401 - measures as in item
    return item(number, product_type="REELS", media_type="VIDEO", **measures)


def on(day: int, hour: int = 12, number: int | None = None, **measures: Any) -> Snapshot:  # noqa: ANN401 - as above
    """Return one media item published on a day of November 2026, at a full hour."""
    when = datetime(2026, 11, day, hour, tzinfo=UTC)
    return item(day * 100 + hour if number is None else number, published=when, **measures)


def dataset(
    snapshots: Sequence[Snapshot],
    edition: Edition,
    *,
    period: Period | None = None,
    unlike_age: frozenset[str] = frozenset(),
) -> Dataset:
    return build_dataset(
        snapshots, edition=edition, catalog=load_catalog(), now=NOW, period=period, unlike_age=unlike_age
    )


def report(
    snapshots: Sequence[Snapshot],
    *,
    before: Sequence[Snapshot] | None = None,
    watches: Sequence[StoryWatch] = (),
    gone: Mapping[str, int] | None = None,
    accounts: tuple[str, ...] = ("acme",),
    clients: Mapping[str, str] | None = None,
    annotations: Sequence[Annotation] = (),
    past: Sequence[Sequence[Snapshot]] = (),
    ground: Ground = NO_DOUBT,
    silent: frozenset[str] = frozenset(),
    **keys: Any,  # noqa: ANN401 - a spec's keys are of many types
) -> Report:
    """`before`: media of the compared period. `past`: those of the periods before, the oldest first."""
    edition = make_edition(make_spec(**keys), accounts=accounts, clients=clients)
    earlier = None
    if before is not None:
        earlier = dataset(before, edition, period=edition.earlier, unlike_age=ground.unlike_age)
    return build_report(
        edition,
        dataset(snapshots, edition),
        catalog=load_catalog(),
        theme=Theme(),
        texts={"notes/a.md": "Words"},
        annotations=annotations,
        failures=(),
        silent=silent,
        history_facts=HistoryFacts(earlier, ground, watches, gone or {}, past=Past(_past(past, edition), accounts)),
    )


def _past(media: Sequence[Sequence[Snapshot]], edition: Edition) -> list[tuple[Period, Dataset]]:
    found, period = [], edition.period
    for one in reversed(media):
        period = previous(period)
        found.append((period, dataset(one, edition, period=period)))
    return found[::-1]


def section(snapshots: Sequence[Snapshot], one: dict[str, Any], **keys: Any) -> Section:  # noqa: ANN401 - as above
    return report(snapshots, sections=(one,), **keys).sections[0]


def notes(found: Report, kind: NoteKind) -> list[tuple[str, str]]:
    """Return subject and text of a report's notes of a kind."""
    return [(note.subject, note.text) for note in found.notes if note.kind is kind]


def values(found: Section) -> list[dict[str, Any]]:
    """Return rows as mappings of column to value."""
    return [
        {column.name: cell.value for column, cell in zip(found.columns, row.cells, strict=True)} for row in found.rows
    ]


def column(found: Section, name: str) -> list[Any]:
    return [row[name] for row in values(found)]


def cells(found: Section, name: str) -> list[Any]:
    index = [one.name for one in found.columns].index(name)
    return [row.cells[index] for row in found.rows]


def total(found: Section, name: str) -> Any:  # noqa: ANN401 - a cell's value
    assert found.totals is not None
    return found.totals.cells[[one.name for one in found.columns].index(name)].value


def _measure(value: float | str | MetricValue) -> MetricValue:
    if isinstance(value, str):
        return Missing(Reason(value))
    return Observed(value) if isinstance(value, int | float) else value
