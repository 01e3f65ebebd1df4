"""A few threads that never keep the program alive: Ctrl-C leaves at once, whatever is still being waited for.

`concurrent.futures` joins its threads when the program ends, and a request may take a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty
from queue import SimpleQueue
from typing import Generic
from typing import Self
from typing import TypeVar

Result = TypeVar("Result")
_WAKE_S = 0.1
Place = tuple[int, int]


class Threads(Generic[Result]):
    """At most `count` pieces of work at once; each is known by its place. An exception of the work is raised again."""

    def __init__(self, count: int) -> None:
        self.busy = 0
        self._count = count
        self._started = 0
        self._work: SimpleQueue[tuple[Place, Callable[[], Result]] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Place, Result | None, BaseException | None]] = SimpleQueue()

    def __enter__(self) -> Self:
        """Give the threads; they start when there is work."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let idle threads end; busy ones are left to themselves."""
        for _thread in range(self._started):
            self._work.put(None)

    @property
    def free(self) -> bool:
        """Whether more work may start."""
        return self.busy < self._count

    def start(self, place: Place, work: Callable[[], Result]) -> None:
        """Start a piece of work."""
        self.busy += 1
        if self._started < self.busy:
            self._started += 1
            threading.Thread(target=self._run, daemon=True, name=f"send-{self._started}").start()
        self._work.put((place, work))

    def next(self) -> tuple[Place, Result]:
        """Wait for the next result; a signal interrupts the waiting."""
        place, result, error = self._wait()
        self.busy -= 1
        if error is not None:
            raise error
        assert result is not None
        return place, result

    def _wait(self) -> tuple[Place, Result | None, BaseException | None]:
        # Waking now and then, because a library that handles Ctrl-C its own way may let a plain wait go on.
        while True:
            try:
                return self._done.get(timeout=_WAKE_S)
            except Empty:
                continue

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            place, work = item
            try:
                self._done.put((place, work(), None))
            except BaseException as error:  # noqa: BLE001 - raised again by who waits
                self._done.put((place, None, error))
