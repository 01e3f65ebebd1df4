"""The insights of a media item: which requests Meta refuses, in its order and words, and the bodies of the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import is_removed, refused_for
from reporter.catalog.models import Metric, ProductType
from reporter.sandbox import errors
from reporter.sandbox.breakdowns import parts_by_value
from reporter.sandbox.call import Call
from reporter.sandbox.draws import draw
from reporter.sandbox.faults import Trouble, raise_trouble
from reporter.sandbox.metric_values import metric_value, reach, state_now
from reporter.sandbox.world import Media

# Names that the API accepts; the catalog knows only those that some metric of a media item can be split by.
_BREAKDOWNS = ("follow_type", "surface_type", "action_type", "story_navigation_action_type")
_PERIODS = ("day", "week", "days_28", "month", "lifetime", "total_over_range")
RETENTION = timedelta(days=730)
FEWEST_VIEWERS = 5

# Meta words a metric differently by product type; the rest are the catalog's words.
_TITLES = {("reach", None): "Accounts reached", ("total_interactions", ProductType.REELS): "Reels interactions"}

JsonObject = dict[str, Any]


def insights(call: Call, media: Media, params: Mapping[str, str]) -> JsonObject:
    """Return `{"data": [...]}` for the metrics of `params`. Raises FailedCallError if one is rejected."""
    metrics = _metrics(call, media, params.get("metric", ""))
    breakdowns = _breakdowns(metrics, params.get("breakdown", ""))
    if any(period not in _PERIODS for period in _names(params.get("period", "lifetime"))):
        raise errors.wrong_parameter("period", f"one of {', '.join(_PERIODS)}")
    if _is_empty(call, media):
        return {"data": []}
    _reject_media(call, media, metrics)
    order = list(load_catalog().metrics)  # not the order of the request: Meta's is its own, too
    metrics.sort(key=lambda metric: order.index(metric.name), reverse=True)
    return {"data": [_entry(call, media, metric, breakdowns=breakdowns) for metric in metrics]}


def rejects_total_views(media: Media) -> bool:
    """Say whether a media item's views with ads are refused, as those of some stories are."""
    return media.product_type == ProductType.STORY and draw(media.id, "refused") < 0.1


def _metrics(call: Call, media: Media, text: str) -> list[Metric]:
    names = list(dict.fromkeys(_names(text)))
    if not names:
        raise errors.wrong_parameter("metric", "non-empty")
    known = _known_metrics(call)
    if "video_views" in names:
        raise errors.video_views()
    for index, name in enumerate(names):
        if name not in known:
            raise errors.unknown_metric(index, known)
    for name in names:
        _reject_metric(call, media, known[name])
    return [known[name] for name in names]


def _known_metrics(call: Call) -> dict[str, Metric]:
    """Return the names that the API knows today for this login; metrics kept for older media are still among them."""
    today = call.now.date()
    return {
        name: metric
        for name, metric in load_catalog().metrics.items()
        if not refused_for(metric, call.login)
        and (metric.since_date is None or metric.since_date <= today)
        and (
            (metric.removal is not None and metric.removal.except_created_before is not None)
            or not is_removed(metric, version=call.version, today=today)
        )
    }


def _reject_metric(call: Call, media: Media, metric: Metric) -> None:
    if media.product_type not in metric.product_types:
        raise errors.unsupported_metric(metric.name)
    created = media.published.date()
    if metric.removal and is_removed(metric, version=call.version, today=call.now.date(), created=created):
        raise errors.removed_metric(metric.name, metric.removal.version)


def _breakdowns(metrics: list[Metric], text: str) -> tuple[str, ...]:
    names = _names(text)
    known = tuple(dict.fromkeys((*_BREAKDOWNS, *load_catalog().breakdowns)))
    for index, name in enumerate(names):
        if name not in known:
            raise errors.unknown_breakdown(index, known)
    for metric in metrics:
        unsupported = [name for name in names if name not in metric.breakdowns]
        if unsupported:
            raise errors.incompatible_breakdown(", ".join(unsupported), metric.name)
    return tuple(names)


def _is_empty(call: Call, media: Media) -> bool:
    """Say whether there is no data, raising what is scripted for this media item."""
    fault = call.server.faults.media.get(media.id)
    if fault is not None:
        uses = call.server.tally.count_use(media.id)
        if fault.times is None or uses < fault.times:
            if fault.trouble == Trouble.EMPTY:
                return True
            raise_trouble(fault.trouble, media.id)
    is_before_business = media.published.date() < media.account.business_since
    return not is_before_business and call.now - media.published > RETENTION


def _reject_media(call: Call, media: Media, metrics: list[Metric]) -> None:
    if media.published.date() < media.account.business_since:
        raise errors.before_business_account()
    is_story = media.product_type == ProductType.STORY
    if is_story and reach(state_now(media, call.now)) < FEWEST_VIEWERS:
        raise errors.not_enough_viewers()
    names = {metric.name for metric in metrics}
    if names & {"facebook_views", "crossposted_views"} and not media.on_facebook:
        raise errors.not_on_facebook()
    if "total_views" in names and rejects_total_views(media):
        raise errors.refused_total()


def _entry(call: Call, media: Media, metric: Metric, *, breakdowns: tuple[str, ...]) -> JsonObject:
    value = metric_value(media, metric, call.now)
    title = _TITLES.get((metric.name, media.product_type)) or _TITLES.get((metric.name, None)) or metric.label
    entry: JsonObject = {"name": metric.name, "period": "lifetime", "values": [{"value": value}]}
    entry |= {"title": title, "description": metric.help}
    if breakdowns:
        entry["total_value"] = {
            "value": value,
            "breakdowns": [_breakdown_values(media, name, int(value)) for name in breakdowns],
        }
    return entry | {"id": f"{media.id}/insights/{metric.name}/lifetime"}


def _breakdown_values(media: Media, name: str, value: int) -> JsonObject:
    parts = parts_by_value(media, load_catalog().breakdowns[name], value)
    results = [{"dimension_values": [part], "value": count} for part, count in parts.items()]
    return {"dimension_keys": [name], "results": results}


def _names(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
