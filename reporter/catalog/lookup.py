"""Questions about the catalog that several rooms ask: what a product type, a login or an API version offers."""

from __future__ import annotations

import re
from datetime import date

from reporter.catalog.models import Catalog, Login, Metric, ProductType

_VERSION = re.compile(r"v[1-9][0-9]\.0")  # as Meta numbers them; v230.0 is a slip and not far in the future


def metrics_for(catalog: Catalog, product_type: ProductType) -> tuple[Metric, ...]:
    """Return the metrics that a product type has, in the catalog's order."""
    return tuple(metric for metric in catalog.metrics.values() if product_type in metric.product_types)


def is_removed(metric: Metric, *, version: str, today: date, created: date | None = None) -> bool:
    """Say whether Meta refuses the metric today on this API version.

    `created`: the day the media was made, for metrics that older media keep on older versions; None asks in general.
    """
    removal = metric.removal
    if removal is None:
        return False
    newer = bool(removal.version) and version_key(version) >= version_key(removal.version)
    retained = (
        created is not None and removal.except_created_before is not None and created < removal.except_created_before
    )
    retained = retained and not is_gone(metric, today)
    return newer or (today >= removal.everywhere_on and not retained)


def is_gone(metric: Metric, today: date) -> bool:
    """Say whether no media item has the metric any more, on any version: the last that had it are out of retention."""
    removal = metric.removal
    return removal is not None and removal.gone_on is not None and today >= removal.gone_on


def is_version_to_come(version: str, catalog: Catalog) -> bool:
    """Say whether this may be a version that Meta released after the catalog was checked: unknown, and not wrong."""
    return bool(_VERSION.fullmatch(version)) and version_key(version) > version_key(catalog.newest_version)


def next_version(version: str) -> str:
    """Return the version that Meta releases after this one: v28.0 after v27.0."""
    return f"v{version_key(version)[0] + 1}.0"


def version_key(version: str) -> tuple[int, ...]:
    """Order of API versions: v9.0 before v10.0."""
    return tuple(int(part) for part in version.removeprefix("v").split("."))


def refused_for(metric: Metric, login: Login) -> bool:
    """Say whether accounts with this login are refused the metric."""
    return login not in metric.logins
