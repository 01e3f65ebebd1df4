"""What a metric of a media item is at a time: growth curves over hours, never falling but for a rare unlike.

Rates and shapes follow recorded accounts; every number is a function of media item, metric and age.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reporter.catalog.models import Metric, ProductType, Unit
from reporter.sandbox.draws import between, draw, number, spread
from reporter.sandbox.world import Media, followers

Number = int | float

# Final reach as a share of followers; how unequal media are; hours of the growth curve; its bend.
_REACH = {ProductType.FEED: 0.27, ProductType.REELS: 0.62, ProductType.STORY: 0.075}
_SPREAD = {ProductType.FEED: 0.32, ProductType.REELS: 0.7, ProductType.STORY: 0.2}
_HOURS = {ProductType.FEED: 16.0, ProductType.REELS: 44.0, ProductType.STORY: 7.0}
_BEND = {ProductType.FEED: 0.72, ProductType.REELS: 0.62, ProductType.STORY: 0.85}
_ALBUM_BONUS = 1.18
_VIEWS_PER_ACCOUNT = {ProductType.FEED: (1.22, 1.8), ProductType.REELS: (1.14, 1.62), ProductType.STORY: (1.02, 1.16)}

# Counts as a share of final reach: lowest and highest, by metric; reels and stories where they differ from FEED.
_SHARES = {
    "likes": (0.022, 0.052),
    "comments": (0.0009, 0.0036),
    "saved": (0.004, 0.016),
    "shares": (0.0022, 0.009),
    "reposts": (0.0003, 0.0016),
    "follows": (0.0006, 0.0024),
    "profile_visits": (0.007, 0.019),
    "profile_activity": (0.0016, 0.0052),
    "replies": (0.002, 0.009),
    "link_clicks": (0.006, 0.024),
}
_REEL_SHARES = {"saved": (0.005, 0.019), "shares": (0.005, 0.02), "reposts": (0.0006, 0.003)}
_PAID = {"paid views": 0.4, "paid likes": 0.012, "paid comments": 0.0006}
_STORY_SHARES = {"shares": (0.0005, 0.003), "likes": (0.004, 0.018), "follows": (0.0002, 0.001)}

_FIRST_VIEWS = 2 / 60  # hours until views are counted at all, and until anything else is
_FIRST_PEOPLE = 0.2
_HOUR = timedelta(hours=1)
_FEW = 3.0  # final reach of the rare story that hardly anybody is shown


@dataclass(frozen=True, slots=True)
class Seen:
    """A media item at an age in hours. `people` is its final reach, `liking` how much more than usual it is liked.

    `unliked`: a like was taken back today. `drawn` and `finals`: what chance gave it and each final count with its
    rounding, the same at every age. `grown`: how much of them is there by now, by the hour that they began at.
    """

    media: Media
    hours: float
    people: float
    liking: float
    unliked: bool
    drawn: dict[str, float] = field(default_factory=dict)
    finals: dict[str, tuple[float, float]] = field(default_factory=dict)
    grown: dict[float, float] = field(default_factory=dict)

    def factor(self, low: float, high: float, name: str) -> float:
        """Return a number of [low, high) that belongs to the media item for good."""
        found = self.drawn.get(name)
        if found is None:
            found = self.drawn[name] = draw(self.media.id, name)
        return low + (high - low) * found


MetricFunction = Callable[[Seen], Number]


def measure(media: Media, metric: Metric, now: datetime) -> Number:
    """Return a metric's value: milliseconds and counts whole, percentages with one decimal, 0 before it is counted."""
    return measure_of(metric)(seen_now(media, now))


def measure_of(metric: Metric) -> MetricFunction:
    """Return what counts a metric."""
    return _MEASURES.get(metric.name) or _unknown(metric)


