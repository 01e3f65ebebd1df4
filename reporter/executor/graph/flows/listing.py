"""Reads one list of an account page by page, and requests less when a page is rejected or fails.

A page with inline insights fails as a whole when one of its media items fails; `page_size` chooses the next request.
A metric or field that the error names is omitted from there on. `paging.next` is not followed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import ProtocolError, ReporterError, TemporaryError
from reporter.core.observations import CompletedListing, MetricValue
from reporter.executor.graph.errors import failure, named_metrics
from reporter.executor.graph.flows.collaborations import COLLABORATIVE_MEDIA, parse_shared
from reporter.executor.graph.flows.page_size import PageShape, PageSteps
from reporter.executor.graph.messages import PASSING, ApiError, Kind, Reply, Request, Response
from reporter.executor.graph.parse import MediaPage, MediaRow, parse_measures, parse_media, parse_page
from reporter.executor.plan import AccountPlan, Window

FIELDS = (
    "id",
    "media_product_type",
    "media_type",
    "timestamp",
    "caption",
    "permalink",
    "username",
    "thumbnail_url",
    "media_url",
)
COUNTED_FIELDS = ("id", "media_product_type", "timestamp")
_BARE = {"id", "media_product_type", "media_type", "timestamp", "permalink"}
_NEEDED = {"id", "timestamp"}
_NO_FIELD = re.compile(r"nonexisting field \((\w+)\)")

_MOST_PAGES_WITHOUT_NEWS = 5
_MOST_GIVEN = 10_000  # the API lists the newest only
_MOST_ROWS = 2 * _MOST_GIVEN  # the most of a list that ends
_ENOUGH_OLD = 25  # rows in a row that are all too old: one page as a rule, several where pages are small
_MOST_LOST = 10  # rows that the API fails to return; with more of them the list fails
_NOT_THE_PAGE = (3, 10)  # permission codes for which a smaller request does not help


class Listing:
    """The state of reading one list: send `request()` and `receive` its response, until `done`.

    `window`: /media is only requested for what was published in it. `inline_metrics`: requested with each page.
    `failure`: why the list is incomplete, if it is. `dropped`: metrics that the API rejects for every media item.
    `skipped`: rows without a usable id or time. `lost`: rows that the API fails to return in any shape.
    """

    def __init__(
        self,
        plan: AccountPlan,
        listed: str,
        *,
        window: Window | None = None,
        fields: tuple[str, ...] = FIELDS,
        inline_metrics: tuple[str, ...] = (),
    ) -> None:
        self.done = False
        self.failure: ReporterError | None = None
        self.dropped: list[str] = []
        self.skipped = 0
        self.lost = 0
        self.listed = listed
        self._plan = plan
        self._start, self._end = window or (plan.start, plan.end)
        self._oldest = self._end
        self._fields = list(fields)
        self._inline_metrics = inline_metrics
        self._steps = PageSteps(batches=plan.login is Login.FACEBOOK)
        self._old = 0  # rows requested since the last one that was not too old
        self._without_news = 0
        self._cursor = ""
        self._cursors: set[str] = set()
        self._ids: set[str] = set()

    @property
    def visit(self) -> CompletedListing | None:
        """What the list contained, once it was read to its end; None when rows or pages of it are missing."""
        if not self.is_whole or self.listed == COLLABORATIVE_MEDIA:
            return None
        cut = len(self._ids) >= _MOST_GIVEN  # there may be older media
        return CompletedListing(self.listed, self._oldest if cut else self._start, self._end)

    @property
    def is_whole(self) -> bool:
        """Whether the list was read to its end and every row of it could be used."""
        return self.done and not (self.failure or self.skipped or self.lost)

    @property
    def is_reachable(self) -> bool:
        """Whether the API returned a media item of the list, or all of an empty list."""
        return bool(self._ids) or (self.done and not self.failure)

    @property
    def inline_metrics(self) -> tuple[str, ...]:
        """The metrics that the next page includes."""
        return self._inline_metrics if self._steps.shape is PageShape.INSIGHTS else ()

    def request(self) -> Request:
        """Return the request for the next page."""
        fields, metrics = self._requested_fields, self.inline_metrics
        insights = f",insights.metric({','.join(metrics)})" if metrics else ""
        params = {"fields": ",".join(fields) + insights, "limit": str(self._steps.limit)}
        if self.listed == "media":
            params["since"] = str(math.floor(self._start.timestamp()) - 1)
            params["until"] = str(math.ceil(self._end.timestamp()))
        if self._cursor:
            params["after"] = self._cursor
        path = f"{self._plan.version}/{self._plan.instagram_id}/{self.listed}"
        parse = partial(self._parse, fields=fields, metrics=metrics)
        return Request(self._plan.account, path, params, attempt=self._steps.attempt, repeats=1, parse=parse)

    @property
    def _requested_fields(self) -> list[str]:
        """The fields of the next page's rows."""
        allowed = {PageShape.BARE: _BARE, PageShape.IDS: {"id"}}.get(self._steps.shape)
        return [field for field in self._fields if allowed is None or field in allowed]

    def _parse(self, body: Mapping[str, Any], *, fields: Collection[str], metrics: Collection[str]) -> MediaPage | None:
        page = parse_page(body)
        if page is None:
            return None
        rows: list[MediaRow | None] = []
        for row in page.rows:
            media = parse_media(row, account=self._plan.account, stories=self.listed == "stories")
            if media is None or not isinstance(row, Mapping):
                rows.append(None)
                continue
            measures: Mapping[str, MetricValue] | None
            if self.listed == COLLABORATIVE_MEDIA:
                never = self._plan.never(media.product_type)
                measures = parse_shared(row, self._plan.units, never, requested=fields)
            else:
                own = self._plan.of_type(media.product_type)
                units = {metric: self._plan.units[metric] for metric in metrics if own and metric in own.plain}
                measures = parse_measures(row.get("insights"), units=units)
            rows.append(MediaRow(media, measures))
        return MediaPage(tuple(rows), page.cursor, page.lost)

    def receive(self, response: Response) -> list[MediaRow]:
        """Take the response to `request()`; return its new rows. Raises ReporterError when the account has to stop."""
        if isinstance(response, ReporterError):
            raise response
        page = response.parsed if isinstance(response, Reply) else None
        if not isinstance(page, MediaPage):
            self._rejected(response if isinstance(response, ApiError) else ApiError(Kind.BROKEN))
            return []
        if self._steps.probing:
            self._steps.succeeded(has_metrics=bool(self._inline_metrics))
            return []
        known = len(self._ids)
        only_ids = self._steps.shape is PageShape.IDS
        rows = [] if only_ids else self._rows(page)
        self.lost += len(page.rows) if only_ids else 0
        self._without_news = 0 if only_ids or len(self._ids) > known else self._without_news + 1
        self._steps.succeeded(has_metrics=bool(self._inline_metrics))
        self._turn(page)
        return rows

    def _rows(self, page: MediaPage) -> list[MediaRow]:
        """Return the new rows of the period; count the rows since the last one that was not too old."""
        rows, old = [], []
        for row in page.rows:
            if row is None:
                self.skipped += 1
                continue
            media = row.media
            old.append(media.published < self._start)
            if media.media_id not in self._ids:
                self._ids.add(media.media_id)
                self._oldest = min(self._oldest, media.published)
                if self._start <= media.published < self._end and self._plan.within(media.published):
                    rows.append(row)
        self._old = self._old + self._steps.limit if old and all(old) else 0
        return rows

    def _turn(self, page: MediaPage) -> None:
        """Go to the next page, or end: the list is read, the rest is too old, or the paging is broken.

        The API does not guarantee an order and may ignore `since`, so one row that is too old does not end the list.
        """
        if self._old >= _ENOUGH_OLD or not (page.cursor or page.lost):
            self.done = True
        elif page.lost:
            text = f"the API announced more pages of {self._what} but sent no cursor for them; some items are missing"
            self._fail(ProtocolError(text))
        elif page.cursor in self._cursors:
            self._fail(ProtocolError(f"the API sent a page of {self._what} twice; some may be missing"))
        elif self._without_news >= _MOST_PAGES_WITHOUT_NEWS or len(self._ids) > _MOST_ROWS:
            self._fail(
                ProtocolError(f"the API keeps sending pages of {self._what} without new items; some may be missing")
            )
        elif self.lost > _MOST_LOST:
            self._fail(TemporaryError(f"the API failed to return {self._what}; try again later"))
        self._cursor = page.cursor
        self._cursors.add(page.cursor)

    def _rejected(self, error: ApiError) -> None:
        """Choose a smaller request, or end the list when there is none."""
        is_final = error.kind is Kind.PERMISSION and error.code in _NOT_THE_PAGE
        if (is_final and self.listed != COLLABORATIVE_MEDIA) or error.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
            raise failure(error, self._what, self._plan.login)
        rejected = named_metrics(error, self.inline_metrics) if error.kind is Kind.METRIC_FOR_ALL else ()
        if rejected:
            self.dropped += rejected
            self._inline_metrics = tuple(metric for metric in self._inline_metrics if metric not in rejected)
        elif missing := self._fields_missing(error):
            self._fields = [field for field in self._fields if field not in missing]
        elif error.kind in PASSING:
            if not self._steps.failed(has_metrics=bool(self._inline_metrics), too_much=error.kind is Kind.TOO_MUCH):
                self._fail(failure(error, self._what, self._plan.login))
        elif self.inline_metrics:
            self._steps.rejected()
        else:
            self._rejected_plain(error)

    def _fields_missing(self, error: ApiError) -> set[str]:
        """Return the fields that this host does not have, by the error; never the ones that a row needs."""
        return set(_NO_FIELD.findall(error.message)).intersection(self._fields) - _NEEDED

    def _rejected_plain(self, error: ApiError) -> None:
        """Continue with the basic fields; one of the others may cause the error."""
        bare = [field for field in self._fields if field in _BARE]
        if error.kind in {Kind.REFUSED, Kind.PERMISSION} and bare != self._fields:
            self._fields = bare
        else:
            self._fail(failure(error, self._what, self._plan.login))

    def _fail(self, error: ReporterError) -> None:
        self.failure = error
        self.done = True

    @property
    def _what(self) -> str:
        return "the list of collaboration posts" if self.listed == COLLABORATIVE_MEDIA else f"the list of {self.listed}"
