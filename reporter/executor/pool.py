"""A small thread pool that never keeps the process alive, so that Ctrl-C ends it at once.

`concurrent.futures` joins its threads at exit, and a request may take a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, Self, TypeVar

_Result = TypeVar("_Result")
_WAKE_S = 0.1
_Key = tuple[int, int]


class Threads(Generic[_Result]):
    """Runs at most `count` tasks at once; each has a key. An exception of a task is raised again by `next`."""

    def __init__(self, count: int) -> None:
        self.busy = 0
        self._count = count
        self._started = 0
        self._work: SimpleQueue[tuple[_Key, Callable[[], _Result]] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[_Key, _Result | None, BaseException | None]] = SimpleQueue()

    def __enter__(self) -> Self:
        """Return the pool; threads start when there is work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End idle threads; busy ones are abandoned."""
        for _thread in range(self._started):
            self._work.put(None)

    @property
    def free(self) -> bool:
        """Whether another task may start."""
        return self.busy < self._count

    def start(self, key: _Key, work: Callable[[], _Result]) -> None:
        """Start a task."""
        self.busy += 1
        if self._started < self.busy:
            self._started += 1
            threading.Thread(target=self._run, daemon=True, name=f"send-{self._started}").start()
        self._work.put((key, work))

    def next(self) -> tuple[_Key, _Result]:
        """Wait for the next result; a signal interrupts the wait."""
        key, result, error = self._wait()
        self.busy -= 1
        if error is not None:
            raise error
        assert result is not None
        return key, result

    def _wait(self) -> tuple[_Key, _Result | None, BaseException | None]:
        # The timeout lets Ctrl-C through where a library installed its own signal handler.
        while True:
            try:
                return self._done.get(timeout=_WAKE_S)
            except Empty:
                continue

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            key, work = item
            try:
                self._done.put((key, work(), None))
            except BaseException as error:  # noqa: BLE001 - raised again by next()
                self._done.put((key, None, error))
