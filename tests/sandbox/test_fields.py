"""The parameter fields: names, modifiers and nested fields."""

from __future__ import annotations

import pytest

from reporter.sandbox.errors import FailedCallError
from reporter.sandbox.fields import Field, read_fields
from reporter.sandbox.server import Sandbox
from tests.support.sandbox_client import first, get

TWICE = (
    'Syntax error "Field id specified more than once. This is only possible before version 2.1" at character 5: id,id'
)


DISCOVERY = "(#36104) You do not have permission to access this field outside of the Business Discovery API."


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ("foo", 100, "(#100) Tried accessing nonexisting field (foo)"),
        ("id,id", 2500, TWICE),
        ("view_count", 36104, DISCOVERY),
        ("insights.metric(reach", 2500, None),
        ("children{id", 2500, None),
        ("id}", 2500, None),
    ],
)  # fmt: skip
def test_wrong_fields(sandbox: Sandbox, fields: str, code: int, message: str | None) -> None:
    answer = get(sandbox, f"/v23.0/{first(sandbox, 'FEED')}", fields=fields)
    assert (answer.status, answer.error["code"]) == (400, code)
    assert message in {None, answer.error["message"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("id", (Field("id"),)),
        (" id , caption ", (Field("id"), Field("caption"))),
        (
            "insights.metric(reach,views).period(lifetime)",
            (Field("insights", {"metric": "reach,views", "period": "lifetime"}),),
        ),
        ("children{id,media_type}", (Field("children", {}, (Field("id"), Field("media_type"))),)),
        ("a{b{c}}", (Field("a", {}, (Field("b", {}, (Field("c"),)),)),)),
    ],
)
def test_fields_have_modifiers_and_fields_of_their_own(text: str, expected: tuple[Field, ...]) -> None:
    assert read_fields(text) == expected


@pytest.mark.parametrize("text", ["id,id", "id caption", "a{b", "a.b", "a.b(c", "}", "a{b{c{d{e{f{g}}}}}}", ","])
def test_what_is_not_a_list_of_fields_is_rejected(text: str) -> None:
    with pytest.raises(FailedCallError) as caught:
        read_fields(text)
    assert caught.value.code == 2500
