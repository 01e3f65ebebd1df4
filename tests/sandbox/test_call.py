"""API versions in the path of a request."""

from __future__ import annotations

import pytest

from reporter.sandbox.call import Call, ServerState, split_path
from reporter.sandbox.faults import Faults
from reporter.sandbox.server import Sandbox
from reporter.sandbox.usage import Tally
from reporter.sandbox.world import ACCOUNTS
from tests.support.sandbox_client import NOW, get


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


@pytest.mark.parametrize(
    ("path", "version", "pieces"),
    [
        ("/v23.0/me/accounts", "v23.0", ("me", "accounts")),
        ("/me", "v27.0", ("me",)),
        ("/", "v27.0", ()),
        ("//v23.0//17", "v23.0", ("17",)),
        ("/v3.2/17", "v21.0", ("17",)),  # over, so the oldest one answers
        ("/v99.0/17", "v27.0", ("17",)),
        ("/v2.x/17", "v27.0", ("v2.x", "17")),
    ],
)
def test_a_path_is_split_into_version_and_pieces(path: str, version: str, pieces: tuple[str, ...]) -> None:
    assert split_path(path, NOW) == (version, pieces)


def test_a_link_repeats_the_call_with_the_token() -> None:
    server = ServerState(NOW, "http://127.0.0.1:8000", Faults(), Tally())
    call = Call(("17", "media"), {"limit": "3", "fields": "id"}, "v23.0", ACCOUNTS[0], "made-up", server)
    assert call.link(after="x=") == (
        "http://127.0.0.1:8000/v23.0/17/media?access_token=made-up&pretty=0&limit=3&fields=id&after=x%3D"
    )
    assert (call.now, call.login) == (NOW, ACCOUNTS[0].login)
