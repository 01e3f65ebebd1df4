"""The sequence of requests for one account: pages of lists and insights, in the same steps.

Pure: flows yield requests and receive responses; threads, retries and waiting belong to `fetch` and the client.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from reporter.catalog.models import ProductType
from reporter.core.errors import ProtocolError, ReporterError, TemporaryError
from reporter.core.observations import CompletedListing, MediaItem, Snapshot
from reporter.executor.graph.errors import failure, no_insights_error
from reporter.executor.graph.flows.collaborations import COLLABORATIVE_MEDIA, FIELD_OF
from reporter.executor.graph.flows.insights import Group, Insights
from reporter.executor.graph.flows.listing import COUNTED_FIELDS, FIELDS, Listing
from reporter.executor.graph.messages import ApiError, FailingError, Flow, Kind, Reply, Request, Response
from reporter.executor.graph.missing_reasons import STOPPED
from reporter.executor.graph.parse import AUDIENCE_FIELDS, MediaRow, parse_account_id, parse_audience
from reporter.executor.plan import LISTED_AS_MEDIA, AccountPlan

_COUNTED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CollectedAccount:
    """The data of an account. `failures`: why it is incomplete. `skipped`: rows that could not be used.

    `visits`: lists that were read to their end. `is_reachable`: there is such a list, or at least one media item.
    """

    account: str
    snapshots: tuple[Snapshot, ...]
    failures: tuple[ReporterError, ...]
    skipped: int
    visits: tuple[CompletedListing, ...] = ()
    is_reachable: bool = False


@dataclass(frozen=True, slots=True)
class AccountCount:
    """The number of media items in an account's lists, by product type as the API spells it, and of pages.

    Collaboration posts of other accounts are not counted: they cost their pages and nothing more.
    """

    account: str
    media: Mapping[str, int]
    pages: int
    failures: tuple[ReporterError, ...]


def account_flow(plan: AccountPlan) -> Flow[CollectedAccount]:
    """Collect one account. After a failure, return what was collected until then."""
    collection = _Collection(plan)
    try:
        plan = yield from _with_account_id(plan)
        yield from _audience(plan)
        yield from collection.flow(plan)
    except ReporterError as error:
        collection.failures.append(error)
    return collection.result()


def counting_flow(plan: AccountPlan) -> Flow[AccountCount]:
    """List an account's media of the period and count them, to predict the cost of a run."""
    media: Counter[str] = Counter()
    failures: list[ReporterError] = []
    pages = 0
    try:
        plan = yield from _with_account_id(plan)
        lists = _lists(plan, count_only=True)
        while pending := [listing for listing in lists if not listing.done]:
            pages += len(pending)
            responses = yield tuple(listing.request() for listing in pending)
            for listing, response in zip(pending, responses, strict=True):
                rows = listing.receive(response)
                if listing.listed != COLLABORATIVE_MEDIA:
                    media.update(row.media.product_type for row in rows)
        failures += [listing.failure for listing in lists if listing.failure]
    except ReporterError as error:
        failures.append(error)
    return AccountCount(plan.account, media, pages, tuple(failures))


