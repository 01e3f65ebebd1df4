"""The table of delivery targets has every kind that a spec accepts."""

from __future__ import annotations

from reporter.delivery.targets import TARGETS
from reporter.spec.outputs import TargetEntry


def test_every_target_of_a_spec_is_delivered() -> None:
    assert {kind.value for kind in TARGETS} == set(TargetEntry.model_fields)
