"""Which media items are due again, by their age: recent ones on every run, older ones daily, the oldest weekly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from reporter.core.observations import CompletedListing
from reporter.spec.workspace import CollectAges

_EARLY = timedelta(hours=1)  # a job that starts a little early still counts as a day or a week later
_TOLERANCE = timedelta(days=1)  # by which a listing may miss the beginning of an age


def due(listings: Sequence[tuple[datetime, CompletedListing]], ages: CollectAges, now: datetime) -> timedelta:
    """Return the age up to which media items are due: recent ones always, older ones daily, the oldest weekly.

    `listings`: the completed listings of an account with their times.
    """
    for age, pause in ((ages.weekly, timedelta(days=7)), (ages.daily, timedelta(days=1))):
        back = age.length
        times = (
            time
            for time, listing in listings
            if listing.listed == "media" and listing.since <= time - back + _TOLERANCE and listing.until >= time
        )
        latest = max(times, default=None)
        if latest is None or latest <= now - pause + _EARLY:
            return back
    return ages.every_run.length
