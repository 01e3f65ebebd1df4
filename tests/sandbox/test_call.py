"""API versions in the path of a request."""

from __future__ import annotations

import pytest

from reporter.sandbox.server import Sandbox
from tests.support.sandbox_client import get


@pytest.mark.parametrize("version", ["v21.0", "v27.0"])
def test_a_version_that_lives_wants_a_token(sandbox: Sandbox, version: str) -> None:
    found = get(sandbox, f"/{version}/me", bearer="")
    assert (found.status, found.error["code"]) == (400, 2500)
    assert found.error["message"].startswith("An active access token must be used")


@pytest.mark.parametrize("version", ["v28.0", "v99.0"])
def test_a_version_that_nobody_released_is_an_unknown_path(sandbox: Sandbox, version: str) -> None:
    for bearer in ("", None, "somebody"):
        found = get(sandbox, f"/{version}/me", bearer=bearer)
        assert (found.status, found.error["code"]) == (400, 2500)
        assert found.error["message"] == f"Unknown path components: /{version}/me"
