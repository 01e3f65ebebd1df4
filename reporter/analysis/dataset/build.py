"""The dataset that a report is computed from: snapshots as polars frames, filtered to an edition.

This is the one seam that history stands behind: whatever chooses the snapshots, all that follows sees frames only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import polars as pl

from reporter.analysis.dataset.expressions import expression
from reporter.analysis.dataset.facts import facts_frame
from reporter.analysis.dataset.filters import matches
from reporter.analysis.dataset.hashtags import Spellings
from reporter.analysis.dataset.measures import Details, breakdowns_frame, is_lowered, is_provisional, measure_columns
from reporter.analysis.dataset.spec_labels import label, label_column
from reporter.analysis.figures.model import Figure, build_figures, needed_metrics
from reporter.analysis.figures.pooling import item_value
from reporter.catalog.models import Catalog, Metric
from reporter.core.i18n import Translator
from reporter.core.observations import Snapshot
from reporter.spec.editions import Edition
from reporter.spec.formula.parse import expand, parse_formula
from reporter.spec.metrics import calculated_formulas
from reporter.spec.model import ReportSpec
from reporter.spec.periods import Period

_POSITION = "position"
_UTC = pl.Datetime("us", "UTC")

Highest = Mapping[tuple[str, str, str], tuple[int | float, datetime]]  # (account, media id, metric) -> value, when
Courses = Mapping[str, Sequence[Sequence[Snapshot]]]  # grain -> one sequence of snapshots a stretch


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many media items of the period do not count: by the filter's facts, by `where`, or being too young.

    `too_young`: those that have not reached the age at which all are measured.
    """

    filtered: int = 0
    where: int = 0
    too_young: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """What a report is computed from.

    `media`: one row a media item, by time of publication. Facts: account, client, media_id, product_type, media_type,
    published (UTC), local (the edition's zone), weekday (1 Monday to 7), hour (0-23), day (date), week and month
    (date, of their first day), caption, permalink, username, hashtags (keys), settled (from when on its numbers are no
    longer provisional), shared (other accounts list it, too), distance (from the moment it is looked at
    to its reading, in seconds), unlike_age (read as of another moment than the period's
    others), provisional (some number of it was read before it had settled), seen, `label:<name>`.
    Numbers: each API metric (Int64; Float64 for percent) with `<metric>:reason` where it is missing, `<metric>:read`,
    `<metric>:stale` and `<metric>:lowered`, and each calculated metric. `oldest`: when the oldest of its numbers was
    seen; in reports on growth its opening look, null for what was published inside the period.
    `breakdowns`: one row a value: account, media_id, metric, value (upper case), number.
    `undecided`: as `media`, those left out because a number is missing that `where` is about.
    `highest`: the highest number ever read, and when, of each that Meta lowered.
    `thumbnails`, `details` (why a measure is missing): by account and media id.
    `courses`: reports on growth only, by grain ("day"): what each media item gained in each stretch of the period, with
    the stretch's place as `bucket` and the measures as in `media`.
    """

    media: pl.DataFrame
    undecided: pl.DataFrame
    breakdowns: pl.DataFrame
    figures: Mapping[str, Figure]
    metrics: tuple[str, ...]
    now: datetime
    left_out: LeftOut
    spellings: Spellings
    details: Details
    thumbnails: Mapping[tuple[str, str], bytes]
    highest: Highest = field(default_factory=dict)
    courses: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def only(self, media: pl.DataFrame) -> Dataset:
        """Return the same of some of its media items."""
        place = ["account", "media_id"]
        courses = {
            grain: course.join(media.select(place), on=place, how="semi") for grain, course in self.courses.items()
        }
        return replace(self, media=media, courses=courses)

    @property
    def as_of(self) -> datetime:
        """When the newest of its numbers were read."""
        newest: datetime | None = self.media["seen"].max()  # type: ignore[assignment]  # a column of datetimes
        return newest or self.now

    @property
    def first_seen(self) -> datetime:
        """When the oldest of its numbers was read."""
        oldest: datetime | None = self.media.select(pl.coalesce("oldest", "seen").min()).item()
        return oldest or self.now

    @property
    def count(self) -> int:
        """How many media items there are; one that several accounts list counts once."""
        return self.media["media_id"].n_unique()

    @property
    def is_empty(self) -> bool:
        """Say whether no media item is known at all, neither counted nor left out."""
        left = self.left_out
        return (
            self.media.is_empty() and self.undecided.is_empty() and not (left.filtered or left.where or left.too_young)
        )


