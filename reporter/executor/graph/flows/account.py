"""The order of asking, for one account: lists and insights side by side, so that batches start while pages still come.

Pure: flows yield requests and receive answers; threads, retries and waiting belong to who sends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import timedelta

from reporter.catalog.models import ProductType
from reporter.core.errors import ProtocolError
from reporter.core.errors import ReporterError
from reporter.core.errors import TemporaryError
from reporter.core.observations import CompletedListing
from reporter.core.observations import MediaItem
from reporter.core.observations import Snapshot
from reporter.executor.graph.errors import failure
from reporter.executor.graph.errors import nothing_given
from reporter.executor.graph.flows.collaborations import FIELD_OF
from reporter.executor.graph.flows.collaborations import SHARED
from reporter.executor.graph.flows.insights import Group
from reporter.executor.graph.flows.insights import Insights
from reporter.executor.graph.flows.listing import COUNTED_FIELDS
from reporter.executor.graph.flows.listing import FIELDS
from reporter.executor.graph.flows.listing import Listing
from reporter.executor.graph.flows.listing import Row
from reporter.executor.graph.messages import Answer
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import FailingError
from reporter.executor.graph.messages import Flow
from reporter.executor.graph.messages import Kind
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.missing_reasons import STOPPED
from reporter.executor.graph.parse import AUDIENCE_FIELDS
from reporter.executor.graph.parse import read_account_id
from reporter.executor.plan import LISTED_AS_MEDIA
from reporter.executor.plan import AccountPlan

_COUNTED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Collected:
    """All that an account gave. `failures`: why it is not all there is. `skipped`: rows that could not be used.

    `visits`: lists that were read to their end. `heard`: a list was, or at least one media item came.
    """

    account: str
    snapshots: tuple[Snapshot, ...]
    failures: tuple[ReporterError, ...]
    skipped: int
    visits: tuple[CompletedListing, ...] = ()
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many media items an account's lists hold, by product type as the API spells it, and on how many pages.

    Others' posts are not among them: they cost their pages and nothing more.
    """

    account: str
    media: Mapping[str, int]
    pages: int
    failures: tuple[ReporterError, ...]


def account_flow(plan: AccountPlan) -> Flow[Collected]:
    """Collect one account. Whatever ends it early, what was collected until then is returned."""
    gathering = _Gathering(plan)
    try:
        known = yield from _identified(plan)
        yield from _audience(known)
        yield from gathering.flow(known)
    except ReporterError as error:
        gathering.failures.append(error)
    return gathering.collected()


def counting_flow(plan: AccountPlan) -> Flow[Counted]:
    """List an account's media of the period and count them, so that the cost of a run can be told before."""
    media: Counter[str] = Counter()
    failures: list[ReporterError] = []
    pages = 0
    try:
        known = yield from _identified(plan)
        lists = _lists(known, counted=True)
        while pending := [one for one in lists if not one.done]:
            pages += len(pending)
            answers = yield tuple(one.request() for one in pending)
            for one, answer in zip(pending, answers, strict=True):
                rows = one.hear(answer)
                media.update(row.media.product_type for row in rows if one.listed != SHARED)
        failures += [one.failure for one in lists if one.failure]
    except ReporterError as error:
        failures.append(error)
    return Counted(plan.account, media, pages, tuple(failures))


