"""The catalog's types: metrics, breakdowns and API versions as immutable values. Holds no facts and reads no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class ProductType(StrEnum):
    """Where a media item was published, in the API's words."""

    FEED = "FEED"
    REELS = "REELS"
    STORY = "STORY"


class Login(StrEnum):
    """Whose rules an account's host follows: graph.facebook.com or graph.instagram.com."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"


class Unit(StrEnum):
    """What a metric's number counts."""

    COUNT = "count"
    MILLISECONDS = "milliseconds"
    PERCENT = "percent"  # 0-100


class Pooling(StrEnum):
    """How a metric of several media items becomes one figure.

    SUM adds. SUM_OF_REACH adds, but has a label of its own and is never called people.
    MEAN_PER_PLAY is sum(total) / sum(total_i / each_i). WEIGHTED_BY_PLAYS is sum(v_i * plays_i) / sum(plays_i) with
    plays_i = total_i / each_i. `total` and `each` are the metrics that `PoolingRule` names.
    """

    SUM = "sum"
    SUM_OF_REACH = "sum_of_reach"
    MEAN_PER_PLAY = "mean_per_play"
    WEIGHTED_BY_PLAYS = "weighted_by_plays"

    @property
    def adds_up(self) -> bool:
        """Whether the figure is the sum of the values."""
        return self in {Pooling.SUM, Pooling.SUM_OF_REACH}


@dataclass(frozen=True, slots=True)
class PoolingRule:
    """A pooling with the metrics it is based on (names; empty where it needs none but the metric itself).

    `label`: what readers call the figure of several media items, where that is not the metric's label.
    """

    kind: Pooling
    label: str = ""
    total: str = ""
    each: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """Metrics that must be fetched beside the metric itself."""
        return tuple(name for name in (self.total, self.each) if name)


@dataclass(frozen=True, slots=True)
class Removal:
    """A metric that Meta takes away: from `version` on at once, from every version on `everywhere_on`.

    Media created before `except_created_before` keep it on versions older than `version`, as long as Instagram keeps
    the numbers of any of them: from `gone_on` on, no media item has it.
    """

    everywhere_on: date
    version: str = ""
    except_created_before: date | None = None
    gone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which a number's meaning changed: no change is computed across it."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What more than an ordinary correction is: a fall by more than `share` of the highest number, and by `least`."""

    share: float
    least: float

    def is_exceeded(self, highest: float, now: float) -> bool:
        """Say whether a fall from the highest reading is more than a correction: Meta lowered the number."""
        fall = highest - now
        return fall > self.share * highest and fall >= self.least


@dataclass(frozen=True, slots=True)
class Metric:
    """One insight of a media item. `help` is one sentence for readers; `caveats` are sentences for the data notes."""

    name: str
    label: str
    help: str
    product_types: tuple[ProductType, ...]
    logins: tuple[Login, ...]
    unit: Unit
    pooling: PoolingRule
    source: str
    checked_on: date
    breakdowns: tuple[str, ...] = ()
    apart: bool = False  # one refusal fails a whole request, and this one is refused often: ask it alone
    caveats: tuple[str, ...] = ()
    since_version: str = ""
    since_date: date | None = None
    removal: Removal | None = None
    replacement: str = ""
    breaks: tuple[Break, ...] = ()
    correction: Correction | None = None  # only counts have one; rates and averages may fall


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A dimension that splits one metric. `values` maps the API's value (upper case) to its label for readers."""

    name: str
    label: str
    values: Mapping[str, str]
    source: str
    checked_on: date
    media_created_after: date | None = None


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """A Graph API version and the days from and until which Meta serves it (until: None while open)."""

    name: str
    released: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All facts, by name. `other_names` explains wrong names: name -> (right name or "", why).

    `similar_names`: those of them whose right name is another number. `other_breakdowns` explains splits that no media
    item has: name -> what to do instead.
    `retention`: how long Instagram keeps the numbers of a media item. `picture_hosts`: where its pictures lie.
    """

    metrics: Mapping[str, Metric]
    breakdowns: Mapping[str, Breakdown]
    versions: Mapping[str, ApiVersion]
    retention: timedelta
    picture_hosts: tuple[str, ...]
    other_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    similar_names: frozenset[str] = frozenset()
    other_breakdowns: Mapping[str, str] = field(default_factory=dict)

    @property
    def newest_version(self) -> str:
        """The default of `api.version`."""
        return list(self.versions)[-1]
