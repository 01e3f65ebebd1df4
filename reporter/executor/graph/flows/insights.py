"""Requests the insights that are not inline in the list, one request a media item, and evaluates every response.

A rejected request is repeated in smaller steps: without the metric that the error names, without its breakdown, then
each metric by itself, once. Every step is smaller than the one before, so the flow always ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import ReporterError
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason
from reporter.executor.graph.errors import failure, named_metrics
from reporter.executor.graph.messages import MOST_BATCH_PARTS, ApiError, Kind, Reply, Request, Response
from reporter.executor.graph.missing_reasons import INFERRED, UNKNOWN_TO_API, final, of_media
from reporter.executor.graph.parse import NOT_AVAILABLE, MediaRow, parse_measures
from reporter.executor.plan import AccountPlan

_SMALLER = {MOST_BATCH_PARTS: 10, 10: 1}  # parts of a batch, when a whole batch fails
_REPEATS = 2  # of a part that failed for now
_LIMITED = 5  # rate limit errors that one part may receive
_INFERRED_AFTER = 3  # media items that reject a metric, while none has it: it is not requested for similar ones


@dataclass(frozen=True, slots=True)
class InsightsRequest:
    """One insights request for one media item. `tried`, `limited`: its temporary failures and rate limit errors so far.

    `parts`: how many requests its batch may hold; 1 means that it is sent by itself.
    """

    media: MediaItem
    metrics: tuple[str, ...]
    breakdown: str = ""
    tried: int = 0
    limited: int = 0
    parts: int = MOST_BATCH_PARTS


Group = tuple[InsightsRequest, ...]
_MetricKey = tuple[str, str, str, str]  # product type, media type, metric, breakdown


class Insights:
    """The measures of an account's media items: those known so far, and the requests that are still pending.

    `add` each media item with the measures of its row; then take `groups`, send the `request` of each, and `receive`
    the response.
    """

    def __init__(self, plan: AccountPlan) -> None:
        self.measures: dict[str, dict[str, MetricValue]] = {}
        self._plan = plan
        self._parts = MOST_BATCH_PARTS if plan.login is Login.FACEBOOK else 1
        self._pending: list[InsightsRequest] = []
        self._retries: list[InsightsRequest] = []  # after temporary failures; sent together, last
        self._settled: set[str] = set()
        self._dropped: dict[str, Missing] = {}
        self._requested: set[str] = set()  # media ids
        self._stopped = False
        self._has_values = False  # at least one response had a value
        self._empty: set[str] = set()  # media ids
        self._accepted: set[_MetricKey] = set()
        self._rejected: defaultdict[_MetricKey, set[str]] = defaultdict(set)  # media ids

    def add_complete(self, row: MediaRow) -> None:
        """Add a media item that has no measures but those of its row."""
        self.measures[row.media.media_id] = dict(row.measures or {})

    def add(self, row: MediaRow) -> None:
        """Add a media item with the measures of its row, and queue requests for the rest."""
        media = row.media
        own = self._plan.of_type(media.product_type)
        known = self.measures.setdefault(media.media_id, {})
        known.update(self._plan.never(media.product_type))
        if own is None:
            return
        self._requested.add(media.media_id)
        self._record(row)
        day = media.published.date()
        known.update(
            (metric, Missing(Reason.NOT_SUPPORTED, f"available only for posts created before {before}"))
            for metric, before in own.created_before.items()
            if day >= before
        )
        plain = tuple(metric for metric in own.plain if metric not in known)
        self._pending += [InsightsRequest(media, plain)] if plain else []
        self._pending += [InsightsRequest(media, (metric,)) for metric in own.apart]
        for metric, breakdown in own.breakdowns.items():
            splits = metric not in own.split_after or day > own.split_after[metric]
            self._pending.append(InsightsRequest(media, (metric,), breakdown if splits else ""))

    def only_empty(self, media: Iterable[MediaItem]) -> bool:
        """Say whether insights of these media items were requested, and every response of the account was empty."""
        requested = [item.media_id for item in media if item.media_id in self._requested]
        return bool(requested) and not self._has_values and self._empty.issuperset(requested)

    def drop(self, metrics: Iterable[str]) -> None:
        """Request these metrics no more: the API does not have them for any media item."""
        self._dropped.update(dict.fromkeys(metrics, UNKNOWN_TO_API))

    def groups(self, *, partial_batches: bool) -> list[Group]:
        """Take the insights requests to send now, grouped by HTTP request; retries come last.

        `partial_batches`: whether batches that are not full are sent, too; then an empty list means the end.
        """
        if self._stopped:
            return []
        self._pending = self._still_needed(self._pending)
        full = len(self._pending) // self._parts * self._parts
        count = len(self._pending) if partial_batches else full
        ready, self._pending = self._pending[:count], self._pending[count:]
        if not ready and partial_batches:
            ready, self._retries = self._still_needed(self._retries), []
        groups: list[Group] = []
        for size in sorted({insights.parts for insights in ready}):
            same_size = [insights for insights in ready if insights.parts == size]
            groups += (tuple(same_size[start : start + size]) for start in range(0, len(same_size), size))
        return groups

    def stop(self) -> None:
        """Send no more requests."""
        self._stopped = True

    def request(self, group: Group) -> Request:
        """Return the request for a group: a batch, or a single read."""
        reads = tuple(self._read(insights) for insights in group)
        attempt = max(insights.tried for insights in group)
        if group[0].parts == 1:
            return replace(reads[0], attempt=attempt)
        return Request(self._plan.account, parts=reads, attempt=attempt)

    def receive(self, group: Group, response: Response) -> None:
        """Take the response to a group. Raises ReporterError when the account has to stop."""
        if isinstance(response, ReporterError):
            raise response
        if group[0].parts == 1:
            self._evaluate(group[0], response)
        elif isinstance(response, ApiError):
            self._batch_rejected(group, response)
        else:
            errors: list[ReporterError] = []
            parts = zip(group, response.parts, strict=True)
            for insights, part in sorted(parts, key=lambda pair: not isinstance(pair[1], Reply)):
                try:
                    self._evaluate(insights, part)
                except ReporterError as error:  # the other parts have responses all the same
                    errors.append(error)
            if errors:
                raise errors[0]

    def _batch_rejected(self, group: Group, error: ApiError) -> None:
        """Continue with smaller batches; without batches where the API does not accept them."""
        if error.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
            raise failure(error, "insights", self._plan.login)
        passing = error.kind in {Kind.TEMPORARY, Kind.BROKEN, Kind.TOO_MUCH}
        self._parts = self._parts if passing else 1
        parts = _SMALLER[group[0].parts] if passing else 1
        tried = 0 if not passing else 1 if parts > 1 else _REPEATS
        self._retries += [replace(insights, parts=parts, tried=tried) for insights in group]

    def _read(self, insights: InsightsRequest) -> Request:
        params = {"metric": ",".join(insights.metrics)}
        if insights.breakdown:
            params["breakdown"] = insights.breakdown
        path = f"{self._plan.version}/{insights.media.media_id}/insights"
        return Request(self._plan.account, path, params, parse=partial(self._parse, insights))

    def _parse(self, insights: InsightsRequest, body: Mapping[str, Any]) -> MediaRow:
        units = {metric: self._plan.units[metric] for metric in insights.metrics}
        return MediaRow(insights.media, parse_measures(body, units=units, breakdown=insights.breakdown))

    def _still_needed(self, queue: Iterable[InsightsRequest]) -> list[InsightsRequest]:
        """Return the requests without what became known, or known to be unavailable, since they were queued."""
        needed = []
        for insights in queue:
            media, breakdown = insights.media, insights.breakdown
            if media.media_id in self._settled:
                continue
            if breakdown and self._is_inferred(media, insights.metrics[0], breakdown):
                breakdown = ""
            measures = self.measures[media.media_id]
            for metric in insights.metrics:
                if metric in self._dropped:
                    measures[metric] = self._dropped[metric]
                elif self._is_inferred(media, metric, ""):
                    measures[metric] = INFERRED
            metrics = tuple(metric for metric in insights.metrics if metric not in measures)
            if metrics:
                parts = min(insights.parts, self._parts)
                needed.append(replace(insights, metrics=metrics, breakdown=breakdown, parts=parts))
        return needed

    def _is_inferred(self, media: MediaItem, metric: str, breakdown: str) -> bool:
        """Say whether several media items of this product type and media type rejected a metric, and none has it."""
        key = (media.product_type, media.media_type, metric, breakdown)
        return bool(media.media_type) and key not in self._accepted and len(self._rejected[key]) >= _INFERRED_AFTER

    def _record(self, row: MediaRow, breakdown: str = "") -> None:
        measures = row.measures or {}
        self.measures[row.media.media_id].update(measures)
        if any(measure != NOT_AVAILABLE for measure in measures.values()):
            self._has_values = True
        elif measures:
            self._empty.add(row.media.media_id)
        kind = row.media.product_type, row.media.media_type
        for metric in measures:
            self._accepted |= {(*kind, metric, breakdown), (*kind, metric, "")}

    def _evaluate(self, insights: InsightsRequest, response: Reply | ApiError | None) -> None:
        if isinstance(response, Reply):
            if isinstance(response.parsed, MediaRow) and response.parsed.measures is not None:
                self._record(response.parsed, insights.breakdown)
            else:
                self._retry(insights, ApiError(Kind.BROKEN))
        elif response is None or response.kind in {Kind.TEMPORARY, Kind.BROKEN}:
            self._retry(insights, response or ApiError(Kind.TEMPORARY))
        elif response.kind is Kind.LIMIT and insights.limited < _LIMITED:
            self._retries.append(replace(insights, limited=insights.limited + 1))
        elif reason := of_media(response, insights.media, now=self._plan.now):
            self._settled.add(insights.media.media_id)
            known = self.measures[insights.media.media_id]
            known.update((metric, reason) for metric in self._plan.units if metric not in known)
        elif response.kind in {Kind.CREDENTIALS, Kind.LIMIT} or (
            response.code in {3, 10} and self._lacks_permission(response)
        ):
            raise failure(response, "insights", self._plan.login)
        else:
            self._reduce(insights, response)

    def _lacks_permission(self, error: ApiError) -> bool:
        """Say whether the token has not read any insight so far: then it lacks the permission for all metrics."""
        return error.kind in {Kind.PERMISSION, Kind.WITHHELD} and not self._accepted

    def _retry(self, insights: InsightsRequest, error: ApiError) -> None:
        """Queue a failed part again; the client has already retried a request that is not part of a batch."""
        if insights.parts > 1 and insights.tried < _REPEATS:
            self._retries.append(replace(insights, tried=insights.tried + 1))
        else:
            self._reduce(replace(insights, tried=_REPEATS), error)

    def _reduce(self, insights: InsightsRequest, error: ApiError) -> None:
        """Queue a smaller request, or record why a metric is missing when there is none."""
        media, metrics = insights.media, insights.metrics
        named = named_metrics(error, metrics) if error.kind in {Kind.METRIC, Kind.METRIC_FOR_ALL} else ()
        if error.kind is Kind.METRIC_FOR_ALL:
            self.drop(named)
        if self._is_about_metrics(media, error):
            for metric in named or (metrics if len(metrics) == 1 else ()):
                self._rejected[media.product_type, media.media_type, metric, insights.breakdown].add(media.media_id)
        if named:
            self.measures[media.media_id].update(dict.fromkeys(named, final(error)))
            rest = tuple(metric for metric in metrics if metric not in named)
            if rest:
                self._queue(replace(insights, metrics=rest))
        elif insights.breakdown:
            self._queue(replace(insights, breakdown=""))
        elif len(metrics) > 1:
            for metric in metrics:
                self._queue(replace(insights, metrics=(metric,)))
        else:
            self.measures[media.media_id][metrics[0]] = final(error)

    def _is_about_metrics(self, media: MediaItem, error: ApiError) -> bool:
        """Say whether an error may hold for similar media items; one that rejects everything may be invalid."""
        if error.kind is Kind.REFUSED:
            return any(isinstance(known, Observed) for known in self.measures[media.media_id].values())
        return error.kind in {Kind.METRIC, Kind.METRIC_FOR_ALL, Kind.BREAKDOWN}

    def _queue(self, insights: InsightsRequest) -> None:
        (self._retries if insights.tried else self._pending).append(insights)
