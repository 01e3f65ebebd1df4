"""Chooses the size and shape of the next page of a list, from the pages that succeeded and failed before. Pure.

After a temporary failure the page gets smaller (100, 50, 25, 10, 1 rows), each time after a longer pause. A single row
that fails is requested without insights, then with basic fields only, then as an id, to get past it. A page is rejected
when one of its media items has no insights: it is split where every media item would cost a request of its own
(Instagram login), and requested without insights where it would not.
"""

from __future__ import annotations

from enum import IntEnum

from reporter.executor.plan import PAGE

SIZES = (PAGE, 50, 25, 10, 1)
_FEW = 10  # rows of the pages that a rejected page is split into
_MOST_REJECTED = 2  # small pages that are rejected; then the rest of the page is always split
_MOST_PLAIN = 3  # pages in a row that only succeed without insights; then no page requests them
_PROBE_AFTER = 2  # failures in a row; then a single id is requested, which a working API always returns
_MOST_FAILURES = 100  # of one list
_PATIENCE = 4  # pages that must succeed before a larger one is tried; doubles each time that one fails
_LONGEST_PATIENCE = 64
_PAUSE = 2  # before a page that may fail, as `Request.attempt`: it is sent once
_PROBE_PAUSE = 1  # as above: it may be sent twice


class PageShape(IntEnum):
    """What the rows of a page include, from most to least."""

    INSIGHTS = 0
    PLAIN = 1
    BARE = 2  # without the fields for which some rows fail
    IDS = 3


class PageSteps:
    """The state of one list. Request `limit` rows in `shape`; then call `succeeded`, `rejected` or `failed`.

    `batches`: separate insights requests cost little, because many fit into one batch. `probing`: the next page only
    checks that the API works; its rows are ignored.
    """

    def __init__(self, *, batches: bool) -> None:
        self.limit = PAGE
        self.shape = PageShape.INSIGHTS
        self.probing = False
        self._batches = batches
        self._size = PAGE  # of a page that is not split
        self._left = 0  # rows of a rejected page that are still to be requested in smaller ones
        self._rejected = 0  # small pages of it that were rejected
        self._plain = 0  # pages in a row that only succeeded without insights
        self._failures = 0
        self._in_a_row = 0
        self._alone = False  # the last failure was that of a single row
        self._good = 0
        self._patience = _PATIENCE
        self._trial = False  # the next page is larger than the ones before
        self._after_probe = (PAGE, PageShape.INSIGHTS)

    @property
    def attempt(self) -> int:
        """How long to wait before the next page, as `Request.attempt`."""
        if self.probing:
            return _PROBE_PAUSE
        return _PAUSE if self._in_a_row or self._trial else 0

    def succeeded(self, *, has_metrics: bool) -> None:
        """Choose the page after one that succeeded. `has_metrics`: pages of this list include insights if possible."""
        if self.probing:
            self.probing = False
            self.limit, self.shape = self._after_probe
            return
        is_past_failed_row = self._alone and self.limit == self._size == 1
        self._in_a_row, self._alone = 0, False
        is_plain = has_metrics and self.shape > PageShape.INSIGHTS
        self._plain = self._plain + 1 if is_plain else 0
        self._left = max(0, self._left - self.limit)
        self._rejected = self._rejected + is_plain if self._left else 0
        self._grow(_FEW if is_past_failed_row else 0)
        whole = is_plain and self._rejected < _MOST_REJECTED
        self.limit = min(self._size, self._left if whole else _FEW) if self._left else self._size
        stays_plain = self._batches and self._plain >= _MOST_PLAIN
        self.shape = PageShape.PLAIN if stays_plain else PageShape.INSIGHTS

    def rejected(self) -> None:
        """Choose the page after one whose insights were rejected, as they would be again."""
        self._in_a_row, self._alone, self._trial = 0, False, False
        if not self._batches and self.limit > _FEW:
            self._left = self._left or self.limit
            self.limit = _FEW
        else:
            self.shape = PageShape.PLAIN

    def failed(self, *, has_metrics: bool, too_much: bool) -> bool:
        """Choose the page after a temporary failure; return False if there is none. `too_much`: the API says so."""
        self._failures += 1
        if self.probing or self._failures > _MOST_FAILURES:
            return False
        self._in_a_row += 1
        self._alone = self.limit == 1
        last = not self._shrink(has_metrics=has_metrics, too_much=too_much)
        if self._in_a_row == _PROBE_AFTER and not too_much and not last:
            self._after_probe = (self.limit, self.shape)
            self.probing, self.limit, self.shape = True, 1, PageShape.IDS
        return not last

    def _shrink(self, *, has_metrics: bool, too_much: bool) -> bool:
        with_insights = has_metrics and self.shape is PageShape.INSIGHTS
        if self._trial and self.limit > 1:
            self._trial = False
            self._patience = min(2 * self._patience, _LONGEST_PATIENCE)
            self._shrink_size()
        elif with_insights and (self.limit == 1 or (self._batches and not too_much)):
            self.shape = PageShape.PLAIN
        elif self.limit > 1:
            self._shrink_size()
        elif self.shape < PageShape.IDS:
            self.shape = PageShape.IDS if self.shape is PageShape.BARE else PageShape.BARE
        else:
            return False
        return True

    def _shrink_size(self) -> None:
        self.limit = self._size = next(size for size in SIZES if size < self.limit)
        self._good = 0

    def _grow(self, size: int) -> None:
        """Make pages larger again: to `size` at once, or (0) by a step after enough pages succeeded."""
        self._trial = False
        self._good += 1
        if size:
            self._size, self._patience, self._good, self._trial = size, 1, 0, True
        elif self._size < PAGE and self._good >= self._patience:
            self._size = next(size for size in reversed(SIZES) if size > self._size)
            self._good, self._trial = 0, True
