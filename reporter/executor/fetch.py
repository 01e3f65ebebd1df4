"""Carries out a plan: one flow an account, all of them side by side over a few threads.

Knows neither HTTP nor what is asked; one account's failure never stops another.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic
from typing import Protocol
from typing import TypeVar

from reporter.core.errors import ReporterError
from reporter.core.observations import Audience
from reporter.core.observations import Snapshot
from reporter.executor.graph.flows.account import Collected
from reporter.executor.graph.flows.account import Counted
from reporter.executor.graph.flows.account import account_flow
from reporter.executor.graph.flows.account import counting_flow
from reporter.executor.graph.messages import PASSING
from reporter.executor.graph.messages import Answer
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import FailingError
from reporter.executor.graph.messages import Flow
from reporter.executor.graph.messages import Kind
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.received import Answered
from reporter.executor.plan import Plan
from reporter.executor.pool import Threads

Send = Callable[[Request], Reply]


class Listener(Protocol):
    """Who is told of everything that was had, at once and in the thread that called `fetch`."""

    def answered(self, snapshots: Sequence[Snapshot]) -> None:
        """Take what one answer told."""

    def counted(self, account: str, audience: Audience) -> None:
        """Take an account's own numbers."""

    def ended(self, collected: Collected) -> None:
        """Take all that an account gave, with what came of refusals."""


Progress = Callable[[str, int, int], None]  # what, accounts done, accounts in all
Result = TypeVar("Result")

IN_FLIGHT = 8
PER_ACCOUNT = 4
_MOST_FAILED = 20


@dataclass(frozen=True, slots=True)
class AccountFailure:
    """Why an account's data is not all there is."""

    account: str
    error: ReporterError


@dataclass(frozen=True, slots=True)
class Fetched:
    """Everything that was had, in the order of the plan, and why there is not more.

    `heard`: accounts of which a list was read to its end, or any media item came. One that is not here was silent.
    """

    snapshots: tuple[Snapshot, ...]
    failures: tuple[AccountFailure, ...]
    skipped_rows: int
    heard: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CountedMedia:
    """What each account's lists hold, by account: media items by product type as the API spells it; pages."""

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
    listener: Listener | None = None,
) -> Fetched:
    """Collect all accounts of a plan. What the listener raises ends it.

    `send` gives a reply or raises ApiError or ReporterError; it is called from `in_flight` threads. KeyboardInterrupt
    leaves at once; what was being sent then is abandoned.
    """
    running = [_Running(one.account, account_flow(one)) for one in plan.accounts]
    answered = [Answered(one) for one in plan.accounts]

    def heard(number: int, request: Request, answer: Answer) -> None:
        if listener is None:
            return
        if snapshots := answered[number].read(request, answer):
            listener.answered(snapshots)
        if audience := answered[number].audience(request, answer):
            listener.counted(plan.accounts[number].account, audience)

    def ended(collected: Collected) -> None:
        if listener:
            listener.ended(collected)

    on = _On(on_progress, heard, ended)
    found = _drive(running, send, in_flight=in_flight, per_account=per_account, on=on)
    return Fetched(
        snapshots=tuple(snapshot for one in found for snapshot in one.snapshots),
        failures=_failures(found),
        skipped_rows=sum(one.skipped for one in found),
        heard=frozenset(one.account for one in found if one.heard),
    )


def count_media(plan: Plan, send: Send, *, in_flight: int = IN_FLIGHT, per_account: int = PER_ACCOUNT) -> CountedMedia:
    """List the media of a plan's periods and count them, so that `plan.cost` can tell what a run will cost."""
    running = [_Running(one.account, counting_flow(one)) for one in plan.accounts]
    found = _drive(running, send, in_flight=in_flight, per_account=per_account, on=_On())
    return CountedMedia(
        {one.account: one.media for one in found}, {one.account: one.pages for one in found}, _failures(found)
    )


def follow(account: str, flow: Flow[Result], send: Send) -> Result:
    """Run one flow to its end and return what it found. Raises what it raises."""
    (found,) = _drive([_Running(account, flow)], send, in_flight=1, per_account=1, on=_On())
    return found


@dataclass(frozen=True, slots=True)
class _On(Generic[Result]):
    """What is called while flows run: progress, each answer with its account's place, each account's end."""

    progress: Progress | None = None
    heard: Callable[[int, Request, Answer], None] | None = None
    ended: Callable[[Result], None] | None = None


