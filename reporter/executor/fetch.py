"""Runs the flows of all accounts of a plan together, over a few threads.

Knows neither HTTP nor the content of requests; a failure of one account never stops another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from reporter.core.errors import ReporterError
from reporter.core.observations import Audience, Observed, Snapshot
from reporter.executor.graph.flows.account import AccountCount, CollectedAccount, account_flow, counting_flow
from reporter.executor.graph.messages import PASSING, ApiError, FailingError, Flow, Kind, Reply, Request, Response
from reporter.executor.graph.parse import MediaPage, MediaRow
from reporter.executor.plan import AccountPlan, Plan
from reporter.executor.pool import Threads

Send = Callable[[Request], Reply]


class ResponseRecorder(Protocol):
    """Receives the values of every reply, as it arrives and in the thread that called `fetch`."""

    def receive(self, snapshots: Sequence[Snapshot]) -> None:
        """Take the snapshots of one reply."""

    def receive_audience(self, account: str, audience: Audience) -> None:
        """Take an account's own numbers."""

    def finish(self, collected: CollectedAccount) -> None:
        """Take all data of an account at its end, with the reasons of missing values."""


Progress = Callable[[str, int, int], None]  # what, accounts done, accounts in all
_Result = TypeVar("_Result")

IN_FLIGHT = 8
PER_ACCOUNT = 4
_MOST_FAILED = 20


@dataclass(frozen=True, slots=True)
class AccountFailure:
    """Why the data of an account is incomplete."""

    account: str
    error: ReporterError


@dataclass(frozen=True, slots=True)
class Fetched:
    """All collected data, in the order of the plan, and why it is incomplete.

    `reachable`: accounts with a list that was read to its end, or with any media item.
    """

    snapshots: tuple[Snapshot, ...]
    failures: tuple[AccountFailure, ...]
    skipped_rows: int
    reachable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CountedMedia:
    """The size of each account's lists, by account: media items by product type as the API spells it; pages."""

    media: Mapping[str, Mapping[str, int]]
    pages: Mapping[str, int]
    failures: tuple[AccountFailure, ...]


def fetch(
    plan: Plan,
    send: Send,
    *,
    in_flight: int = IN_FLIGHT,
    per_account: int = PER_ACCOUNT,
    on_progress: Progress | None = None,
    recorder: ResponseRecorder | None = None,
) -> Fetched:
    """Collect all accounts of a plan. Raises what the recorder raises.

    `send` returns a reply or raises ApiError or ReporterError; it is called from `in_flight` threads.
    KeyboardInterrupt stops at once and abandons the requests in flight.
    """
    flows = [_RunningFlow(account.account, account_flow(account)) for account in plan.accounts]

    def record(number: int, response: Response) -> None:
        if recorder is None or not isinstance(response, Reply):
            return
        account = plan.accounts[number]
        if snapshots := _snapshots(response, account):
            recorder.receive(snapshots)
        if isinstance(response.parsed, Audience):
            recorder.receive_audience(account.account, response.parsed)

    callbacks = _Callbacks(on_progress, record, recorder.finish if recorder else None)
    results = _drive(flows, send, in_flight=in_flight, per_account=per_account, callbacks=callbacks)
    return Fetched(
        snapshots=tuple(snapshot for result in results for snapshot in result.snapshots),
        failures=_failures(results),
        skipped_rows=sum(result.skipped for result in results),
        reachable=frozenset(result.account for result in results if result.is_reachable),
    )


def count_media(plan: Plan, send: Send, *, in_flight: int = IN_FLIGHT, per_account: int = PER_ACCOUNT) -> CountedMedia:
    """List the media of a plan's periods and count them, so that `plan.cost` can predict the cost of a run."""
    flows = [_RunningFlow(account.account, counting_flow(account)) for account in plan.accounts]
    counts = _drive(flows, send, in_flight=in_flight, per_account=per_account, callbacks=_Callbacks())
    media = {count.account: count.media for count in counts}
    return CountedMedia(media, {count.account: count.pages for count in counts}, _failures(counts))


def follow(account: str, flow: Flow[_Result], send: Send) -> _Result:
    """Run one flow to its end and return its result. Raises what it raises."""
    (result,) = _drive([_RunningFlow(account, flow)], send, in_flight=1, per_account=1, callbacks=_Callbacks())
    return result


@dataclass(frozen=True, slots=True)
class _Callbacks(Generic[_Result]):
    """Functions to call while flows run: progress, each response with the number of its account, each result."""

    progress: Progress | None = None
    response: Callable[[int, Response], None] | None = None
    result: Callable[[_Result], None] | None = None