def build_dataset(
    snapshots: Sequence[Snapshot],
    *,
    edition: Edition,
    catalog: Catalog,
    now: datetime,
    period: Period | None = None,
    at: datetime | None = None,
    courses: Courses | None = None,
    unlike_age: frozenset[str] = frozenset(),
) -> Dataset:
    """Return the edition's media items with their measures, of its own period now or of another `at` a time.

    Of several snapshots of a media item the last counts; what was published outside [start, end) does not, but all
    before its end counts for growth. `unlike_age`: accounts that are read as of now whatever `at` says.
    """
    spec, newest = edition.spec, _latest(snapshots, edition, period or edition.period)
    facts, spellings = _facts(newest, edition, [_unlike(unlike_age), _distance(edition, at or now, period)])
    kept, left_out = _kept(facts, spec, at or now)
    own_kept = [newest[index] for index in kept[_POSITION]]
    figures = build_figures(spec, catalog, translator=Translator(edition.locale))
    metrics = [catalog.metrics[name] for name in needed_metrics(spec, catalog)]
    columns, details = measure_columns(own_kept, metrics, zone=edition.timezone)
    measured = kept.drop(_POSITION).with_columns(columns).with_columns(_calculated(figures.values(), metrics))
    media, undecided, where = _where(measured, spec)
    counted = _among(own_kept, media)
    return Dataset(
        media=media,
        undecided=undecided,
        breakdowns=breakdowns_frame(counted, spec.breakdowns),
        figures=figures,
        metrics=needed_metrics(spec, catalog),
        now=now,
        left_out=replace(left_out, where=where),
        spellings=spellings,
        details=details,
        thumbnails=_thumbnails(counted),
        highest=_highest(counted, metrics, edition),
        courses={
            grain: _course(snapshots_by_stretch, media, metrics, zone=edition.timezone)
            for grain, snapshots_by_stretch in (courses or {}).items()
        },
    )


def _distance(edition: Edition, at: datetime, period: Period | None) -> pl.Expr:
    """Return how far from the moment that it is for a media item was read, in seconds; growth is for a period's end."""
    end = min(at, (period or edition.period).end) if edition.spec.basis == "gained" else at
    meant = pl.col("published") if edition.spec.at_age else pl.lit(end.astimezone(UTC), dtype=_UTC)
    return (pl.col("seen") - meant).dt.total_seconds().abs().alias("distance")


def _unlike(accounts: frozenset[str]) -> pl.Expr:
    return pl.col("account").is_in(accounts).alias("unlike_age")


def _kept(facts: pl.DataFrame, spec: ReportSpec, at: datetime) -> tuple[pl.DataFrame, LeftOut]:
    """Return the media items that the filter keeps and that are old enough, with their labels, and how many are not."""
    matching = facts.filter(matches(spec.media)).with_columns(_labels(spec))
    kept = matching.filter(_old_enough(spec, at))
    return kept, LeftOut(facts.height - matching.height, too_young=matching.height - kept.height)


def _old_enough(spec: ReportSpec, at: datetime) -> pl.Expr:
    """Which media items have reached the age at which all are measured, by the moment that the period is looked at."""
    return pl.col("published") <= at.astimezone(UTC) - spec.at_age.length if spec.at_age else pl.lit(value=True)


def _highest(
    snapshots: Sequence[Snapshot], metrics: Sequence[Metric], edition: Edition
) -> dict[tuple[str, str, str], tuple[int | float, datetime]]:
    def local(top: tuple[int | float, datetime]) -> tuple[int | float, datetime]:
        return top[0], top[1].astimezone(edition.zone)

    return {
        (snapshot.media.account, snapshot.media.media_id, metric.name): local(snapshot.highest[metric.name])
        for snapshot in snapshots
        if snapshot.highest
        for metric in metrics
        if is_lowered(snapshot, metric)
    }


