"""Reads one list of an account page by page, and takes a smaller step when a page is refused or fails.

A page that carries insights fails whole when one of its media items fails; `steps` says what is asked then. A metric
or field that the refusal names is left out from there on. `paging.next` is not followed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from reporter.catalog.models import Login
from reporter.core.errors import ProtocolError
from reporter.core.errors import ReporterError
from reporter.core.errors import TemporaryError
from reporter.core.observations import CompletedListing
from reporter.core.observations import Measure
from reporter.core.observations import MediaItem
from reporter.executor.graph.errors import failure
from reporter.executor.graph.errors import named_metrics
from reporter.executor.graph.flows.collaborations import SHARED
from reporter.executor.graph.flows.collaborations import read_shared
from reporter.executor.graph.flows.page_size import Shape
from reporter.executor.graph.flows.page_size import Steps
from reporter.executor.graph.messages import PASSING
from reporter.executor.graph.messages import Answer
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import Kind
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.parse import Page
from reporter.executor.graph.parse import read_media
from reporter.executor.graph.parse import read_page
from reporter.executor.plan import AccountPlan
from reporter.executor.plan import Window

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
_MOST_GIVEN = 10_000  # the newest; the API lists no more
_MOST_ROWS = 2 * _MOST_GIVEN  # a list that goes on is none
_ENOUGH_OLD = 25  # rows asked of which every one is too old: one page as a rule, several where pages are small
_MOST_LOST = 10  # rows that the API cannot give; more of them are no exception
_NOT_THE_PAGE = (3, 10)  # codes of permissions that no smaller step would change


@dataclass(frozen=True, slots=True)
class Row:
    """A media item of the period as listed. `rode`: metrics that were asked along; `insights`: their raw answer.

    `measures`: all there is of another's post, which is asked nothing more.
    """

    media: MediaItem
    rode: tuple[str, ...]
    insights: object
    measures: Mapping[str, Measure] | None = None


class Listing:
    """The state of reading one list: ask `request()`, then `hear` its answer, until `done`.

    `window`: /media is only asked for what was published in it.
    `failure`: why the list is incomplete, if it is. `dropped`: metrics that the API refuses whatever the media item.
    `skipped`: rows without a usable id or time. `lost`: rows that the API fails to give in any shape.
    """

    def __init__(
        self,
        plan: AccountPlan,
        listed: str,
        *,
        window: Window | None = None,
        fields: tuple[str, ...] = FIELDS,
        ride: tuple[str, ...] = (),
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
        self._ride = ride
        self._steps = Steps(batches=plan.login is Login.FACEBOOK)
        self._old = 0  # rows asked since one came that was not too old
        self._without_news = 0
        self._cursor = ""
        self._cursors: set[str] = set()
        self._ids: set[str] = set()

    @property
    def visit(self) -> CompletedListing | None:
        """What the list held, once it was read to its end; None when rows or pages of it are missing."""
        if not self.is_whole or self.listed == SHARED:
            return None
        cut = len(self._ids) >= _MOST_GIVEN  # older media may be there all the same
        return CompletedListing(self.listed, self._oldest if cut else self._start, self._end)

    @property
    def is_whole(self) -> bool:
        """Whether the list was read to its end and every row of it could be used."""
        return self.done and not (self.failure or self.skipped or self.lost)

    @property
    def heard(self) -> bool:
        """Whether the list told anything: a media item, or that there is none."""
        return bool(self._ids) or (self.done and not self.failure)

    @property
    def riding(self) -> tuple[str, ...]:
        """The metrics that the next page carries."""
        return self._ride if self._steps.shape is Shape.INSIGHTS else ()

    def request(self) -> Request:
        """Return the request for the next page."""
        insights = f",insights.metric({','.join(self.riding)})" if self.riding else ""
        params = {"fields": ",".join(self._asked_fields) + insights, "limit": str(self._steps.limit)}
        if self.listed == "media":
            params["since"] = str(math.floor(self._start.timestamp()) - 1)
            params["until"] = str(math.ceil(self._end.timestamp()))
        if self._cursor:
            params["after"] = self._cursor
        path = f"{self._plan.version}/{self._plan.instagram_id}/{self.listed}"
        return Request(self._plan.account, path, params, attempt=self._steps.attempt, repeats=1)

    @property
    def _asked_fields(self) -> list[str]:
        """The fields of the next page's rows."""
        kept = {Shape.BARE: _BARE, Shape.IDS: {"id"}}.get(self._steps.shape)
        return [field for field in self._fields if kept is None or field in kept]

    def hear(self, answer: Answer) -> list[Row]:
        """Take the answer to `request()` and return its rows. Raises ReporterError when the account cannot go on."""
        if isinstance(answer, ReporterError):
            raise answer
        page = read_page(answer.body) if isinstance(answer, Reply) else None
        if page is None:
            self._refused(answer if isinstance(answer, ApiError) else ApiError(Kind.BROKEN))
            return []
        if self._steps.probing:
            self._steps.answered(riding=bool(self._ride))
            return []
        known = len(self._ids)
        only_ids = self._steps.shape is Shape.IDS
        rows = [] if only_ids else self._rows(page, self.riding)
        self.lost += len(page.rows) if only_ids else 0
        self._without_news = 0 if only_ids or len(self._ids) > known else self._without_news + 1
        self._steps.answered(riding=bool(self._ride))
        self._turn(page)
        return rows

    def _rows(self, page: Page, rode: tuple[str, ...]) -> list[Row]:
        """Return the new rows of the period; count how much has been asked in vain since one was not too old."""
        rows, old = [], []
        for raw, media in self._media(page):
            old.append(media.published < self._start)
            if media.media_id not in self._ids:
                self._ids.add(media.media_id)
                self._oldest = min(self._oldest, media.published)
                if self._start <= media.published < self._end and self._plan.within(media.published):
                    measures = self._shared(raw, media) if self.listed == SHARED else None
                    rows.append(Row(media, rode, raw.get("insights"), measures))
        self._old = self._old + self._steps.limit if old and all(old) else 0
        return rows

    def _shared(self, raw: Mapping[str, object], media: MediaItem) -> Mapping[str, Measure]:
        never = self._plan.never(media.product_type)
        return read_shared(raw, self._plan.units, never, asked=self._asked_fields)

    def _media(self, page: Page) -> Iterator[tuple[Mapping[str, object], MediaItem]]:
        for raw in page.rows:
            media = read_media(raw, account=self._plan.account, stories=self.listed == "stories")
            if media is None or not isinstance(raw, Mapping):
                self.skipped += 1
            else:
                yield raw, media

    def _turn(self, page: Page) -> None:
        """Go to the next page, or end: the list is read, the rest is too old, or the pages lead nowhere.

        The order of rows is not to be trusted and `since` may be ignored: one row that is too old ends nothing.
        """
        if self._old >= _ENOUGH_OLD or not (page.cursor or page.lost):
            self.done = True
        elif page.lost:
            self._fail(ProtocolError(f"{self._what} has more pages but no cursor to them; some media are missing"))
        elif page.cursor in self._cursors:
            self._fail(ProtocolError(f"the pages of {self._what} go round in a circle; some media may be missing"))
        elif self._without_news >= _MOST_PAGES_WITHOUT_NEWS or len(self._ids) > _MOST_ROWS:
            self._fail(ProtocolError(f"the pages of {self._what} do not end; some media may be missing"))
        elif self.lost > _MOST_LOST:
            self._fail(TemporaryError(f"the API cannot give {self._what}; try again later"))
        self._cursor = page.cursor
        self._cursors.add(page.cursor)

    def _refused(self, error: ApiError) -> None:
        """Choose a smaller step, or end the list when there is none."""
        no_right = error.kind is Kind.PERMISSION and error.code in _NOT_THE_PAGE
        if (no_right and self.listed != SHARED) or error.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
            raise failure(error, self._what, self._plan.login)
        named = named_metrics(error, self.riding) if error.kind is Kind.METRIC_FOR_ALL else ()
        if named:
            self.dropped += named
            self._ride = tuple(metric for metric in self._ride if metric not in named)
        elif missing := self._fields_missing(error):
            self._fields = [field for field in self._fields if field not in missing]
        elif error.kind in PASSING:
            if not self._steps.failed(riding=bool(self._ride), too_much=error.kind is Kind.TOO_MUCH):
                self._fail(failure(error, self._what, self._plan.login))
        elif self.riding:
            self._steps.refused()
        else:
            self._refused_plain(error)

    def _fields_missing(self, error: ApiError) -> set[str]:
        """Return the fields that the refusal says do not exist on this host, but for those without which no row is."""
        return set(_NO_FIELD.findall(error.message)).intersection(self._fields) - _NEEDED

    def _refused_plain(self, error: ApiError) -> None:
        """Go on with the fields without which no row is; one of the others may be what one row refuses."""
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
        return "the list of collaboration posts" if self.listed == SHARED else f"the list of {self.listed}"
