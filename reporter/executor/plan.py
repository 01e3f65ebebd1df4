"""The plan: which requests each account needs, and their cost. Pure: sends nothing, reads no clock.

To need few requests, metrics that FEED and REELS share are inline in the pages of the list. Metrics of some product
types are one insights request a media item. Metrics that may fail a request, and breakdowns, have their own requests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

from reporter.catalog.lookup import is_removed, refused_for
from reporter.catalog.models import Catalog, Login, Metric, ProductType, Unit
from reporter.core.observations import STORY_LIFE, Missing, Reason
from reporter.executor.graph.flows.collaborations import COLLABORATIVE_MEDIA, FIELD_OF
from reporter.executor.graph.messages import MOST_BATCH_PARTS

PAGE = 100  # rows of a page: the most that the API returns
UNKNOWN_TYPE = Missing(Reason.NOT_SUPPORTED, "the type of this post is unknown")
LISTED_AS_MEDIA = (ProductType.FEED, ProductType.REELS)


_EVER = datetime.min.replace(tzinfo=UTC)
Window = tuple[datetime, datetime]  # [start, end), aware


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """What to collect for one account: [start, end) aware, metrics by name, breakdown by metric.

    `instagram_id`: "" or None where it has to be requested. `windows`: the parts of [start, end) to collect, where
    that is not all of it. `audience`: include the account's own numbers. `collaborations`: include collaboration posts
    that other accounts own (facebook login only).
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
    """What is requested for media of one product type.

    `plain`: metrics that share one request; `apart`: one request each; `breakdowns`: metric -> breakdown, one request
    each; `never`: why the other metrics are not requested. `created_before`: metrics that only media created before a
    day have. `split_after`: metrics whose breakdown only media created after a day have.
    """

    plain: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    never: Mapping[str, Missing] = field(default_factory=dict)
    created_before: Mapping[str, date] = field(default_factory=dict)
    split_after: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What is requested for one account. `common`: metrics inline in the pages of /media. `types`: those to collect.

    `lists`: "media", "stories" and "collaborative_media", or some of them; /media is read once for each of `windows`.
    `units`: of every metric, in the order of the snapshots. `audience`: the account's own numbers are requested first.
    `remembered`: Instagram keeps the numbers of media items published since then.
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

    def of_type(self, product_type: str) -> TypePlan | None:
        """Return the plan for a product type as the API spells it, or None when it is not collected."""
        return next((own for name, own in self.types.items() if name == product_type), None)

    def never(self, product_type: str) -> Mapping[str, Missing]:
        """Return the metrics that are not requested for media of a type, and why."""
        own = self.of_type(product_type)
        return own.never if own else dict.fromkeys(self.units, UNKNOWN_TYPE)

    def within(self, published: datetime) -> bool:
        """Say whether media published at that time are collected."""
        return any(start <= published < end for start, end in self.windows)

    def inline_metrics(self, listed: str) -> tuple[str, ...]:
        """Return the metrics that are requested with the pages of a list."""
        if listed == "media":
            return self.common
        if listed == COLLABORATIVE_MEDIA:
            return tuple(metric for metric in self.units if metric in FIELD_OF)
        story = self.types[ProductType.STORY]
        return tuple(metric for metric in story.plain if metric not in story.created_before)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is requested for all accounts on one API version, as of one time."""

    accounts: tuple[AccountPlan, ...]
    version: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a run without failures: HTTP requests, and API calls (each part of a batch is one)."""

    listing_pages: int = 0
    insights_requests: int = 0
    requests: int = 0
    calls: int = 0


def build_plan(requests: Sequence[AccountRequest], *, catalog: Catalog, version: str, now: datetime) -> Plan:
    """Return the plan for these requests. `now` (aware) decides which stories are active, which metrics are removed."""
    accounts = tuple(_account(request, catalog, version=version, now=now) for request in requests)
    return Plan(accounts, version, now)


