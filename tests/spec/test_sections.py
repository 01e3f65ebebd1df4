"""The kinds of sections."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from reporter.spec.sections import SectionSpec, TextSection, section_kinds

SECTION: TypeAdapter[SectionSpec] = TypeAdapter(SectionSpec)


def test_every_kind_is_named_as_specs_write_it() -> None:
    assert section_kinds() == ("kpis", "trend", "table", "top", "media", "breakdown", "heatmap", "text")


@pytest.mark.parametrize("kind", section_kinds())
def test_a_kind_gives_the_model_of_its_name(kind: str) -> None:
    keys: dict[str, dict[str, Any]] = {
        "table": {"by": ["account"]},
        "top": {"by": "views"},
        "breakdown": {"metric": "views"},
        "heatmap": {"metric": "views"},
        "text": {"body": "x"},
    }
    section = SECTION.validate_python({"kind": kind, **keys.get(kind, {})})
    assert section.kind == kind


@pytest.mark.parametrize("keys", [{}, {"body": "x", "file": "notes.md"}])
def test_a_text_has_one_source(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="expected either body or file"):
        TextSection.model_validate({"kind": "text", **keys})