class _RunningFlow(Generic[_Result]):
    """The flow of one account: its current step, the requests that are not sent yet, and the responses."""

    def __init__(self, account: str, flow: Flow[_Result]) -> None:
        self.account = account
        self.result: list[_Result] = []
        self.sent = 0
        self.received = 0
        self._flow = flow
        self._failed: set[str] = set()  # paths of requests that failed since the last reply
        self._step: tuple[Request, ...] = ()
        self._responses: dict[int, Response] = {}
        self._continue(None)

    def may_send(self, per_account: int) -> bool:
        """Say whether a request may be sent now."""
        return self.sent < len(self._step) and self.sent - len(self._responses) < per_account

    def next(self) -> tuple[int, Request]:
        """Take the next request, with its position in the step."""
        position = self.sent
        self.sent += 1
        return position, self._step[position]

    def request(self, position: int) -> Request:
        """Return the request at a position of the step."""
        return self._step[position]

    def receive(self, position: int, response: Response) -> None:
        """Take a response; continue the flow when the step is complete, or when this response ends it."""
        self.received += 1
        self._responses[position] = response
        rest = self._response_to_rest(position, response)
        if rest is not None:
            self._responses.update(dict.fromkeys(range(self.sent, len(self._step)), rest))
            self.sent = len(self._step)
        if len(self._responses) == len(self._step):
            self._continue(tuple(self._responses[number] for number in range(len(self._step))))

    def _response_to_rest(self, position: int, response: Response) -> Response | None:
        """Return the response to the rest of the step, which is not sent then; None as a rule.

        After an invalid token nothing more is sent, nor to an API that fails every request.
        """
        if isinstance(response, ReporterError):
            return response
        for part in (response, *response.parts) if isinstance(response, Reply) else (response,):
            if isinstance(part, ApiError) and part.kind is Kind.CREDENTIALS:
                return part
        if isinstance(response, Reply):
            self._failed.clear()
        elif response.kind in PASSING:
            request = self._step[position]
            self._failed.add(request.parts[0].path if request.parts else request.path)
        if len(self._failed) < _MOST_FAILED:
            return None
        return FailingError(f"the API failed {_MOST_FAILED} requests in a row; try again later")

    def _continue(self, responses: tuple[Response, ...] | None) -> None:
        self._responses = {}
        self.sent = 0
        try:
            self._step = next(self._flow) if responses is None else self._flow.send(responses)
        except StopIteration as stop:
            self._step = ()
            self.result.append(stop.value)


def _drive(
    flows: list[_RunningFlow[_Result]], send: Send, *, in_flight: int, per_account: int, callbacks: _Callbacks[_Result]
) -> list[_Result]:
    """Run all flows to their end, in turns."""
    pool: Threads[Response] = Threads(in_flight)
    done = [bool(flow.result) for flow in flows]
    with pool as threads:
        while True:
            _start_requests(flows, send, threads, per_account=per_account)
            if not threads.busy:
                return [flow.result[0] for flow in flows]
            (number, position), response = threads.next()
            flow = flows[number]
            if isinstance(response, Reply):
                response = flow.request(position).parse_reply(response)
            if callbacks.response:
                callbacks.response(number, response)
            flow.receive(position, response)
            if flow.result and not done[number]:
                done[number] = True
                if callbacks.result:
                    callbacks.result(flow.result[0])
            if callbacks.progress:
                callbacks.progress(f"{flow.account}: {flow.received} responses", sum(done), len(flows))


def _start_requests(
    flows: list[_RunningFlow[_Result]], send: Send, threads: Threads[Response], *, per_account: int
) -> None:
    """Start a request in every free thread, one of each account in turn."""
    waiting = True
    while waiting and threads.free:
        waiting = False
        for number, flow in enumerate(flows):
            if threads.free and flow.may_send(per_account):
                position, request = flow.next()
                threads.start((number, position), partial(_response, send, request))
                waiting = True


def _response(send: Send, request: Request) -> Response:
    """Send a request; return errors as values, so that flows receive them in their place."""
    try:
        return send(request)
    except (ApiError, ReporterError) as error:
        return error


def _snapshots(reply: Reply, plan: AccountPlan) -> list[Snapshot]:
    """Return the snapshots of a reply: of each media item in the period, with its observed values."""
    rows: list[MediaRow] = []
    for part in (reply, *reply.parts):
        if isinstance(part, Reply) and isinstance(part.parsed, MediaRow):
            rows.append(part.parsed)
        elif isinstance(part, Reply) and isinstance(part.parsed, MediaPage):
            rows += (row for row in part.parsed.rows if row and plan.within(row.media.published))
    snapshots = []
    for row in rows:
        measures = row.measures or {}
        observed = {metric: measure for metric, measure in measures.items() if isinstance(measure, Observed)}
        snapshots.append(Snapshot(row.media, plan.now, observed))
    return snapshots


def _failures(results: list[CollectedAccount] | list[AccountCount]) -> tuple[AccountFailure, ...]:
    return tuple(AccountFailure(result.account, error) for result in results for error in result.failures)
