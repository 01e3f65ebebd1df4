"""The Graph API as a function from Request to Reply, without HTTP: media with numbers and troubles, asks counted."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.core.observations import MetricValue, Missing
from reporter.executor.fetch import Fetched, fetch
from reporter.executor.graph.errors import parse_error
from reporter.executor.graph.messages import ApiError, Reply, Request
from reporter.executor.plan import AccountRequest, Plan, build_plan

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
START = datetime(2026, 11, 16, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)
ID = "17841400000000001"
CATALOG = load_catalog()
COMMON = ("views", "reach", "total_interactions")

BEFORE_BUSINESS = {"code": 100, "error_subcode": 2108006, "message": "Invalid parameter"}
FEW_VIEWERS = {"code": 10, "message": "(#10) Not enough viewers for the media to show insights"}
NOT_ON_FACEBOOK = {"code": -1, "error_subcode": 2207086, "message": "Fatal"}
GONE = {"code": 100, "error_subcode": 33, "message": "Unsupported get request. Object with ID 'X' does not exist"}
SERVICE = {"code": 2, "message": "Service temporarily unavailable", "is_transient": True}
UNKNOWN = {"code": 1, "message": "An unknown error has occurred."}
EXPIRED = {"code": 190, "error_subcode": 463, "message": "Error validating access token"}

Trouble = Callable[[tuple[str, ...], str], Mapping[str, Any] | None]  # metrics, breakdown -> error object


@dataclass
class Item:
    """A media item. `trouble` is asked before every insights answer; `null`: its batch parts are null so often."""

    id: str
    published: datetime
    product_type: str = "FEED"
    numbers: dict[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None
    null: int = 0
    row: dict[str, Any] = field(default_factory=dict)


@dataclass
class Graph:
    """Serves one account; `media` newest first. `requests` and `calls` count as the API does; `log` is in order."""

    media: list[Item]
    stories: list[Item] = field(default_factory=list)
    shared: list[Item] = field(default_factory=list)  # others' posts; their counts are fields of `row`
    refuse: Callable[[Request], Mapping[str, Any] | None] = lambda _request: None
    requests: int = 0
    calls: int = 0
    log: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, request: Request) -> Reply:
        """Response, or raise ApiError."""
        with self.lock:
            self.requests += 1
            self.calls += len(request.parts) or 1
            self.log.append(request)
            refusal = self.refuse(request)
            if refusal:
                raise parse_error(refusal, status=400)
            if request.parts:
                assert len(request.parts) <= 50
                return Reply(parts=tuple(map(self._part, request.parts)))
            return self._read(request)

    def _part(self, request: Request) -> Reply | ApiError | None:
        item = self._item(request)
        if item.null:
            item.null -= 1
            return None
        try:
            return self._read(request)
        except ApiError as error:
            return error

    def _read(self, request: Request) -> Reply:
        edge = request.path.rpartition("/")[2]
        if edge == "me":
            return Reply({"user_id": ID, "username": "acme", "id": "99"})
        if edge == "insights":
            metrics = tuple(request.params["metric"].split(","))
            return Reply({"data": _insights(self._item(request), metrics, request.params.get("breakdown", ""))})
        assert request.path.split("/")[-2] == ID
        return self._page(
            request, {"media": self.media, "stories": self.stories, "collaborative_media": self.shared}[edge]
        )

    def _item(self, request: Request) -> Item:
        return next(one for one in (*self.media, *self.stories) if one.id == request.path.split("/")[1])

    def _page(self, request: Request, items: list[Item]) -> Reply:
        since, until = (int(request.params.get(name, "0")) for name in ("since", "until"))
        items = [item for item in items if not until or since <= item.published.timestamp() <= until]
        start, limit = int(request.params.get("after", "c0")[1:]), int(request.params["limit"])
        ride = re.search(r"insights\.metric\(([^)]*)\)", request.params["fields"])
        rows = [_row(item, tuple(ride[1].split(",")) if ride else ()) for item in items[start : start + limit]]
        end = start + limit
        paging: dict[str, Any] = {"cursors": {"before": f"c{start}", "after": f"c{end}"}}
        if end < len(items):
            paging["next"] = "https://evil.invalid/next"
        return Reply({"data": rows, "paging": paging})


def feed(count: int, *, product_type: str = "FEED", first: int = 0, start: datetime = START) -> list[Item]:
    """Return media a minute apart, newest first, all their metrics 1; ids from 18000000000000000 + `first` on."""
    known = {metric.name: 1 for metric in CATALOG.metrics.values() if ProductType(product_type) in metric.product_types}
    return [
        Item(str(18 * 10**15 + first + number), start + timedelta(minutes=number), product_type, dict(known))
        for number in reversed(range(count))
    ]


def mixed(count: int) -> list[Item]:
    """Return media of FEED and REELS by turns, newest first."""
    items = [
        *feed(count)[1::2],
        *feed(count, product_type="REELS", first=500_000)[0::2],
    ]
    return sorted(items, key=lambda one: one.published, reverse=True)


def plan_for(
    *metrics: str,
    login: str = "facebook",
    types: tuple[str, ...] = ("FEED", "REELS"),
    breakdowns: Mapping[str, str] | None = None,
    instagram_id: str = ID,
    collaborations: bool = False,
    **period: datetime,
) -> Plan:
    """Return a plan for one account and last week."""
    ask = AccountRequest(
        account="acme",
        instagram_id=instagram_id,
        login=Login(login),
        start=period.get("start", START),
        end=period.get("end", END),
        product_types=tuple(map(ProductType, types)),
        metrics=metrics,
        breakdowns=breakdowns or {},
        collaborations=collaborations,
    )
    return build_plan((ask,), catalog=CATALOG, version="v26.0", now=NOW)


def collect(graph: Graph, plan: Plan) -> Fetched:
    """Carry the plan out against the simulation."""
    return fetch(plan, graph.send)


def measures(fetched: Fetched, media_id: str) -> Mapping[str, MetricValue]:
    """Return the measures of one media item."""
    return next(snapshot.measures for snapshot in fetched.snapshots if snapshot.media.media_id == media_id)


def reasons(fetched: Fetched) -> dict[str, set[str]]:
    """Return the reasons of missing measures by media id, for media that miss any."""
    found: dict[str, set[str]] = {}
    for snapshot in fetched.snapshots:
        for measure in snapshot.measures.values():
            if isinstance(measure, Missing):
                found.setdefault(snapshot.media.media_id, set()).add(measure.reason.value)
    return found


def always(error: Mapping[str, Any]) -> Trouble:
    """Return a trouble that refuses whatever is asked."""
    return lambda _metrics, _breakdown: error


def refuses(metric: str, error: Mapping[str, Any]) -> Trouble:
    """Return a trouble that refuses every request with this metric."""
    return lambda metrics, _breakdown: error if metric in metrics else None


def unsupported(metric: str) -> dict[str, Any]:
    """Return the refusal that names a metric."""
    text = f"(#100) The Media Insights API does not support the {metric} metric for this media product type."
    return {"code": 100, "message": text}


def _row(item: Item, ride: tuple[str, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": item.id,
        "media_product_type": item.product_type,
        "media_type": "VIDEO" if item.product_type == "REELS" else "IMAGE",
        "timestamp": item.published.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink": f"https://www.instagram.com/p/{item.id}/",
    } | item.row
    if ride:
        row["insights"] = {"data": _insights(item, ride, "")}
    return row


def _insights(item: Item, metrics: tuple[str, ...], breakdown: str) -> list[dict[str, Any]]:
    error = item.trouble(metrics, breakdown) if item.trouble else None
    if error:
        raise parse_error(error, status=500 if error in (SERVICE, UNKNOWN) else 400)
    known = {metric.name for metric in CATALOG.metrics.values() if item.product_type in metric.product_types}
    wrong = [metric for metric in metrics if metric not in known]
    if wrong:
        raise parse_error(unsupported(wrong[0]), status=400)
    return [_entry(metric, item.numbers[metric], breakdown) for metric in reversed(metrics) if metric in item.numbers]


def _entry(metric: str, value: object, breakdown: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": metric, "period": "lifetime", "values": [{"value": value}], "title": "Translated"}
    if breakdown:
        results = [{"dimension_values": ["email"], "value": value}]
        entry["total_value"] = {"value": value, "breakdowns": [{"dimension_keys": [breakdown], "results": results}]}
    return entry
