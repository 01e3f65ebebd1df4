"""The metrics that a spec requires."""

from __future__ import annotations

from reporter.catalog.load import load_catalog
from reporter.spec.metrics import required_metrics
from tests.support.analysis_makers import make_spec


def test_what_a_condition_for_holding_needs_is_asked() -> None:
    spec = make_spec(metrics=("views",), hold_if=("saved / reach < 0.01",))
    assert required_metrics(spec, load_catalog().metrics) == ("views", "saved", "reach")