class _Collection:
    """The state of collecting one account."""

    def __init__(self, plan: AccountPlan) -> None:
        self.failures: list[ReporterError] = []
        self._plan = plan
        self._media: dict[str, MediaItem] = {}
        self._insights = Insights(plan)
        self._lists: list[Listing] = []
        self._parallel_lists = 1  # until one response shows that the token is valid

    def flow(self, plan: AccountPlan) -> Flow[None]:
        """Request pages and insights until nothing is pending."""
        self._lists = _lists(plan)
        while True:
            lists = [listing for listing in self._lists if not listing.done][: self._parallel_lists]
            groups = self._insights.groups(partial_batches=not lists)
            if not lists and not groups:
                return
            responses = yield (*(listing.request() for listing in lists), *map(self._insights.request, groups))
            self._receive(lists, groups, responses)
            self._parallel_lists = len(self._lists)

    def _receive(self, lists: list[Listing], groups: list[Group], responses: tuple[Response, ...]) -> None:
        """Take all responses of a step, replies first. Raises the first error that ends the account at the end."""
        errors: list[ReporterError] = []
        pairs = zip(groups, responses[len(lists) :], strict=True)
        for group, response in sorted(pairs, key=lambda pair: not isinstance(pair[1], Reply)):
            try:
                self._insights.receive(group, response)
            except FailingError as error:
                self._insights.stop()
                self.failures += [] if error in self.failures else [error]
            except ReporterError as error:
                errors.append(error)
        for listing, response in zip(lists, responses[: len(lists)], strict=True):
            try:
                self._add(listing, listing.receive(response))
            except ReporterError as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def _add(self, listing: Listing, rows: list[MediaRow]) -> None:
        self._insights.drop(listing.dropped)
        add = self._insights.add_complete if listing.listed == COLLABORATIVE_MEDIA else self._insights.add
        for row in rows:
            if row.media.media_id not in self._media and self._includes(row.media.product_type):
                self._media[row.media.media_id] = row.media
                add(row)

    def _includes(self, product_type: str) -> bool:
        """Say whether media of this type are collected; unknown types are, unless the spec excludes a listed one."""
        if product_type in set(ProductType):
            return product_type in self._plan.types
        return all(listed in self._plan.types for listed in LISTED_AS_MEDIA)

    def result(self) -> CollectedAccount:
        """Return what is known so far; measures that were not requested are missing."""
        lists = self._lists
        skipped, lost = sum(listing.skipped for listing in lists), sum(listing.lost for listing in lists)
        failures = [*self.failures, *(listing.failure for listing in lists if listing.failure)]
        if skipped:
            failures.append(ProtocolError(_unusable(skipped)))
        if lost:
            failures.append(TemporaryError(_not_returned(lost)))
        failures += self._all_empty() if not failures else []
        snapshots = tuple(self._snapshot(media) for media in self._media.values())
        # Media that are missing from a complete list were deleted, but a collaboration post may be on either list.
        incomplete = any(listing.listed == COLLABORATIVE_MEDIA and not listing.is_whole for listing in lists)
        complete = [listing for listing in lists if not (incomplete and listing.listed == "media")]
        visits = tuple(listing.visit for listing in complete if listing.visit)
        is_reachable = any(listing.is_reachable for listing in lists)
        return CollectedAccount(self._plan.account, snapshots, tuple(failures), skipped + lost, visits, is_reachable)

    def _all_empty(self) -> list[ReporterError]:
        """Return the failure of an account with empty responses only: Meta sends them where a permission is missing.

        Very recent media items, and those past Meta's retention, may have no numbers all the same.
        """
        latest = self._plan.now - _COUNTED_AFTER
        media = [item for item in self._media.values() if self._plan.remembered <= item.published <= latest]
        return [no_insights_error(self._plan.login)] if self._insights.only_empty(media) else []

    def _snapshot(self, media: MediaItem) -> Snapshot:
        known = self._insights.measures[media.media_id]
        measures = {metric: known.get(metric, STOPPED) for metric in self._plan.units}
        return Snapshot(media=media, seen=self._plan.now, measures=measures)


def _lists(plan: AccountPlan, *, count_only: bool = False) -> list[Listing]:
    """Return the lists to read: /media once a window, the others once."""
    return [
        Listing(
            plan,
            listed,
            window=window,
            fields=COUNTED_FIELDS if count_only else _fields(plan, listed),
            inline_metrics=() if count_only or listed == COLLABORATIVE_MEDIA else plan.inline_metrics(listed),
        )
        for listed in plan.lists
        for window in (plan.windows if listed == "media" else (None,))
    ]


def _fields(plan: AccountPlan, listed: str) -> tuple[str, ...]:
    counts = [FIELD_OF[metric] for metric in plan.inline_metrics(listed)] if listed == COLLABORATIVE_MEDIA else []
    return (*FIELDS, *counts)


def _audience(plan: AccountPlan) -> Flow[None]:
    """Request the account's own numbers, for the recorder; only an invalid token or a rate limit ends the account."""
    if not plan.audience:
        return
    fields = {"fields": AUDIENCE_FIELDS}
    path = f"{plan.version}/{plan.instagram_id}"
    (response,) = yield (Request(plan.account, path, fields, parse=parse_audience),)
    if isinstance(response, ReporterError):
        raise response
    if isinstance(response, ApiError) and response.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
        raise failure(response, "the account", plan.login)


def _with_account_id(plan: AccountPlan) -> Flow[AccountPlan]:
    """Return the plan with the account's id, which is requested where the workspace does not have it."""
    if plan.instagram_id or not (plan.lists or plan.audience):
        return plan
    request = Request(plan.account, f"{plan.version}/me", {"fields": "user_id,username"})
    (response,) = yield (request,)
    if isinstance(response, ApiError):
        raise failure(response, "the account", plan.login)
    if not isinstance(response, Reply):
        raise response
    account_id = parse_account_id(response.body)
    if not account_id:
        raise ProtocolError("the API did not return the account of the token; write instagram_id in reporter.yaml")
    return replace(plan, instagram_id=account_id)


def _unusable(count: int) -> str:
    if count == 1:
        return "the API sent 1 media item without a valid id or time; it is excluded"
    return f"the API sent {count} media items without a valid id or time; they are excluded"


def _not_returned(count: int) -> str:
    if count == 1:
        return "the API failed to return 1 media item; it is excluded; try again later"
    return f"the API failed to return {count} media items; they are excluded; try again later"