class _Running(Generic[Result]):
    """One account's flow: the step it is in, what of it is still to be sent, and what was answered."""

    def __init__(self, account: str, flow: Flow[Result]) -> None:
        self.account = account
        self.result: list[Result] = []
        self.sent = 0
        self.heard = 0
        self._flow = flow
        self._failed: set[str] = set()  # what was asked in vain since the last good answer
        self._step: tuple[Request, ...] = ()
        self._answers: dict[int, Answer] = {}
        self._go_on(None)

    def may_send(self, per_account: int) -> bool:
        """Say whether a request waits that may go now."""
        return self.sent < len(self._step) and self.sent - len(self._answers) < per_account

    def next(self) -> tuple[int, Request]:
        """Take the next request, with its place in the step."""
        place = self.sent
        self.sent += 1
        return place, self._step[place]

    def request(self, place: int) -> Request:
        """Return the request at a place of the step."""
        return self._step[place]

    def hear(self, place: int, answer: Answer) -> None:
        """Take an answer; the flow goes on when the whole step is answered, or will not be because of this one."""
        self.heard += 1
        self._answers[place] = answer
        end = self._end(place, answer)
        if end is not None:
            for rest in range(self.sent, len(self._step)):
                self._answers[rest] = end
            self.sent = len(self._step)
        if len(self._answers) == len(self._step):
            self._go_on(tuple(self._answers[one] for one in range(len(self._step))))

    def _end(self, place: int, answer: Answer) -> Answer | None:
        """Return what the rest of the step is answered without being sent; None as a rule.

        With a token that is dead nothing more is asked, nor of an API that fails whatever it is asked.
        """
        if isinstance(answer, ReporterError):
            return answer
        for one in (answer, *answer.parts) if isinstance(answer, Reply) else (answer,):
            if isinstance(one, ApiError) and one.kind is Kind.CREDENTIALS:
                return one
        if isinstance(answer, Reply):
            self._failed.clear()
        elif answer.kind in PASSING:
            request = self._step[place]
            self._failed.add(request.parts[0].path if request.parts else request.path)
        if len(self._failed) < _MOST_FAILED:
            return None
        return FailingError(f"the API failed {_MOST_FAILED} requests in a row; try again later")

    def _go_on(self, answers: tuple[Answer, ...] | None) -> None:
        self._answers = {}
        self.sent = 0
        try:
            self._step = next(self._flow) if answers is None else self._flow.send(answers)
        except StopIteration as stop:
            self._step = ()
            self.result.append(stop.value)


def _drive(
    running: list[_Running[Result]], send: Send, *, in_flight: int, per_account: int, on: _On[Result]
) -> list[Result]:
    """Run all flows to their end, taking turns between accounts."""
    pool: Threads[Answer] = Threads(in_flight)
    over = [bool(one.result) for one in running]
    with pool as threads:
        while True:
            _hand_out(running, send, threads, per_account=per_account)
            if not threads.busy:
                return [one.result[0] for one in running]
            (account, place), answer = threads.next()
            own = running[account]
            if on.heard:
                on.heard(account, own.request(place), answer)
            own.hear(place, answer)
            if own.result and not over[account]:
                over[account] = True
                if on.ended:
                    on.ended(own.result[0])
            if on.progress:
                on.progress(f"{own.account}: {own.heard} answers", sum(over), len(running))


def _hand_out(running: list[_Running[Result]], send: Send, threads: Threads[Answer], *, per_account: int) -> None:
    """Give work to every free thread, one request an account at a time."""
    waiting = True
    while waiting and threads.free:
        waiting = False
        for number, one in enumerate(running):
            if threads.free and one.may_send(per_account):
                place, request = one.next()
                threads.start((number, place), partial(_answer, send, request))
                waiting = True


def _answer(send: Send, request: Request) -> Answer:
    """Send, with refusals as values, so that flows see them in their place."""
    try:
        return send(request)
    except (ApiError, ReporterError) as error:
        return error


def _failures(found: list[Collected] | list[Counted]) -> tuple[AccountFailure, ...]:
    return tuple(AccountFailure(one.account, error) for one in found for error in one.failures)
