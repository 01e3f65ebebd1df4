"""The accounts whose two periods can be compared, and how complete their data is.

Whether a change of a figure is shown is decided in `analysis/figures/comparison.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reporter.analysis.figures.population import Ground
from reporter.history.read.known import Stretch, Wish, knows_all, read_then, watches_all, whole_stretches
from reporter.history.read.rows import CompletedListings
from reporter.spec.editions import Edition
from reporter.spec.moments import slack
from reporter.spec.recurrence import moment_of, possible_from

_ENOUGH = 4  # past periods, below which stories are left out if that gives a longer line


class Comparability:
    """How complete the data of an edition's accounts is at a time. `visits`: when their lists were read."""

    def __init__(self, edition: Edition, visits: CompletedListings, now: datetime) -> None:
        types = edition.spec.media.product_types
        self.visits = visits
        self.wish = Wish(
            media=not types or set(types) != {"STORY"},
            stories=not types or "STORY" in types,
            gained=edition.spec.basis == "gained",
        )
        self._edition = edition
        self._now = now
        self._own = Stretch(edition.period.start, edition.period.end, now)
        self._earlier = None
        if edition.earlier is not None:
            self._earlier = Stretch(edition.earlier.start, edition.earlier.end, moment_of(edition, now))

    def known_now(self) -> list[str]:
        """Return the accounts that are known over all of the edition's own period."""
        return [account for account in self._edition.accounts if self._knows(account, self._own)]

    def whole_past(self, accounts: Sequence[str], stretches: Sequence[Stretch]) -> tuple[int, bool]:
        """Return how many of the stretches before the own one are known whole of all the accounts, the nearest first.

        And whether with their stories: these are left out where they were not all watched in the own period, or where
        only without them there are enough periods for a line.
        """
        watched = all(watches_all(self.visits, account, self._own, now=self._now) for account in accounts)
        wishes = [self.wish] if watched or not self.wish.stories else []
        if self.wish.media:
            wishes.append(self.wish._replace(stories=False))
        lines = [
            (
                whole_stretches(self.visits, accounts, stretches, wish=wish, now=self._now),
                wish.stories == self.wish.stories,
            )
            for wish in wishes
        ]
        return max(lines, key=lambda line: (line[0] >= _ENOUGH, line[1], line[0]), default=(0, True))

    def unlike_age(self) -> frozenset[str]:
        """Return the accounts whose compared period is read as it is known now: asked for, or for want of a reading.

        Growth has ends of its own and an age is an age; stories that are over have one last number.
        """
        spec, accounts, earlier = self._edition.spec, self._edition.accounts, self._earlier
        if earlier is None or self.wish.gained or spec.at_age:
            return frozenset()
        if spec.compare.as_known == "now":
            return frozenset(accounts)
        if not self.wish.media:
            return frozenset()
        return frozenset(account for account in accounts if not read_then(self.visits, account, earlier))

    def ground(self) -> Ground:
        """Return all that deciding on changes needs to know of accounts."""
        accounts, known = self._edition.accounts, self.known_now()
        known_until = {
            account: self.visits.known_until(account, self._own.start, min(self._own.end, self._now))
            for account in accounts
            if account not in known and self.wish.media and not self.wish.gained
        }
        unlike, unread = (
            self.unlike_age(),
            frozenset(account for account in accounts if self.wish.gained and account not in known),
        )
        unknown = frozenset(
            account for account in accounts if account not in known or not self._knows(account, self._earlier)
        )
        return Ground(
            unknown=unknown,
            storyless=frozenset(account for account in accounts if self.wish.stories and not self._watches(account)),
            unlike_age=unlike,
            known_until=known_until,
            unread=unread,
            never_listed=frozenset(account for account in accounts if not self._was_listed(account)),
            as_of={
                account: self.visits.last_read(account, "media" if self.wish.media else "stories")
                for account in accounts
            },
            comparable_from=self._comparable_from(unlike - unknown, unknown) if self._earlier else None,
            growth_from=self._first_after(unread),
        )

    def _knows(self, account: str, stretch: Stretch | None) -> bool:
        return stretch is None or knows_all(self.visits, account, stretch, wish=self.wish, now=self._now)

    def _was_listed(self, account: str) -> bool:
        """Say whether a list of any part of the own period was read; before it began nothing can be."""
        start, end = self._own.start, min(self._own.end, self._now)
        if end <= start:
            return True
        if self.wish.media:
            return self.visits.listed_share(account, start, end) > 0
        last = self.visits.last_read(account, "stories")
        return last is not None and last > start

    def _watches(self, account: str) -> bool:
        stretches = [stretch for stretch in (self._own, self._earlier) if stretch]
        return all(watches_all(self.visits, account, stretch, now=self._now) for stretch in stretches)

    def _comparable_from(self, unlike: frozenset[str], unknown: frozenset[str]) -> datetime | None:
        """Return when a later report can compare first, where this one cannot because history is too young."""
        if self.wish.gained:
            return self._first_after(unknown, compared=True)
        return self._first_after(unlike, compared=True) if self._edition.spec.compare.as_known == "then" else None

    def _first_after(self, accounts: frozenset[str], *, compared: bool = False) -> datetime | None:
        """Return when a report has the readings that it needs of these accounts first; None where it has them."""
        if not accounts:
            return None
        read = max(self.visits.first_read(account, "media") or self._now for account in accounts)
        room = slack(self._own.start, self._own.end)
        return possible_from(self._edition, self._now, first_read=read, room=room, compared_too=compared)
