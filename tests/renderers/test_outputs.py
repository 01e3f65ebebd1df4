"""The table of renderers has every output kind that a spec accepts, and every kind can be attached."""

from __future__ import annotations

from typing import get_args

from reporter.renderers.outputs import RENDERERS
from reporter.spec.outputs import OutputKind, Outputs


def test_every_output_kind_of_a_spec_is_rendered() -> None:
    keys = {field.alias or name for name, field in Outputs.model_fields.items()}
    assert keys == set(RENDERERS) == set(get_args(OutputKind))
