"""A small thread pool that never keeps the process alive."""

from __future__ import annotations

import threading

import pytest

from reporter.executor.pool import Threads


def test_results_come_with_their_keys() -> None:
    with Threads[str](2) as pool:
        pool.start((0, 1), lambda: "a")
        pool.start((0, 2), lambda: "b")
        assert sorted((pool.next(), pool.next())) == [((0, 1), "a"), ((0, 2), "b")]
        assert pool.busy == 0


def test_no_more_than_its_number_may_start() -> None:
    wait = threading.Event()
    with Threads[bool](2) as pool:
        assert pool.free
        for number in range(2):
            pool.start((0, number), lambda: wait.wait(30))
        assert not pool.free
        wait.set()
        pool.next()
        assert pool.free


def test_an_error_of_a_task_is_raised_by_next_and_the_pool_goes_on() -> None:
    def fails() -> str:
        raise ValueError("no")

    with Threads[str](1) as pool:
        pool.start((0, 1), fails)
        with pytest.raises(ValueError, match="no"):
            pool.next()
        pool.start((0, 2), lambda: "b")
        assert pool.next() == ((0, 2), "b")


def test_threads_are_daemons_and_are_used_again() -> None:
    with Threads[str](3) as pool:
        names = set()
        for number in range(6):
            pool.start((0, number), lambda: threading.current_thread().name)
            names.add(pool.next()[1])
        assert names == {"send-1"}
        assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("send-"))
