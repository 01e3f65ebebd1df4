"""What the sandbox refuses over real HTTP, in Meta's words, by its own nature and as scripted."""

from __future__ import annotations

from reporter.sandbox.server import Sandbox
from tests.support.sandbox_client import get


def test_every_error_has_the_same_shape(sandbox: Sandbox) -> None:
    answer = get(sandbox, "/v23.0/1/insights", metric="reach")
    assert answer.status == 400
    assert set(answer.error) == {"message", "type", "code", "error_subcode", "fbtrace_id"}
    assert answer.error["type"] == "GraphMethodException"
    assert answer.error["message"].startswith("Unsupported get request. Object with ID '1' does not exist, cannot be")
