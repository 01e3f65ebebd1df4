"""Random specs over a world, as what a YAML file would hold."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.support.oracle.world import World

PERIODS: tuple[Any, ...] = (
    "last_week",
    "last_week",
    "this_week",
    "last_28_days",
    "last_7_days",
    "last_month",
    "this_month",
)
COMPARES: tuple[Any, ...] = (
    "previous_period", "previous_period", "previous_period", "previous_year", "none",
    {"period": "previous_period", "as_known": "now"}, {"period": "previous_year", "as_known": "now"},
)  # fmt: skip
METRICS = (
    "views", "reach", "total_interactions", "shares", "likes", "comments", "saved", "follows", "profile_visits",
    "ig_reels_avg_watch_time", "reels_skip_rate", "facebook_views", "replies", "ig_reels_video_view_total_time",
)  # fmt: skip
CALCULATED = {
    "engagement_rate": {"formula": "total_interactions / reach", "format": "percent"},
    "depth": {"formula": "views / reach", "format": "decimal"},
    "saves_share": {"formula": "saved / views", "format": "percent"},
    "mixed": {"formula": "views * 0.1 + reach - 2 * likes", "format": "number"},
    "passive": {"formula": "total_interactions - likes", "format": "number"},
}
LABELS = {
    "pillar": {
        "Launch": {"hashtags": ["launch"]},
        "Giveaway": {"hashtags": ["giveaway"]},
        "Reels": {"product_types": ["REELS"]},
    }
}
DIMENSIONS: tuple[Any, ...] = (
    ["account"], ["account"], ["product_type"], ["weekday"], ["pillar"], ["product_type", "pillar"],
    ["account", "product_type"], ["week"], ["day"], ["media_type"],
)  # fmt: skip
BREAKDOWNS = {"navigation": "story_navigation_action_type", "profile_activity": "action_type"}


def make_spec(world: World, chance: Random) -> dict[str, Any]:
    """Return one spec, valid by the contract."""
    metrics = chance.sample(METRICS, chance.choice((1, 2, 3)))
    if "views" not in metrics and chance.random() < 0.7:
        metrics.insert(0, "views")
    if "reach" not in metrics and chance.random() < 0.5:
        metrics.append("reach")
    calculated = {name: CALCULATED[name] for name in chance.sample(list(CALCULATED), chance.choice((0, 1, 1)))}
    compare = chance.choice(COMPARES)
    spec: dict[str, Any] = {
        "title": "Oracle",
        "accounts": "all",
        "period": _period(world, chance),
        "compare": compare,
        "timezone": chance.choice(("UTC", "Europe/Berlin", "America/New_York")),
        "metrics": metrics,
        "calculated": calculated,
        "labels": LABELS,
    }
    kind = chance.random()
    if kind < 0.15:
        spec["at_age"] = chance.choice(("24h", "48h", "3d", "7d"))
    elif kind < 0.27:
        spec["basis"] = "gained"
    if chance.random() < 0.2:
        spec["media"] = {"product_types": chance.choice((["FEED"], ["REELS"], ["FEED", "REELS"], ["STORY"]))}
    elif chance.random() < 0.15:
        spec["media"] = {"hashtags": {chance.choice(("any", "none")): [chance.choice(("launch", "team"))]}}
    if chance.random() < 0.3:
        spec["breakdowns"] = {name: BREAKDOWNS[name] for name in chance.sample(list(BREAKDOWNS), 1)}
    spec["sections"] = _sections(spec, chance)
    spec["alerts"], spec["hold_if"] = _conditions(spec, chance)
    return spec


def _period(world: World, chance: Random) -> Any:  # noqa: ANN401 - a name or two days
    if chance.random() < 0.15:
        last = world.now.date().toordinal() - chance.randrange(1, 6)
        first = last - chance.randrange(2, 16)
        day = type(world.now.date()).fromordinal
        return {"from": day(first).isoformat(), "to": day(last).isoformat()}
    return chance.choice(PERIODS)


def _sections(spec: dict[str, Any], chance: Random) -> list[dict[str, Any]]:
    figures = [*spec["metrics"], *spec["calculated"]]
    found: list[dict[str, Any]] = []
    if chance.random() < 0.55:
        found.append({"kind": "kpis"})
    if chance.random() < 0.6 or not found:
        found.append(
            {"kind": "table", "by": chance.choice(DIMENSIONS), "metrics": chance.sample(figures, min(2, len(figures)))}
        )
    if chance.random() < 0.3:
        found.append({"kind": "trend", "metrics": chance.sample(figures, 1), "by": chance.choice(("day", "week"))})
    if chance.random() < 0.4:
        order, limit = chance.choice(("highest", "lowest")), chance.choice((3, 5, 10))
        found.append(
            {"kind": "top", "by": chance.choice(figures), "limit": limit, "order": order, "metrics": figures[:1]}
        )
    found += [{"kind": "breakdown", "metric": name} for name in spec.get("breakdowns", ())]
    if chance.random() < 0.2:
        found.append({"kind": "media"})
    return found


def _conditions(spec: dict[str, Any], chance: Random) -> tuple[dict[str, Any], list[str]]:
    figures = [*spec["metrics"], *spec["calculated"]]
    words = ["coverage < 0.95", "coverage >= 0.5", "accounts_silent > 0", "lowered > 0", "lowered < 1", "media >= 3"]
    words += [f"{name} >= 1000" for name in figures]
    if spec["compare"] != "none":
        words += [f"change_{name} {sign}" for name in figures for sign in ("< -0.1", "> 0.1", "< 0")]
        words += [f"previous_{name} > 100 and change_{name} < 0.5" for name in figures]
    alerts: dict[str, Any] = {}
    for number in range(chance.choice((0, 0, 1, 2))):
        alerts[f"alert_{number}"] = {"when": chance.choice(words), "message": f"Alert {number}"}
        if chance.random() < 0.3:
            alerts[f"alert_{number}"]["by"] = "account"
    return alerts, chance.sample(words, chance.choice((0, 1)))
