"""The readings of a media item at given times; equal readings in a row become one row.

The values are those that the sandbox API would have returned at each time. Counts only grow, except for a like that is
withdrawn for a day. So where the values at two times are equal, the values between them are not computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import is_removed, refused_for
from reporter.catalog.models import Login, ProductType
from reporter.core.observations import Missing, Observed, Reason, UnchangedReading
from reporter.sandbox.breakdowns import parts_by_value
from reporter.sandbox.insights import FEWEST_VIEWERS, rejects_total_views
from reporter.sandbox.metric_values import (
    MediaState,
    MetricFunction,
    Number,
    age,
    is_unliked,
    metric_function,
    reach,
    state_at,
    state_now,
)
from reporter.sandbox.world import Media

# Where one of these is not requested, equal values may hide a different total_interactions.
_PARTS = {"likes", "comments", "saved", "shares", "reposts"}
_Names = tuple[str, ...]
_Numbers = tuple[Number, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _MetricSet:
    """Requested metrics: `together` in one request, each of `split` in its own; `functions` compute the values."""

    together: _Names
    split: _Names
    functions: tuple[MetricFunction, ...]


_Response = tuple[_MetricSet, _Numbers | Missing]


def readings(media: Media, times: Sequence[datetime]) -> list[UnchangedReading]:
    """Return the readings of a media item at these times, oldest first; the item existed at all of them."""
    rows: list[UnchangedReading] = []
    latest: dict[_Names, tuple[_Numbers | Missing, int]] = {}  # the last values, and their index in `rows`
    for first, until, response in _runs(_responses(media, times)):
        for names, numbers in _parts(*response):
            previous, index = latest.get(names, ((), 0))
            if numbers == previous:
                rows[index] = rows[index]._replace(last=times[until])
            else:
                latest[names] = numbers, len(rows)
                rows.append(UnchangedReading(names, times[first], times[until], _stored_values(media, names, numbers)))
    return rows


def _responses(media: Media, times: Sequence[datetime]) -> list[_Response]:
    """Return the response at each time."""
    state = state_now(media, times[0])
    total = not rejects_total_views(media)

    def response_at(index: int, *, unliked: bool = False) -> _Response:
        moment = times[index]
        metric_set = _requested_metrics(media.product_type, media.account.login, moment.date(), total=total)
        return metric_set, _numbers(metric_set, state_at(state, moment, unliked=unliked))

    responses = _bisect(response_at, len(times))
    days = [int(age(media, moment) // 24) for moment in times]
    unliked_days = {day for day in set(days) if is_unliked(media, day)}
    unliked_responses: dict[_Response, _Response] = {}
    for index, day in enumerate(days):
        if day in unliked_days:
            response = responses[index]
            if response not in unliked_responses or not _PARTS.issubset(response[0].together):
                unliked_responses[response] = response_at(index, unliked=True)
            responses[index] = unliked_responses[response]
    return responses


def _bisect(response_at: Callable[[int], _Response], count: int) -> list[_Response]:
    """Return the response at each index; between two equal responses, none is computed."""
    responses = [response_at(0)] * count
    responses[-1] = response_at(count - 1)
    intervals = [(0, count - 1)]
    while intervals:
        low, high = intervals.pop()
        if high - low < 2:
            continue
        if responses[low] == responses[high]:
            responses[low + 1 : high] = [responses[low]] * (high - low - 1)
        else:
            middle = (low + high) // 2
            responses[middle] = response_at(middle)
            intervals += [(low, middle), (middle, high)]
    return responses


@lru_cache(maxsize=4096)
def _requested_metrics(product_type: ProductType, login: Login, day: date, *, total: bool) -> _MetricSet:
    """Return the metrics that `reporter collect` requests on a day: all but those that only some reports need."""
    catalog = load_catalog()
    return _metric_set(
        tuple(
            name
            for name, metric in sorted(catalog.metrics.items())
            if product_type in metric.product_types
            and not metric.apart
            and not refused_for(metric, login)
            and (metric.since_date is None or metric.since_date <= day)
            and not is_removed(metric, version=catalog.newest_version, today=day)
            and (total or name != "total_views")
        )
    )


@lru_cache
def _metric_set(names: _Names) -> _MetricSet:
    """Return the same object for the same metrics, so that responses of different days compare as equal."""
    metrics = load_catalog().metrics
    together = tuple(name for name in names if not metrics[name].breakdowns)
    split = tuple(name for name in names if metrics[name].breakdowns)
    return _MetricSet(together, split, tuple(metric_function(metrics[name]) for name in (*together, *split)))


def _numbers(metric_set: _MetricSet, state: MediaState) -> _Numbers | Missing:
    """Return the values, or why the API rejects the request for all of them."""
    media = state.media
    if media.published.date() < media.account.business_since:
        return Missing(Reason.BEFORE_BUSINESS_ACCOUNT)
    if media.product_type == ProductType.STORY and reach(state) < FEWEST_VIEWERS:
        return Missing(Reason.NOT_ENOUGH_VIEWERS)
    return tuple([function(state) for function in metric_set.functions])


def _runs(responses: Sequence[_Response]) -> Iterator[tuple[int, int, _Response]]:
    """Give each response that differs from the one before, with its first and last index."""
    first = 0
    for index in range(1, len(responses) + 1):
        if index == len(responses) or responses[index] != responses[first]:
            yield first, index - 1, responses[first]
            first = index


def _parts(metric_set: _MetricSet, response: _Numbers | Missing) -> Iterator[tuple[_Names, _Numbers | Missing]]:
    """Give the values of each request."""
    if isinstance(response, Missing):
        yield tuple(sorted((*metric_set.together, *metric_set.split))), response
        return
    count = len(metric_set.together)
    yield metric_set.together, response[:count]
    for index, name in enumerate(metric_set.split, count):
        yield (name,), (response[index],)


def _stored_values(
    media: Media, names: _Names, numbers: _Numbers | Missing
) -> Sequence[Number] | Sequence[Observed | Missing]:
    """Return the values of one request in the form that history stores."""
    if isinstance(numbers, Missing):
        return [numbers] * len(names)
    catalog = load_catalog()
    breakdowns = catalog.metrics[names[0]].breakdowns
    if not breakdowns:
        return numbers
    return [Observed(numbers[0], parts_by_value(media, catalog.breakdowns[breakdowns[0]], int(numbers[0])))]
