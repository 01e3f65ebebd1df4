"""Models of written files are strict, and accept a single text where a list is expected."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from reporter.spec.base import Model, OneOrMore


class Letters(Model):
    to: OneOrMore


def test_a_single_text_is_a_list_of_one() -> None:
    assert Letters.model_validate({"to": "a@example.com"}).to == ("a@example.com",)
    assert Letters.model_validate({"to": ["a", "b"]}).to == ("a", "b")


@pytest.mark.parametrize("written", [{"to": 5}, {"to": {"a": "b"}}, {"to": ["a", ["b"]]}, {"to": "a", "cc": "b"}, {}])
def test_other_shapes_and_unknown_keys_are_rejected(written: object) -> None:
    with pytest.raises(ValidationError):
        Letters.model_validate(written)
