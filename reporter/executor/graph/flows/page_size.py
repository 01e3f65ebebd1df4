"""Which size and shape the next page of a list has, after pages that were answered and pages that were not. Pure.

A page that fails for now is asked again smaller (100, 50, 25, 10, 1 rows), each time after a longer pause; one row that
fails alone goes without its insights, then with nothing but what a row cannot do without, then as an id that leads
behind it. A page that is refused, because one of its media items refuses its insights, is asked in smaller ones where
every media item would cost a request of its own (Instagram login), and without insights where it would not.
"""

from __future__ import annotations

from enum import IntEnum

from reporter.executor.plan import PAGE

SIZES = (PAGE, 50, 25, 10, 1)
_FEW = 10  # rows of a page in which a refusal is looked for
_MOST_REFUSED = 2  # small pages that were refused; then the rest of the page is not tried whole any more
_MOST_PLAIN = 3  # pages in a row that only came without insights; then the others are not asked for them
_PROBE_AFTER = 2  # failures in a row; then one id is asked, which a living API can always give
_MOST_FAILURES = 100  # of one list
_PATIENCE = 4  # pages that must come before a larger one is tried; doubles each time that one fails
_LONGEST_PATIENCE = 64
_PAUSE = 2  # before a page that may fail, as `Request.attempt`: it is sent once
_PROBE_PAUSE = 1  # as above: it may be sent twice


class Shape(IntEnum):
    """What the rows of a page carry, the most first."""

    INSIGHTS = 0
    PLAIN = 1
    BARE = 2  # without the fields that some rows refuse
    IDS = 3


class Steps:
    """The state of one list. Ask `limit` rows in `shape`; then tell `answered`, `refused` or `failed`.

    `batches`: insights beside the list cost little, because many fit into one request. `probing`: the next page only
    asks whether anybody is there; its rows count for nothing.
    """

    def __init__(self, *, batches: bool) -> None:
        self.limit = PAGE
        self.shape = Shape.INSIGHTS
        self.probing = False
        self._batches = batches
        self._size = PAGE  # of a page when nothing is in the way
        self._left = 0  # rows of a refused page that are still to be had in smaller ones
        self._refused = 0  # small pages of it that were refused
        self._plain = 0  # pages in a row that only came without insights
        self._failures = 0
        self._in_a_row = 0
        self._alone = False  # the last failure was that of a single row
        self._good = 0
        self._patience = _PATIENCE
        self._trial = False  # the next page is larger than those that came before
        self._after_probe = (PAGE, Shape.INSIGHTS)

    @property
    def attempt(self) -> int:
        """How long to wait before the next page, as `Request.attempt`."""
        if self.probing:
            return _PROBE_PAUSE
        return _PAUSE if self._in_a_row or self._trial else 0

    def answered(self, *, riding: bool) -> None:
        """Choose the page after one that came. `riding`: the list's pages carry insights unless one is in the way."""
        if self.probing:
            self.probing = False
            self.limit, self.shape = self._after_probe
            return
        found = self._alone and self.limit == self._size == 1  # the row that was in the way
        self._in_a_row, self._alone = 0, False
        lacking = riding and self.shape > Shape.INSIGHTS
        self._plain = self._plain + 1 if lacking else 0
        self._left = max(0, self._left - self.limit)
        self._refused = self._refused + lacking if self._left else 0
        self._grow(_FEW if found else 0)
        whole = lacking and self._refused < _MOST_REFUSED
        self.limit = min(self._size, self._left if whole else _FEW) if self._left else self._size
        for_good = self._batches and self._plain >= _MOST_PLAIN
        self.shape = Shape.PLAIN if for_good else Shape.INSIGHTS

    def refused(self) -> None:
        """Choose a page after one whose insights were refused, as they would be again."""
        self._in_a_row, self._alone, self._trial = 0, False, False
        if not self._batches and self.limit > _FEW:
            self._left = self._left or self.limit
            self.limit = _FEW
        else:
            self.shape = Shape.PLAIN

    def failed(self, *, riding: bool, too_much: bool) -> bool:
        """Choose a page after one that failed for now, or say False: there is none. `too_much`: the API says so."""
        self._failures += 1
        if self.probing or self._failures > _MOST_FAILURES:
            return False
        self._in_a_row += 1
        self._alone = self.limit == 1
        last = not self._smaller(riding=riding, too_much=too_much)
        if self._in_a_row == _PROBE_AFTER and not too_much and not last:
            self._after_probe = (self.limit, self.shape)
            self.probing, self.limit, self.shape = True, 1, Shape.IDS
        return not last

    def _smaller(self, *, riding: bool, too_much: bool) -> bool:
        with_insights = riding and self.shape is Shape.INSIGHTS
        if self._trial and self.limit > 1:
            self._trial = False
            self._patience = min(2 * self._patience, _LONGEST_PATIENCE)
            self._shrink()
        elif with_insights and (self.limit == 1 or (self._batches and not too_much)):
            self.shape = Shape.PLAIN
        elif self.limit > 1:
            self._shrink()
        elif self.shape < Shape.IDS:
            self.shape = Shape.IDS if self.shape is Shape.BARE else Shape.BARE
        else:
            return False
        return True

    def _shrink(self) -> None:
        self.limit = self._size = next(size for size in SIZES if size < self.limit)
        self._good = 0

    def _grow(self, size: int) -> None:
        """Make pages larger again: at once where it is known what was in the way, else after enough of them came."""
        self._trial = False
        self._good += 1
        if size:
            self._size, self._patience, self._good, self._trial = size, 1, 0, True
        elif self._size < PAGE and self._good >= self._patience:
            self._size = next(size for size in reversed(SIZES) if size > self._size)
            self._good, self._trial = 0, True
