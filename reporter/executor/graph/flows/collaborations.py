"""Measures of collaboration posts, which the account accepted and another account owns.

Only the owner can read the insights of such a post. Its row in the list has a few counts as fields, nothing else.
Source: Meta's page "Collaboration" (Instagram API with Facebook login), read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reporter.catalog.models import Unit
from reporter.core.observations import MetricValue, Missing, Reason
from reporter.executor.graph.parse import parse_value

COLLABORATIVE_MEDIA = "collaborative_media"  # the list

# The field that holds what a metric counts, as far as there is one.
FIELD_OF = {
    "likes": "like_count",
    "comments": "comments_count",
    "saved": "saved_count",
    "shares": "shares_count",
    "reposts": "reposts_count",
    "total_likes": "total_like_count",
    "total_comments": "total_comments_count",
    "total_views": "total_views_count",
}
NOT_SHARED = Missing(Reason.NOT_SUPPORTED, "Meta provides this metric only to the owner of a collaboration post")
_NOT_GIVEN = Missing(Reason.FAILED, "the API did not respond after several attempts")


def parse_shared(
    row: Mapping[str, object],
    units: Mapping[str, Unit],
    never: Mapping[str, Missing],
    *,
    requested: Collection[str],
) -> dict[str, MetricValue]:
    """Return the measures of a row; what its owner hides is missing. `requested`: the fields of the page."""
    measures: dict[str, MetricValue] = {}
    for metric, unit in units.items():
        field = FIELD_OF.get(metric, "")
        if metric in never:
            measures[metric] = never[metric]
        elif not field:
            measures[metric] = NOT_SHARED
        else:
            measures[metric] = parse_value(row.get(field), unit) if field in requested else _NOT_GIVEN
    return measures