def seen_now(media: Media, now: datetime) -> Seen:
    """Return a media item as it is now."""
    rhythm, liking = media.account.rhythm, between(0.75, 1.3, media.id, "liking")
    people = followers(media.account, media.published) * _REACH[media.product_type]
    people *= min(spread(_SPREAD[media.product_type], media.id, "people"), 7.0)
    people *= rhythm.audience.get(media.hour, 1.0) * rhythm.days[media.weekday]
    people *= between(0.86, 1.16, media.account.alias, "mood", media.key.week)
    if media.media_type == "CAROUSEL_ALBUM":
        people *= _ALBUM_BONUS
    if media.product_type == ProductType.STORY and draw(media.id, "few") < 0.04:
        people = _FEW
    # Early and late media reach fewer people, but keener ones; so the best hour depends on what one asks for.
    liking *= 1.18 if media.hour < 9 or media.hour > 20 else 1.0
    hours = age(media, now)
    return Seen(media, hours, people, liking, is_unliked(media, int(hours // 24)))


def seen_at(seen: Seen, now: datetime, *, unliked: bool) -> Seen:
    """Return a media item that was looked at as it is at another time, of whose day it is known whether it is one."""
    return Seen(seen.media, age(seen.media, now), seen.people, seen.liking, unliked, seen.drawn, seen.finals)


def age(media: Media, now: datetime) -> float:
    """Return how many hours old a media item is."""
    return (now - media.published) / _HOUR


def is_unliked(media: Media, day: int) -> bool:
    """Say whether a like is taken back on a day of a media item's life. On all others its counts only grow."""
    return draw(media.id, "unliked", day) < 0.06


def reach(seen: Seen) -> int:
    """Return how many accounts saw it."""
    return _grown(seen, "reach", _people)


def _people(seen: Seen, _name: str) -> float:
    return seen.people


def _views(seen: Seen) -> int:
    return _grown(seen, "views", _all_views, since=_FIRST_VIEWS)


def _all_views(seen: Seen, _name: str) -> float:
    media = seen.media
    each = between(*_VIEWS_PER_ACCOUNT[media.product_type], media.id, "views")
    each += 0.35 if media.media_type == "CAROUSEL_ALBUM" else 0
    each = 0.97 if draw(media.id, "estimate") < 0.004 else each  # reach is estimated, and now and then too high
    return seen.people * each


def _likes(seen: Seen) -> int:
    likes = _share(seen, "likes")
    return likes - 1 if likes > 30 and seen.unliked else likes


def _interactions(seen: Seen) -> int:
    total = _likes(seen) + _share(seen, "shares") + _share(seen, "reposts")
    if seen.media.product_type == ProductType.STORY:
        total += _share(seen, "replies")  # counted here even where `replies` itself is always 0
    else:
        total += _share(seen, "comments") + _share(seen, "saved")
    return total + int(total * seen.factor(-0.004, 0.012, "unseen")) if total > 100 else total


def _replies(seen: Seen) -> int:
    return _share(seen, "replies") if seen.media.account.counts_replies else 0


def _link_clicks(seen: Seen) -> int:
    return _share(seen, "link_clicks") if seen.media.has_link else 0


def _navigation(seen: Seen) -> int:
    return int(_views(seen) * seen.factor(0.82, 0.97, "navigation"))


def _plays(seen: Seen) -> int:
    """Initial plays: close to reach, as total and average watch time of real reels say."""
    return int(reach(seen) * seen.factor(0.97, 1.05, "plays"))


def _held(seen: Seen) -> float:
    """How much of a reel is watched on average, as a share of its length."""
    return seen.factor(0.2, 0.52, "held") * min(1.25, 22 / seen.media.seconds + 0.35)


def _total_watch_time(seen: Seen) -> int:
    return int(_plays(seen) * seen.media.seconds * 1000 * _held(seen))


def _average_watch_time(seen: Seen) -> int:
    plays = _plays(seen)
    return _total_watch_time(seen) // plays if plays else 0


def _skip_rate(seen: Seen) -> Number:
    if not _plays(seen):
        return 0
    settling = 4 * math.exp(-seen.hours / 30)
    return round(min(96.0, 78 - 62 * _held(seen) + seen.factor(-6, 6, "skips") + settling), 1)


def _facebook_views(seen: Seen) -> int:
    return _grown(seen, "facebook", _all_facebook_views) if seen.media.on_facebook else 0


def _all_facebook_views(seen: Seen, _name: str) -> float:
    return seen.people * between(0.08, 0.3, seen.media.id, "facebook_views")


def _total_views(seen: Seen) -> int:
    return _views(seen) + _facebook_views(seen) + _paid(seen, "paid views")


def _share(seen: Seen, name: str) -> int:
    return _grown(seen, name, _share_of_people)


def _share_of_people(seen: Seen, name: str) -> float:
    shares = {ProductType.REELS: _REEL_SHARES, ProductType.STORY: _STORY_SHARES}.get(seen.media.product_type, {})
    low, high = shares.get(name) or _SHARES[name]
    return seen.people * between(low, high, seen.media.id, name) * seen.liking


def _paid(seen: Seen, name: str) -> int:
    """What ads add, to the one media item in twelve that is boosted."""
    return _grown(seen, name, _all_paid) if seen.factor(0, 1, "boosted") < 1 / 12 else 0


def _all_paid(seen: Seen, name: str) -> float:
    return seen.people * _PAID[name]


def _grown(seen: Seen, name: str, final: Callable[[Seen, str], float], *, since: float = _FIRST_PEOPLE) -> int:
    """Return how much of a final count is there by now; the draw rounds small counts up as often as down.

    `final` is worked out once for a media item, whatever its age.
    """
    hours = seen.hours - since
    if hours <= 0:
        return 0
    known = seen.finals.get(name)
    if known is None:
        known = seen.finals[name] = (final(seen, name), draw(seen.media.id, name, "rounding"))
    if since not in seen.grown:
        kind = seen.media.product_type
        tempo = _HOURS[kind] * seen.factor(0.7, 1.4, "tempo")
        seen.grown[since] = 1 - math.exp(-((hours / tempo) ** _BEND[kind]))
    return int(known[0] * seen.grown[since] + known[1])


def _unknown(metric: Metric) -> MetricFunction:
    """Return a plausible measure of a metric that the catalog has and this module does not know yet."""
    share = between(0.002, 0.03, metric.name, "share")
    if metric.unit == Unit.PERCENT:
        return lambda seen: round(between(10, 60, seen.media.id, metric.name), 1) if reach(seen) else 0
    if metric.unit == Unit.MILLISECONDS:
        return lambda seen: reach(seen) * (2000 + number(seen.media.id, metric.name) % 6000)
    return lambda seen: _grown(seen, metric.name, lambda own, _name: own.people * share)


_MEASURES: Mapping[str, MetricFunction] = {
    "views": _views,
    "impressions": _views,
    "reach": reach,
    "total_interactions": _interactions,
    "likes": _likes,
    "comments": lambda seen: _share(seen, "comments"),
    "saved": lambda seen: _share(seen, "saved"),
    "shares": lambda seen: _share(seen, "shares"),
    "reposts": lambda seen: _share(seen, "reposts"),
    "follows": lambda seen: _share(seen, "follows"),
    "profile_visits": lambda seen: _share(seen, "profile_visits"),
    "profile_activity": lambda seen: _share(seen, "profile_activity"),
    "replies": _replies,
    "link_clicks": _link_clicks,
    "navigation": _navigation,
    "ig_reels_avg_watch_time": _average_watch_time,
    "ig_reels_video_view_total_time": _total_watch_time,
    "reels_skip_rate": _skip_rate,
    "facebook_views": _facebook_views,
    "crossposted_views": lambda seen: _views(seen) + _facebook_views(seen),
    "total_views": _total_views,
    "total_likes": lambda seen: _likes(seen) + _paid(seen, "paid likes"),
    "total_comments": lambda seen: _share(seen, "comments") + _paid(seen, "paid comments"),
    "plays": _plays,
    "clips_replays_count": lambda seen: max(0, _views(seen) - _plays(seen)),
    "ig_reels_aggregated_all_plays_count": lambda seen: _views(seen) + _facebook_views(seen),
}
