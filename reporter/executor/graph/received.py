"""What single answers tell by themselves, before their flow has judged them: so that nothing answered is ever lost.

Reads good answers only; what a refusal means, the flow knows when it is through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping

from reporter.core.observations import Audience
from reporter.core.observations import Measure
from reporter.core.observations import MediaItem
from reporter.core.observations import Observed
from reporter.core.observations import Snapshot
from reporter.executor.graph.flows.collaborations import SHARED
from reporter.executor.graph.flows.collaborations import read_shared
from reporter.executor.graph.messages import Answer
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.parse import AUDIENCE_FIELDS
from reporter.executor.graph.parse import read_audience
from reporter.executor.graph.parse import read_measures
from reporter.executor.graph.parse import read_media
from reporter.executor.graph.parse import read_page
from reporter.executor.plan import AccountPlan

_RIDING = re.compile(r"insights\.metric\(([\w,]+)\)")


class Answered:
    """The answers to an account's requests, read one by one as they come."""

    def __init__(self, plan: AccountPlan) -> None:
        self._plan = plan
        self._media: dict[str, MediaItem] = {}

    def read(self, request: Request, answer: Answer) -> list[Snapshot]:
        """Return a snapshot of each media item that the answer tells of, with the numbers that are in it."""
        if not isinstance(answer, Reply):
            return []
        if request.parts:
            pairs = zip(request.parts, answer.parts, strict=True)
            return [one for part, reply in pairs if isinstance(reply, Reply) for one in self._insights(part, reply)]
        edge = request.path.rpartition("/")[2]
        if edge == SHARED:
            return list(self._shared(answer))
        if edge in {"media", "stories"}:
            return list(self._page(request, answer, stories=edge == "stories"))
        return list(self._insights(request, answer)) if edge == "insights" else []

    @staticmethod
    def audience(request: Request, answer: Answer) -> Audience | None:
        """Return the account's own numbers when it was these that were asked."""
        asked = request.params.get("fields") == AUDIENCE_FIELDS
        return read_audience(answer.body) if asked and isinstance(answer, Reply) else None

    def _page(self, request: Request, answer: Reply, *, stories: bool) -> Iterator[Snapshot]:
        page = read_page(answer.body)
        rode = _RIDING.search(request.params.get("fields", ""))
        for row in page.rows if page else ():
            media = read_media(row, account=self._plan.account, stories=stories)
            if media is not None and self._plan.within(media.published) and isinstance(row, Mapping):
                self._media[media.media_id] = media
                own = next((types for name, types in self._plan.types.items() if name == media.product_type), None)
                metrics = [one for one in rode[1].split(",") if own and one in own.plain] if rode else []
                yield self._snapshot(media, metrics, row.get("insights"))

    def _shared(self, answer: Reply) -> Iterator[Snapshot]:
        page = read_page(answer.body)
        for row in page.rows if page else ():
            media = read_media(row, account=self._plan.account, stories=False)
            if media is not None and self._plan.within(media.published) and isinstance(row, Mapping):
                measures = read_shared(row, self._plan.units, self._plan.never(media.product_type))
                numbers = {metric: one for metric, one in measures.items() if isinstance(one, Observed)}
                yield Snapshot(media, self._plan.now, numbers)

    def _insights(self, request: Request, answer: Reply) -> Iterator[Snapshot]:
        media = self._media.get(request.path.split("/")[-2])
        if media is not None:
            breakdown = request.params.get("breakdown", "")
            yield self._snapshot(media, request.params.get("metric", "").split(","), answer.body, breakdown=breakdown)

    def _snapshot(self, media: MediaItem, metrics: list[str], body: object, *, breakdown: str = "") -> Snapshot:
        units = {metric: self._plan.units[metric] for metric in metrics if metric in self._plan.units}
        measures: Mapping[str, Measure] = read_measures(body, units=units, breakdown=breakdown) or {} if units else {}
        numbers = {metric: one for metric, one in measures.items() if isinstance(one, Observed)}
        return Snapshot(media, self._plan.now, numbers)
