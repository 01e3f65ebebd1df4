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
class MediaState:
    """A media item at an age in hours. `people` is its final reach, `liking` how much more than usual it is liked.

    `unliked`: a like was taken back today. `positions`: what chance gave it, by name; `finals`: each final count with
    its rounding; both are the same at every age. `growth`: the share reached by now, by the hour that counts began at.
    """

    media: Media
    hours: float
    people: float
    liking: float
    unliked: bool
    positions: dict[str, float] = field(default_factory=dict)
    finals: dict[str, tuple[float, float]] = field(default_factory=dict)
    growth: dict[float, float] = field(default_factory=dict)

    def factor(self, low: float, high: float, name: str) -> float:
        """Return a number of [low, high) that belongs to the media item for good."""
        if name not in self.positions:
            self.positions[name] = draw(self.media.id, name)
        return low + (high - low) * self.positions[name]


MetricFunction = Callable[[MediaState], Number]


def metric_value(media: Media, metric: Metric, now: datetime) -> Number:
    """Return a metric's value: milliseconds and counts whole, percentages with one decimal, 0 before it is counted."""
    return metric_function(metric)(state_now(media, now))


def metric_function(metric: Metric) -> MetricFunction:
    """Return what counts a metric."""
    return _METRIC_FUNCTIONS.get(metric.name) or _unknown(metric)