def cost(plan: AccountPlan, media: Mapping[ProductType, int], *, pages: int | None = None) -> Cost:
    """Return the cost of an account whose lists have this many media items of the period, by product type.

    `pages`: the number of pages of the lists, if known.
    """
    pages = _pages(plan, media) if pages is None else pages
    calls = sum(media.get(kind, 0) * _requests_each(plan, kind) for kind in plan.types)
    requests = -(-calls // MOST_BATCH_PARTS) if plan.login is Login.FACEBOOK else calls
    account = (0 if plan.instagram_id or not plan.lists else 1) + plan.audience
    return Cost(pages, requests, requests=account + pages + requests, calls=account + pages + calls)


def _pages(plan: AccountPlan, media: Mapping[ProductType, int]) -> int:
    listed = {
        "media": sum(media.get(kind, 0) for kind in LISTED_AS_MEDIA),
        "stories": media.get(ProductType.STORY, 0),
    }
    least = {"media": len(plan.windows)}
    return sum(max(least.get(name, 1), -(-listed.get(name, 0) // PAGE)) for name in plan.lists)


def _requests_each(plan: AccountPlan, product_type: ProductType) -> int:
    """Return how many insights requests one media item of this type needs besides its row."""
    own = plan.types[product_type]
    inline = plan.inline_metrics("stories" if product_type is ProductType.STORY else "media")
    return bool(set(own.plain) - set(inline)) + len(own.apart) + len(own.breakdowns)


def _account(request: AccountRequest, catalog: Catalog, *, version: str, now: datetime) -> AccountPlan:
    metrics = _with_needed([catalog.metrics[name] for name in request.metrics if name in catalog.metrics], catalog)
    planned = partial(_type, metrics=metrics, request=request, catalog=catalog, version=version, now=now)
    types = {product_type: planned(product_type) for product_type in request.product_types}
    lists = []
    if any(product_type in types for product_type in LISTED_AS_MEDIA):
        lists.append("media")
    windows = request.windows or ((request.start, request.end),)
    if ProductType.STORY in types and any(start <= now and end > now - STORY_LIFE for start, end in windows):
        lists.append("stories")
    if request.collaborations and request.login is Login.FACEBOOK and "media" in lists:
        lists.append(COLLABORATIVE_MEDIA)
    feed, reels = (planned(product_type) for product_type in LISTED_AS_MEDIA)
    common = [name for name in feed.plain if name in reels.plain and name not in feed.created_before]
    return AccountPlan(
        account=request.account,
        instagram_id=request.instagram_id or "",
        login=request.login,
        version=version,
        start=request.start,
        end=request.end,
        now=now,
        lists=tuple(lists),
        common=tuple(common),
        types=types,
        units={metric.name: metric.unit for metric in metrics},
        windows=windows,
        audience=request.audience,
        remembered=now - catalog.retention,
    )


def _with_needed(metrics: Sequence[Metric], catalog: Catalog) -> tuple[Metric, ...]:
    """Return the metrics and those that their pooling needs."""
    needed = (catalog.metrics[name] for metric in metrics for name in metric.pooling.needs)
    return tuple({metric.name: metric for metric in (*metrics, *needed)}.values())


def _type(
    product_type: ProductType,
    metrics: Sequence[Metric],
    request: AccountRequest,
    *,
    catalog: Catalog,
    version: str,
    now: datetime,
) -> TypePlan:
    never = {metric.name: _never(metric, product_type, request, version=version, now=now) for metric in metrics}
    offered = [metric for metric in metrics if never[metric.name] is None]
    split = {metric.name: request.breakdowns[metric.name] for metric in offered if metric.name in request.breakdowns}
    days = {name: catalog.breakdowns[split[name]].media_created_after for name in split}
    whole = [metric for metric in offered if metric.name not in split]
    removed_at_end = partial(is_removed, version=version, today=now.date(), created=request.end.date())
    return TypePlan(
        plain=tuple(metric.name for metric in whole if not metric.apart),
        apart=tuple(metric.name for metric in whole if metric.apart),
        breakdowns=split,
        never={name: missing for name, missing in never.items() if missing},
        created_before={
            metric.name: metric.removal.except_created_before
            for metric in offered
            if metric.removal and metric.removal.except_created_before and removed_at_end(metric)
        },
        split_after={name: day for name, day in days.items() if day and day >= request.start.date()},
    )


def _never(
    metric: Metric, product_type: ProductType, request: AccountRequest, *, version: str, now: datetime
) -> Missing | None:
    """Return why the metric is not requested for this product type and period, or None when it is."""
    if product_type not in metric.product_types:
        return Missing(Reason.NOT_SUPPORTED)
    if refused_for(metric, request.login):
        return Missing(Reason.NOT_SUPPORTED, f"not available for accounts with {request.login.value} login")
    if is_removed(metric, version=version, today=now.date(), created=request.start.date()):
        return Missing(Reason.NOT_SUPPORTED, "Meta removed this metric")
    return None