def _calculated(figures: Iterable[Figure], metrics: Sequence[Metric]) -> list[pl.Expr]:
    """Return the calculated metrics, and whether any number of a media item is provisional."""
    early = pl.any_horizontal(is_provisional(metric.name) for metric in metrics).alias("provisional")
    return [*(item_value(figure).alias(figure.name) for figure in figures if figure.formula is not None), early]


def _labels(spec: ReportSpec) -> list[pl.Expr]:
    return [label(rules).alias(label_column(name)) for name, rules in spec.labels.items()]


def _among(snapshots: Sequence[Snapshot], media: pl.DataFrame) -> list[Snapshot]:
    """Return the snapshots whose media items are in the frame."""
    if media.height == len(snapshots):
        return list(snapshots)
    ids = set(media.select("account", "media_id").iter_rows())
    return [snapshot for snapshot in snapshots if (snapshot.media.account, snapshot.media.media_id) in ids]


def _thumbnails(snapshots: Iterable[Snapshot]) -> dict[tuple[str, str], bytes]:
    media = (snapshot.media for snapshot in snapshots if snapshot.media.thumbnail)
    return {(item.account, item.media_id): item.thumbnail for item in media}


def _facts(snapshots: Sequence[Snapshot], edition: Edition, about: Sequence[pl.Expr]) -> tuple[pl.DataFrame, Spellings]:
    """Return the facts of snapshots with when they were seen, their place among them, and more `about` them."""
    facts, spellings = facts_frame([snapshot.media for snapshot in snapshots], edition=edition)
    times = [
        pl.Series("seen", [snapshot.seen for snapshot in snapshots], dtype=_UTC),
        pl.Series("oldest", [snapshot.oldest for snapshot in snapshots], dtype=_UTC),
    ]
    place = pl.int_range(len(snapshots), dtype=pl.Int64).alias(_POSITION)
    return facts.with_columns(*times, place).with_columns(about), spellings


def _course(
    stretches: Sequence[Sequence[Snapshot]], media: pl.DataFrame, metrics: Sequence[Metric], *, zone: str
) -> pl.DataFrame:
    """Return the stretches' snapshots below each other, of the media items that count."""
    growing = [snapshot for stretch in stretches for snapshot in stretch]
    places = {
        "bucket": pl.Series([place for place, stretch in enumerate(stretches) for _ in stretch], dtype=pl.Int64),
        "account": pl.Series([snapshot.media.account for snapshot in growing], dtype=pl.String),
        "media_id": pl.Series([snapshot.media.media_id for snapshot in growing], dtype=pl.String),
    }
    frame = pl.DataFrame(places).with_columns(measure_columns(growing, metrics, zone=zone)[0])
    facts = media.select("account", "media_id", "settled", "shared", "distance", "unlike_age")
    return frame.join(facts, on=["account", "media_id"])


def _latest(snapshots: Sequence[Snapshot], edition: Edition, period: Period) -> list[Snapshot]:
    accounts, growth = set(edition.accounts), edition.spec.basis == "gained"
    latest: dict[tuple[str, str], Snapshot] = {}
    for snapshot in snapshots:
        media = snapshot.media
        if media.account in accounts and (growth or period.start <= media.published) and media.published < period.end:
            place = (media.account, media.media_id)
            known = latest.get(place)
            if known is None or known.seen <= snapshot.seen:
                latest[place] = snapshot
    # one order, whatever the order of asking: sums of floating point numbers depend on it
    return sorted(
        latest.values(),
        key=lambda snapshot: (snapshot.media.published, snapshot.media.account, snapshot.media.media_id),
    )


def _where(media: pl.DataFrame, spec: ReportSpec) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Return what fulfils `where`, of what it cannot be known because a measure is missing, and how many do not."""
    if spec.media.where is None:
        return media, media.clear(), 0
    condition = expand(parse_formula(spec.media.where, condition=True), calculated_formulas(spec))
    holds = expression(condition.root, {use.name: pl.col(use.name) for use in condition.names})
    answers = media.select(holds.alias("holds"))["holds"]
    return media.filter(answers.fill_null(value=False)), media.filter(answers.is_null()), int((~answers).sum())