class _Gathering:
    """One account's collection under way."""

    def __init__(self, plan: AccountPlan) -> None:
        self.failures: list[ReporterError] = []
        self._plan = plan
        self._media: dict[str, MediaItem] = {}
        self._insights = Insights(plan)
        self._lists: list[Listing] = []
        self._at_once = 1  # list, until one answer shows that the token does

    def flow(self, plan: AccountPlan) -> Flow[None]:
        """Ask pages and questions until nothing is open."""
        self._lists = _lists(plan)
        while True:
            pages = [one for one in self._lists if not one.done][: self._at_once]
            groups = self._insights.groups(all_of_them=not pages)
            if not pages and not groups:
                return
            answers = yield (*(one.request() for one in pages), *map(self._insights.request, groups))
            self._hear(pages, groups, answers)
            self._at_once = len(self._lists)

    def _hear(self, pages: list[Listing], groups: list[Group], answers: tuple[Answer, ...]) -> None:
        """Take all answers of a step, good ones first, and only then give up if one of them ends the account."""
        ends: list[ReporterError] = []
        asked = zip(groups, answers[len(pages) :], strict=True)
        for group, answer in sorted(asked, key=lambda pair: not isinstance(pair[1], Reply)):
            try:
                self._insights.hear(group, answer)
            except FailingError as error:
                self._insights.stop()
                self.failures += [] if error in self.failures else [error]
            except ReporterError as error:
                ends.append(error)
        for page, answer in zip(pages, answers[: len(pages)], strict=True):
            try:
                self._add(page, page.hear(answer))
            except ReporterError as error:
                ends.append(error)
        if ends:
            raise ends[0]

    def _add(self, page: Listing, rows: list[Row]) -> None:
        self._insights.refuse_for_all(page.dropped)
        for row in rows:
            if row.media.media_id not in self._media and self._wanted(row.media.product_type):
                self._media[row.media.media_id] = row.media
                if row.measures is None:
                    self._insights.add(row.media, rode=row.rode, insights=row.insights)
                else:
                    self._insights.know(row.media, row.measures)

    def _wanted(self, product_type: str) -> bool:
        """Say whether media of this type are asked for; unknown types are, unless the spec chooses among known ones."""
        if product_type in set(ProductType):
            return product_type in self._plan.types
        return all(one in self._plan.types for one in LISTED_AS_MEDIA)

    def collected(self) -> Collected:
        """Return what is known by now; measures that were never asked are missing."""
        skipped, lost = sum(one.skipped for one in self._lists), sum(one.lost for one in self._lists)
        failures = [*self.failures, *(one.failure for one in self._lists if one.failure)]
        if skipped:
            failures.append(ProtocolError(f"{skipped} rows without a usable id or time are left out"))
        if lost:
            failures.append(TemporaryError(f"{lost} rows are left out, because the API failed on each of them alone"))
        failures += self._all_empty() if not failures else []
        snapshots = tuple(self._snapshot(media) for media in self._media.values())
        # what is not on its list any more is gone; one that collaborates has its media on two
        unknown = any(one.listed == SHARED and not one.is_whole for one in self._lists)
        visits = tuple(one.visit for one in self._lists if one.visit and not (unknown and one.listed == "media"))
        heard = any(one.heard for one in self._lists)
        return Collected(self._plan.account, snapshots, tuple(failures), skipped + lost, visits, heard)

    def _all_empty(self) -> list[ReporterError]:
        """Return the failure of an account whose answers are all empty: that is how Meta may answer without a right.

        Media items that are very young or past Meta's memory may be without numbers all the same.
        """
        youngest = self._plan.now - _COUNTED_AFTER
        media = [one for one in self._media.values() if self._plan.remembered <= one.published <= youngest]
        return [nothing_given(self._plan.login)] if self._insights.only_empty(media) else []

    def _snapshot(self, media: MediaItem) -> Snapshot:
        known = self._insights.measures[media.media_id]
        measures = {metric: known.get(metric, STOPPED) for metric in self._plan.units}
        return Snapshot(media=media, seen=self._plan.now, measures=measures)


def _lists(plan: AccountPlan, *, counted: bool = False) -> list[Listing]:
    """Return the lists to read: /media once a window, the others once."""
    return [
        Listing(
            plan,
            listed,
            window=window,
            fields=COUNTED_FIELDS if counted else _fields(plan, listed),
            ride=() if counted or listed == SHARED else plan.riding(listed),
        )
        for listed in plan.lists
        for window in (plan.windows if listed == "media" else (None,))
    ]


def _fields(plan: AccountPlan, listed: str) -> tuple[str, ...]:
    counts = [FIELD_OF[metric] for metric in plan.riding(listed)] if listed == SHARED else []
    return (*FIELDS, *counts)


def _audience(plan: AccountPlan) -> Flow[None]:
    """Ask for the account's own numbers, for whoever listens to answers.

    A refusal of them is no reason to stop, that of the token is.
    """
    if not plan.audience:
        return
    fields = {"fields": AUDIENCE_FIELDS}
    (answer,) = yield (Request(plan.account, f"{plan.version}/{plan.instagram_id}", fields),)
    if isinstance(answer, ReporterError):
        raise answer
    if isinstance(answer, ApiError) and answer.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
        raise failure(answer, "the account", plan.login)


def _identified(plan: AccountPlan) -> Flow[AccountPlan]:
    """Return the plan with the account's id, asked from the API where the workspace does not say it."""
    if plan.instagram_id or not (plan.lists or plan.audience):
        return plan
    request = Request(plan.account, f"{plan.version}/me", {"fields": "user_id,username"})
    (answer,) = yield (request,)
    if isinstance(answer, ApiError):
        raise failure(answer, "the account", plan.login)
    if not isinstance(answer, Reply):
        raise answer
    found = read_account_id(answer.body)
    if not found:
        raise ProtocolError("the API did not say which account the token is for; write instagram_id in reporter.yaml")
    return replace(plan, instagram_id=found)