def state_now(media: Media, now: datetime) -> MediaState:
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
    return MediaState(media, hours, people, liking, is_unliked(media, int(hours // 24)))


def state_at(state: MediaState, now: datetime, *, unliked: bool) -> MediaState:
    """Return a media item at another time; `unliked`: whether a like is taken back on that day."""
    return MediaState(
        state.media, age(state.media, now), state.people, state.liking, unliked, state.positions, state.finals
    )


def age(media: Media, now: datetime) -> float:
    """Return how many hours old a media item is."""
    return (now - media.published) / _HOUR


def is_unliked(media: Media, day: int) -> bool:
    """Say whether a like is taken back on a day of a media item's life. On all others its counts only grow."""
    return draw(media.id, "unliked", day) < 0.06


def reach(state: MediaState) -> int:
    """Return how many accounts saw it."""
    return _count_so_far(state, "reach", lambda media_state, _name: media_state.people)


def _views(state: MediaState) -> int:
    return _count_so_far(state, "views", _final_views, since=_FIRST_VIEWS)


def _final_views(state: MediaState, _name: str) -> float:
    media = state.media
    each = between(*_VIEWS_PER_ACCOUNT[media.product_type], media.id, "views")
    each += 0.35 if media.media_type == "CAROUSEL_ALBUM" else 0
    each = 0.97 if draw(media.id, "estimate") < 0.004 else each  # reach is estimated, and now and then too high
    return state.people * each


def _likes(state: MediaState) -> int:
    likes = _interactions_of(state, "likes")
    return likes - 1 if likes > 30 and state.unliked else likes


def _interactions(state: MediaState) -> int:
    total = _likes(state) + _interactions_of(state, "shares") + _interactions_of(state, "reposts")
    if state.media.product_type == ProductType.STORY:
        total += _interactions_of(state, "replies")  # counted here even where `replies` itself is always 0
    else:
        total += _interactions_of(state, "comments") + _interactions_of(state, "saved")
    return total + int(total * state.factor(-0.004, 0.012, "unseen")) if total > 100 else total


def _replies(state: MediaState) -> int:
    return _interactions_of(state, "replies") if state.media.account.counts_replies else 0


def _link_clicks(state: MediaState) -> int:
    return _interactions_of(state, "link_clicks") if state.media.has_link else 0


def _navigation(state: MediaState) -> int:
    return int(_views(state) * state.factor(0.82, 0.97, "navigation"))


def _plays(state: MediaState) -> int:
    """Initial plays: close to reach, as total and average watch time of real reels say."""
    return int(reach(state) * state.factor(0.97, 1.05, "plays"))


def _share_watched(state: MediaState) -> float:
    """How much of a reel is watched on average, as a share of its length."""
    return state.factor(0.2, 0.52, "held") * min(1.25, 22 / state.media.seconds + 0.35)


def _total_watch_time(state: MediaState) -> int:
    return int(_plays(state) * state.media.seconds * 1000 * _share_watched(state))


def _average_watch_time(state: MediaState) -> int:
    plays = _plays(state)
    return _total_watch_time(state) // plays if plays else 0


def _skip_rate(state: MediaState) -> Number:
    if not _plays(state):
        return 0
    settling = 4 * math.exp(-state.hours / 30)
    return round(min(96.0, 78 - 62 * _share_watched(state) + state.factor(-6, 6, "skips") + settling), 1)


def _facebook_views(state: MediaState) -> int:
    return _count_so_far(state, "facebook", _final_facebook_views) if state.media.on_facebook else 0


def _final_facebook_views(state: MediaState, _name: str) -> float:
    return state.people * between(0.08, 0.3, state.media.id, "facebook_views")


def _total_views(state: MediaState) -> int:
    return _views(state) + _facebook_views(state) + _paid(state, "paid views")


def _interactions_of(state: MediaState, name: str) -> int:
    return _count_so_far(state, name, _final_interactions)


def _final_interactions(state: MediaState, name: str) -> float:
    shares = {ProductType.REELS: _REEL_SHARES, ProductType.STORY: _STORY_SHARES}.get(state.media.product_type, {})
    low, high = shares.get(name) or _SHARES[name]
    return state.people * between(low, high, state.media.id, name) * state.liking


def _paid(state: MediaState, name: str) -> int:
    """What ads add, to the one media item in twelve that is boosted."""
    return _count_so_far(state, name, _final_paid) if state.factor(0, 1, "boosted") < 1 / 12 else 0


def _final_paid(state: MediaState, name: str) -> float:
    return state.people * _PAID[name]


def _count_so_far(
    state: MediaState, name: str, final_count: Callable[[MediaState, str], float], *, since: float = _FIRST_PEOPLE
) -> int:
    """Return how much of a final count is there by now; the draw rounds small counts up as often as down.

    `final_count` is called once for a media item, whatever its age.
    """
    hours = state.hours - since
    if hours <= 0:
        return 0
    if name not in state.finals:
        state.finals[name] = final_count(state, name), draw(state.media.id, name, "rounding")
    count, rounding = state.finals[name]
    if since not in state.growth:
        kind = state.media.product_type
        tempo = _HOURS[kind] * state.factor(0.7, 1.4, "tempo")
        state.growth[since] = 1 - math.exp(-((hours / tempo) ** _BEND[kind]))
    return int(count * state.growth[since] + rounding)


def _unknown(metric: Metric) -> MetricFunction:
    """Return a plausible measure of a metric that the catalog has and this module does not know yet."""
    share = between(0.002, 0.03, metric.name, "share")
    if metric.unit == Unit.PERCENT:
        return lambda state: round(between(10, 60, state.media.id, metric.name), 1) if reach(state) else 0
    if metric.unit == Unit.MILLISECONDS:
        return lambda state: reach(state) * (2000 + number(state.media.id, metric.name) % 6000)
    return lambda state: _count_so_far(state, metric.name, lambda media_state, _name: media_state.people * share)


_METRIC_FUNCTIONS: Mapping[str, MetricFunction] = {
    "views": _views,
    "impressions": _views,
    "reach": reach,
    "total_interactions": _interactions,
    "likes": _likes,
    "comments": lambda state: _interactions_of(state, "comments"),
    "saved": lambda state: _interactions_of(state, "saved"),
    "shares": lambda state: _interactions_of(state, "shares"),
    "reposts": lambda state: _interactions_of(state, "reposts"),
    "follows": lambda state: _interactions_of(state, "follows"),
    "profile_visits": lambda state: _interactions_of(state, "profile_visits"),
    "profile_activity": lambda state: _interactions_of(state, "profile_activity"),
    "replies": _replies,
    "link_clicks": _link_clicks,
    "navigation": _navigation,
    "ig_reels_avg_watch_time": _average_watch_time,
    "ig_reels_video_view_total_time": _total_watch_time,
    "reels_skip_rate": _skip_rate,
    "facebook_views": _facebook_views,
    "crossposted_views": lambda state: _views(state) + _facebook_views(state),
    "total_views": _total_views,
    "total_likes": lambda state: _likes(state) + _paid(state, "paid likes"),
    "total_comments": lambda state: _interactions_of(state, "comments") + _paid(state, "paid comments"),
    "plays": _plays,
    "clips_replays_count": lambda state: max(0, _views(state) - _plays(state)),
    "ig_reels_aggregated_all_plays_count": lambda state: _views(state) + _facebook_views(state),
}
