"""Asks the insights that did not ride along with the list, one question a media item, and judges every answer.

A refused question is asked again in smaller steps: without the metric that the refusal names, without its breakdown,
then each metric by itself, once. Every step is smaller than the one before, so that all of it ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from reporter.catalog.models import Login
from reporter.core.errors import ReporterError
from reporter.core.observations import Measure
from reporter.core.observations import MediaItem
from reporter.core.observations import Missing
from reporter.core.observations import Observed
from reporter.core.observations import Reason
from reporter.executor.graph.errors import failure
from reporter.executor.graph.errors import named_metrics
from reporter.executor.graph.messages import MOST_PARTS
from reporter.executor.graph.messages import Answer
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import Kind
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.missing_reasons import INFERRED
from reporter.executor.graph.missing_reasons import UNKNOWN_TO_API
from reporter.executor.graph.missing_reasons import final
from reporter.executor.graph.missing_reasons import of_media
from reporter.executor.graph.parse import NOT_AVAILABLE
from reporter.executor.graph.parse import read_measures
from reporter.executor.plan import AccountPlan

_SMALLER = {MOST_PARTS: 10, 10: 1}  # parts of a batch, when a whole batch fails
_REPEATS = 2  # of a part that failed for now
_LIMITED = 5  # times that a part may be answered "too many calls"
_LEARNED = 3  # media items that refuse a metric, none that has it: others of their kind are not asked for it this time


@dataclass(frozen=True, slots=True)
class Question:
    """One insights request for one media item. `tried`, `limited`: how often it failed for now, or for a limit.

    `parts`: how many questions its batch may hold; 1 means a request of its own.
    """

    media: MediaItem
    metrics: tuple[str, ...]
    breakdown: str = ""
    tried: int = 0
    limited: int = 0
    parts: int = MOST_PARTS


Group = tuple[Question, ...]
Asked = tuple[str, str, str, str]  # product type, media type, metric, breakdown


class Insights:
    """The measures of an account's media items: what is known, and the questions that are still open.

    `record` where a row brought measures along, then take `groups`, send `request` of each, `hear` the answer.
    """

    def __init__(self, plan: AccountPlan) -> None:
        self.measures: dict[str, dict[str, Measure]] = {}
        self._plan = plan
        self._parts = MOST_PARTS if plan.login is Login.FACEBOOK else 1
        self._fresh: list[Question] = []
        self._later: list[Question] = []  # what failed for now: asked together, after all else
        self._settled: set[str] = set()
        self._for_all: dict[str, Missing] = {}
        self._asked: set[str] = set()  # media ids
        self._stopped = False
        self._told = False  # at least one answer held something
        self._empty: set[str] = set()  # media ids
        self._accepted: set[Asked] = set()
        self._refused: defaultdict[Asked, set[str]] = defaultdict(set)  # media ids

    def know(self, media: MediaItem, measures: Mapping[str, Measure]) -> None:
        """Take a media item of which nothing is asked beside its row."""
        self.measures[media.media_id] = dict(measures)

    def add(self, media: MediaItem, *, rode: tuple[str, ...] = (), insights: object = None) -> None:
        """Take a media item with what rode along on its row, and open questions for the rest."""
        own = next((types for name, types in self._plan.types.items() if name == media.product_type), None)
        known = self.measures.setdefault(media.media_id, {})
        known.update(self._plan.never(media.product_type))
        if own is None:
            return
        self._asked.add(media.media_id)
        self._record(Question(media, tuple(metric for metric in rode if metric in own.plain)), insights)
        day = media.published.date()
        known.update(
            (metric, Missing(Reason.NOT_SUPPORTED, f"only media made before {before} have it"))
            for metric, before in own.made_before.items()
            if day >= before
        )
        plain = tuple(metric for metric in own.plain if metric not in known)
        self._fresh += [Question(media, plain)] if plain else []
        self._fresh += [Question(media, (metric,)) for metric in own.apart]
        for metric, breakdown in own.breakdowns.items():
            splits = metric not in own.split_after or day > own.split_after[metric]
            self._fresh.append(Question(media, (metric,), breakdown if splits else ""))

    def only_empty(self, media: Iterable[MediaItem]) -> bool:
        """Say whether the answers for these media items were empty, as far as any were asked, and all others, too."""
        asked = [one.media_id for one in media if one.media_id in self._asked]
        return bool(asked) and not self._told and self._empty.issuperset(asked)

    def refuse_for_all(self, metrics: Iterable[str]) -> None:
        """Never ask for these metrics again: the API does not have them, whatever the media item."""
        self._for_all.update(dict.fromkeys(metrics, UNKNOWN_TO_API))

    def groups(self, *, all_of_them: bool) -> list[Group]:
        """Take the questions that are to be asked now, a group a request; () ends it when all of them were wanted.

        Batches are only full ones, unless `all_of_them`; what failed before comes last.
        """
        if self._stopped:
            return []
        self._fresh = [known for question in self._fresh for known in self._open(question)]
        full = len(self._fresh) // self._parts * self._parts
        count = len(self._fresh) if all_of_them else full
        taken, self._fresh = self._fresh[:count], self._fresh[count:]
        if not taken and all_of_them:
            taken, self._later = [known for question in self._later for known in self._open(question)], []
        sizes = sorted({question.parts for question in taken})
        return [tuple(chunk) for size in sizes for chunk in _chunks([one for one in taken if one.parts == size], size)]

    def stop(self) -> None:
        """Ask nothing more."""
        self._stopped = True

    def request(self, group: Group) -> Request:
        """Return the request that asks a group: a batch, or a read where the group is one by itself."""
        asked = tuple(self._read(question) for question in group)
        attempt = max(question.tried for question in group)
        if group[0].parts == 1:
            return replace(asked[0], attempt=attempt)
        return Request(self._plan.account, parts=asked, attempt=attempt)

    def hear(self, group: Group, answer: Answer) -> None:
        """Take the answer to a group. Raises ReporterError when the account cannot go on."""
        if isinstance(answer, ReporterError):
            raise answer
        if group[0].parts == 1:
            self._judge(group[0], answer)
        elif isinstance(answer, ApiError):
            self._batch_refused(group, answer)
        else:
            ends: list[ReporterError] = []
            parts = zip(group, answer.parts, strict=True)
            for question, part in sorted(parts, key=lambda pair: not isinstance(pair[1], Reply)):
                try:
                    self._judge(question, part)
                except ReporterError as error:  # the other parts were answered all the same
                    ends.append(error)
            if ends:
                raise ends[0]

    def _batch_refused(self, group: Group, error: ApiError) -> None:
        """Go on with smaller batches; with none where the API does not take them."""
        if error.kind in {Kind.CREDENTIALS, Kind.LIMIT}:
            raise failure(error, "insights", self._plan.login)
        passing = error.kind in {Kind.TEMPORARY, Kind.BROKEN, Kind.TOO_MUCH}
        self._parts = self._parts if passing else 1
        parts = _SMALLER[group[0].parts] if passing else 1
        tried = 0 if not passing else 1 if parts > 1 else _REPEATS
        self._later += [replace(question, parts=parts, tried=tried) for question in group]

    def _read(self, question: Question) -> Request:
        params = {"metric": ",".join(question.metrics)}
        if question.breakdown:
            params["breakdown"] = question.breakdown
        return Request(self._plan.account, f"{self._plan.version}/{question.media.media_id}/insights", params)

    def _open(self, question: Question) -> Iterable[Question]:
        """Yield what is left to ask of a question after all that was learned since it was put."""
        media = question.media
        if media.media_id in self._settled:
            return
        if question.breakdown and self._learned(media, question.metrics[0], question.breakdown):
            question = replace(question, breakdown="")
        for metric in question.metrics:
            if metric in self._for_all:
                self.measures[media.media_id][metric] = self._for_all[metric]
            elif self._learned(media, metric, ""):
                self.measures[media.media_id][metric] = INFERRED
        left = tuple(metric for metric in question.metrics if metric not in self.measures[media.media_id])
        if left:
            yield replace(question, metrics=left, parts=min(question.parts, self._parts))

    def _learned(self, media: MediaItem, metric: str, breakdown: str) -> bool:
        """Say whether asking is spared: several of its product type and media type refused, and none has it."""
        asked = (media.product_type, media.media_type, metric, breakdown)
        return bool(media.media_type) and asked not in self._accepted and len(self._refused[asked]) >= _LEARNED

    def _record(self, question: Question, body: object) -> bool:
        """Keep the measures of an insights body; False when it is none."""
        units = {metric: self._plan.units[metric] for metric in question.metrics}
        measures = read_measures(body, units=units, breakdown=question.breakdown)
        if measures is None:
            return False
        self.measures[question.media.media_id].update(measures)
        if any(one != NOT_AVAILABLE for one in measures.values()):
            self._told = True
        elif measures:
            self._empty.add(question.media.media_id)
        kind = question.media.product_type, question.media.media_type
        for metric in measures:
            self._accepted |= {(*kind, metric, question.breakdown), (*kind, metric, "")}
        return True

    def _judge(self, question: Question, answer: Reply | ApiError | None) -> None:
        if isinstance(answer, Reply):
            if not self._record(question, answer.body):
                self._repeat(question, ApiError(Kind.BROKEN))
        elif answer is None or answer.kind in {Kind.TEMPORARY, Kind.BROKEN}:
            self._repeat(question, answer or ApiError(Kind.TEMPORARY))
        elif answer.kind is Kind.LIMIT and question.limited < _LIMITED:
            self._later.append(replace(question, limited=question.limited + 1))
        elif verdict := of_media(answer, question.media, now=self._plan.now):
            self._settled.add(question.media.media_id)
            known = self.measures[question.media.media_id]
            known.update((metric, verdict) for metric in self._plan.units if metric not in known)
        elif answer.kind in {Kind.CREDENTIALS, Kind.LIMIT} or (answer.code in {3, 10} and self._nothing_yet(answer)):
            raise failure(answer, "insights", self._plan.login)
        else:
            self._smaller(question, answer)

    def _nothing_yet(self, error: ApiError) -> bool:
        """Say whether the token never got an insight: then the permission is missing, and not just one metric's."""
        return error.kind in {Kind.PERMISSION, Kind.WITHHELD} and not self._accepted

    def _repeat(self, question: Question, error: ApiError) -> None:
        """Ask a part again with the others that failed for now; who asks one by one has repeated already."""
        if question.parts > 1 and question.tried < _REPEATS:
            self._later.append(replace(question, tried=question.tried + 1))
        else:
            self._smaller(replace(question, tried=_REPEATS), error)

    def _smaller(self, question: Question, error: ApiError) -> None:
        media = question.media
        named = named_metrics(error, question.metrics) if error.kind in {Kind.METRIC, Kind.METRIC_FOR_ALL} else ()
        refused: Sequence[str] = named or (question.metrics if len(question.metrics) == 1 else ())
        if error.kind is Kind.METRIC_FOR_ALL:
            self.refuse_for_all(named)
        if self._is_about_metrics(media, error):
            for metric in refused:
                asked = (media.product_type, media.media_type, metric, question.breakdown)
                self._refused[asked].add(media.media_id)
        left = tuple(metric for metric in question.metrics if metric not in named)
        if question.breakdown and not named:
            self._put(replace(question, breakdown=""))
        elif named:
            self.measures[media.media_id].update(dict.fromkeys(named, final(error)))
            if left:
                self._put(replace(question, metrics=left))
        elif len(left) > 1:
            for metric in left:
                self._put(replace(question, metrics=(metric,)))
        else:
            self.measures[media.media_id][left[0]] = final(error)

    def _is_about_metrics(self, media: MediaItem, error: ApiError) -> bool:
        """Say whether a refusal tells about other media items, too; one that refuses everything may just be bad."""
        if error.kind is Kind.REFUSED:
            return any(isinstance(known, Observed) for known in self.measures[media.media_id].values())
        return error.kind in {Kind.METRIC, Kind.METRIC_FOR_ALL, Kind.BREAKDOWN}

    def _put(self, question: Question) -> None:
        (self._later if question.tried else self._fresh).append(question)


def _chunks(questions: Sequence[Question], size: int) -> Iterable[Sequence[Question]]:
    return (questions[start : start + size] for start in range(0, len(questions), size))
