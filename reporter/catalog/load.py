"""Reads the catalog's files, once, into its types. The files are ours: a fault in them is a bug and raises as one."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from reporter.catalog.models import (
    ApiVersion,
    Break,
    Breakdown,
    Catalog,
    Correction,
    Login,
    Metric,
    Pooling,
    PoolingRule,
    ProductType,
    Removal,
    Unit,
)


@cache
def load_catalog() -> Catalog:
    """Return the shipped catalog. Sources: media.yaml and breakdowns.yaml beside this file."""
    tree = _read("media.yaml") | _read("breakdowns.yaml")
    kept = timedelta(days=tree["retention"]["days"])
    return Catalog(
        metrics={
            name: _metric(name, entry, fall=tree["correction"], kept=kept) for name, entry in tree["metrics"].items()
        },
        breakdowns={name: _breakdown(name, entry) for name, entry in tree["breakdowns"].items()},
        versions={name: ApiVersion(name, **entry) for name, entry in tree["versions"].items()},
        picture_hosts=tuple(tree["picture_hosts"]["names"]),
        retention=kept,
        other_names={name: (entry["name"], entry["why"]) for name, entry in tree["other_names"].items()},
        similar_names=frozenset(name for name, entry in tree["other_names"].items() if not entry.get("same", True)),
        other_breakdowns=tree["other_breakdowns"],
    )


def _read(file: str) -> dict[str, dict[str, Any]]:
    import yaml

    text = resources.files("reporter.catalog").joinpath(file).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tree: dict[str, dict[str, Any]] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, chosen for speed
    return tree


def _metric(name: str, written: dict[str, Any], *, fall: dict[str, Any], kept: timedelta) -> Metric:
    entry = dict(written)
    rule = dict(entry.pop("pooling", {"kind": "sum"}))
    pooling = Pooling(rule.pop("kind"))
    unit = Unit(entry.pop("unit", "count"))
    fall = {**fall, **entry.pop("correction", {})}
    since = entry.pop("since", {})
    removed = entry.pop("removed", None)
    return Metric(
        name=name,
        product_types=tuple(map(ProductType, entry.pop("product_types"))),
        logins=tuple(map(Login, entry.pop("logins", ("facebook", "instagram")))),
        unit=unit,
        correction=Correction(fall["share"], fall["least"]) if pooling.adds_up else None,
        pooling=PoolingRule(pooling, **rule),
        breakdowns=tuple(entry.pop("breakdowns", ())),
        caveats=tuple(entry.pop("caveats", ())),
        since_version=since.get("version", ""),
        since_date=since.get("date"),
        removal=_removal(removed, kept) if removed else None,
        breaks=tuple(Break(change["date"], change["label"]) for change in entry.pop("breaks", ())),
        checked_on=entry.pop("checked"),
        **entry,
    )


def _removal(entry: dict[str, Any], kept: timedelta) -> Removal:
    """Return the removal with the day on which Instagram forgets the numbers of the last media that had the metric."""
    youngest = entry.get("except_created_before")
    return Removal(**entry, gone_on=youngest + kept if youngest else None)


def _breakdown(name: str, entry: dict[str, Any]) -> Breakdown:
    return Breakdown(name=name, checked_on=entry.pop("checked"), **entry)
