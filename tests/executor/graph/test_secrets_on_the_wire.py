"""From plan to answers over real HTTP: no address of an answer is ever asked, and no token comes out."""

from __future__ import annotations

import pytest

from reporter.core.errors import CredentialsError
from reporter.executor.fetch import fetch
from tests.support.simulated_graph import COMMON, START, plan_for
from tests.support.wire_client import TOKEN, client
from tests.support.wire_server import answer, refusal, wired

ROW = {"id": "17", "timestamp": START.strftime("%Y-%m-%dT%H:%M:%S+0000"), "media_product_type": "FEED"}
EVIL = (
    "{evil}/x",
    "{evil}/x?access_token={token}",
    "https://graph.facebook.com@{host}/x",
    "https://graph.facebook.com\\@{host}/x",
    "https://{host}\\@graph.facebook.com/x",
    "http://{host}#@graph.facebook.com/",
    "//{host}/x",
    "\t{evil}/x",
    "{evil}\r\n/x",
    "http://graph.facebook.com.evil.invalid/",
    "http://graph.facebook.com%2eevil.invalid/",
    "https://graph.facebook.com:1/x",
    "HTTP://{host}/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://2130706433/x",
    "file:///etc/passwd",
    "gopher://{host}/x",
)


@pytest.mark.parametrize("following", EVIL)
def test_l08_whatever_next_says_only_the_cursor_is_followed(following: str) -> None:
    with wired(answer({"data": []})) as evil:
        following = following.format(evil=evil.url, host=evil.url.removeprefix("http://"), token=TOKEN)
        row = ROW | {"insights": {"data": [{"name": "views", "values": [{"value": 7}]}]}}
        first = answer({"data": [row], "paging": {"next": following, "cursors": {"after": "a&b=c"}}})
        with wired(first, answer({"data": []})) as wire, client(wire) as sender:
            fetched = fetch(plan_for(*COMMON, login="instagram"), sender.send)
    assert evil.connections == 0
    assert fetched.failures == ()
    assert [snapshot.media.media_id for snapshot in fetched.snapshots] == ["17"]
    assert wire.line(1).endswith("&after=a%26b%3Dc HTTP/1.1")
    assert all(TOKEN not in wire.line(number) for number in range(len(wire.asked)))


@pytest.mark.parametrize("login", ["facebook", "instagram"])
def test_l14_a_token_that_the_api_echoes_is_told_nowhere(login: str) -> None:
    echo = f"Invalid OAuth access token {TOKEN}"
    with wired(refusal(190, echo)) as wire, client(wire) as sender:
        fetched = fetch(plan_for(*COMMON, login=login), sender.send)
    (failure,) = fetched.failures
    assert isinstance(failure.error, CredentialsError)
    assert TOKEN not in repr(fetched)
    assert TOKEN not in str(failure.error)
    assert len(wire.asked) == 1


def test_a_refusal_of_one_media_item_that_echoes_the_token_leaves_no_trace_of_it() -> None:
    script = (answer({"data": [ROW]}), refusal(36104, f"no {TOKEN}"))
    with wired(*script) as wire, client(wire) as sender:
        fetched = fetch(plan_for("follows", login="instagram"), sender.send)
    assert [snapshot.media.media_id for snapshot in fetched.snapshots] == ["17"]
    assert TOKEN not in repr(fetched)
