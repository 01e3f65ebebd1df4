"""The plan: what will be asked of each account, and what that costs. Pure: nothing is sent, no clock is read.

Fewest requests: what FEED and REELS share rides along on the pages of the list; what only some product types have is
one insights request a media item; metrics that fail whole requests, and metrics with a breakdown, are asked apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import date
from datetime import datetime

from reporter.catalog.lookup import is_removed
from reporter.catalog.lookup import refused_for
from reporter.catalog.models import Catalog
from reporter.catalog.models import Login
from reporter.catalog.models import Metric
from reporter.catalog.models import ProductType
from reporter.catalog.models import Unit
from reporter.core.observations import STORY_LIFE
from reporter.core.observations import Missing
from reporter.core.observations import Reason
from reporter.executor.graph.flows.collaborations import FIELD_OF
from reporter.executor.graph.flows.collaborations import SHARED
from reporter.executor.graph.messages import MOST_PARTS

PAGE = 100  # rows of a page: the most that the API gives
UNKNOWN_TYPE = Missing(Reason.NOT_SUPPORTED, "the product type of this media item is not known")
LISTED_AS_MEDIA = (ProductType.FEED, ProductType.REELS)


_EVER = datetime.min.replace(tzinfo=UTC)
Window = tuple[datetime, datetime]  # [start, end), aware


@dataclass(frozen=True, slots=True)
class AccountAsk:
    """What is wanted of one account: [start, end) aware, metrics by name, breakdown by metric.

    `instagram_id`: "" or None where the API has to be asked for it. `windows`: the stretches of [start, end) that are
    wanted, where not all of it is. `audience`: the account's own numbers are wanted, too. `collaborations`: so are
    others' posts that the account accepted to be a collaborator of (facebook login only).
    """

    account: str
    instagram_id: str | None
    login: Login
    start: datetime
    end: datetime
    product_types: tuple[ProductType, ...]
    metrics: tuple[str, ...]
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    audience: bool = False
    collaborations: bool = False


@dataclass(frozen=True, slots=True)
class TypePlan:
    """What is asked of media of one product type.

    `plain`: metrics that one request may ask together; `apart`: one request each; `breakdowns`: metric -> breakdown,
    one request each; `never`: why the other metrics are not asked. `made_before`: metrics that only media created
    before a day have. `split_after`: metrics whose breakdown only media created after a day have.
    """

    plain: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    never: Mapping[str, Missing] = field(default_factory=dict)
    made_before: Mapping[str, date] = field(default_factory=dict)
    split_after: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What is asked of one account. `common` rides along on the pages of /media; `types` has the wanted ones only.

    `lists`: "media", "stories" and "collaborative_media", as far as they are asked; /media is read once for each of
    the `windows`.
    `units`: every metric's, in the order of the snapshots. `audience`: the account's own numbers are asked first.
    `remembered`: since when Instagram still keeps the numbers of media items.
    """

    account: str
    instagram_id: str
    login: Login
    version: str
    start: datetime
    end: datetime
    now: datetime
    lists: tuple[str, ...]
    common: tuple[str, ...]
    types: Mapping[ProductType, TypePlan]
    units: Mapping[str, Unit]
    windows: tuple[Window, ...]
    audience: bool = False
    remembered: datetime = _EVER

    def never(self, product_type: str) -> Mapping[str, Missing]:
        """Return the metrics that are not asked of media of a type, and why."""
        own = next((types for name, types in self.types.items() if name == product_type), None)
        return own.never if own else dict.fromkeys(self.units, UNKNOWN_TYPE)

    def within(self, published: datetime) -> bool:
        """Say whether media of that time are wanted."""
        return any(start <= published < end for start, end in self.windows)

    def riding(self, listed: str) -> tuple[str, ...]:
        """Return the metrics that are asked on the pages of a list."""
        if listed == "media":
            return self.common
        if listed == SHARED:
            return tuple(metric for metric in self.units if metric in FIELD_OF)
        story = self.types[ProductType.STORY]
        return tuple(metric for metric in story.plain if metric not in story.made_before)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of all accounts on one API version, as of one time."""

    accounts: tuple[AccountPlan, ...]
    version: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """What an undisturbed run costs: HTTP requests, and API calls (each part of a batch is one)."""

    listing_pages: int = 0
    insights_requests: int = 0
    requests: int = 0
    calls: int = 0


def build_plan(asks: Sequence[AccountAsk], *, catalog: Catalog, version: str, now: datetime) -> Plan:
    """Return the plan for these asks. `now` (aware) decides which stories live and which metrics are removed."""
    return Plan(tuple(_account(ask, catalog, version=version, now=now) for ask in asks), version, now)


def cost(plan: AccountPlan, media: Mapping[ProductType, int], *, pages: int | None = None) -> Cost:
    """Return what an account costs when its lists hold this many media items of the period, by product type.

    `pages`: how many pages the lists have, where that was counted.
    """
    pages = _pages(plan, media) if pages is None else pages
    asked = sum(media.get(one, 0) * _requests_each(plan, one) for one in plan.types)
    batched = plan.login is Login.FACEBOOK
    insights = -(-asked // MOST_PARTS) if batched else asked
    who = (0 if plan.instagram_id or not plan.lists else 1) + plan.audience
    return Cost(pages, insights, requests=who + pages + insights, calls=who + pages + asked)


def _pages(plan: AccountPlan, media: Mapping[ProductType, int]) -> int:
    listed = {
        "media": sum(media.get(one, 0) for one in LISTED_AS_MEDIA),
        "stories": media.get(ProductType.STORY, 0),
    }
    least = {"media": len(plan.windows)}
    return sum(max(least.get(one, 1), -(-listed.get(one, 0) // PAGE)) for one in plan.lists)


def _requests_each(plan: AccountPlan, product_type: ProductType) -> int:
    """Return how many insights requests one media item of this type needs beside its row."""
    own = plan.types[product_type]
    riding = plan.riding("stories" if product_type is ProductType.STORY else "media")
    return bool(set(own.plain) - set(riding)) + len(own.apart) + len(own.breakdowns)


def _account(ask: AccountAsk, catalog: Catalog, *, version: str, now: datetime) -> AccountPlan:
    metrics = _with_needed([catalog.metrics[name] for name in ask.metrics if name in catalog.metrics], catalog)
    types = {one: _type(one, metrics, ask, catalog=catalog, version=version, now=now) for one in ask.product_types}
    lists = []
    if any(one in types for one in LISTED_AS_MEDIA):
        lists.append("media")
    windows = ask.windows or ((ask.start, ask.end),)
    if ProductType.STORY in types and any(start <= now and end > now - STORY_LIFE for start, end in windows):
        lists.append("stories")
    if ask.collaborations and ask.login is Login.FACEBOOK and "media" in lists:
        lists.append(SHARED)
    both = [_type(one, metrics, ask, catalog=catalog, version=version, now=now) for one in LISTED_AS_MEDIA]
    common = [name for name in both[0].plain if name in both[1].plain and name not in both[0].made_before]
    return AccountPlan(
        account=ask.account,
        instagram_id=ask.instagram_id or "",
        login=ask.login,
        version=version,
        start=ask.start,
        end=ask.end,
        now=now,
        lists=tuple(lists),
        common=tuple(common),
        types=types,
        units={metric.name: metric.unit for metric in metrics},
        windows=windows,
        audience=ask.audience,
        remembered=now - catalog.retention,
    )


def _with_needed(metrics: Sequence[Metric], catalog: Catalog) -> tuple[Metric, ...]:
    """Return the metrics and those that their pooling stands on."""
    needed = (catalog.metrics[name] for metric in metrics for name in metric.pooling.needs)
    return tuple({metric.name: metric for metric in (*metrics, *needed)}.values())


def _type(
    product_type: ProductType,
    metrics: Sequence[Metric],
    ask: AccountAsk,
    *,
    catalog: Catalog,
    version: str,
    now: datetime,
) -> TypePlan:
    never = {metric.name: _never(metric, product_type, ask, version=version, now=now) for metric in metrics}
    asked = [metric for metric in metrics if never[metric.name] is None]
    split = {metric.name: ask.breakdowns[metric.name] for metric in asked if metric.name in ask.breakdowns}
    days = {name: catalog.breakdowns[split[name]].media_created_after for name in split}
    return TypePlan(
        plain=tuple(metric.name for metric in asked if not metric.apart and metric.name not in split),
        apart=tuple(metric.name for metric in asked if metric.apart and metric.name not in split),
        breakdowns=split,
        never={name: missing for name, missing in never.items() if missing},
        made_before={
            metric.name: metric.removal.except_created_before
            for metric in asked
            if metric.removal
            and metric.removal.except_created_before
            and is_removed(metric, version=version, today=now.date(), created=ask.end.date())
        },
        split_after={name: day for name, day in days.items() if day and day >= ask.start.date()},
    )


def _never(
    metric: Metric, product_type: ProductType, ask: AccountAsk, *, version: str, now: datetime
) -> Missing | None:
    """Return why the metric is not asked of this product type in this period, or None when it is."""
    if product_type not in metric.product_types:
        return Missing(Reason.NOT_SUPPORTED)
    if refused_for(metric, ask.login):
        return Missing(Reason.NOT_SUPPORTED, f"not offered to accounts with {ask.login.value} login")
    if is_removed(metric, version=version, today=now.date(), created=ask.start.date()):
        return Missing(Reason.NOT_SUPPORTED, "Meta removed this metric")
    return None
