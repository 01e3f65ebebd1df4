"""Scripted faults: which media item or account fails, how, and how often."""

from __future__ import annotations

import json

import pytest

from reporter.sandbox.faults import AccountFault, AccountTrouble, Fault, Faults, Trouble
from reporter.sandbox.server import running
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, NOW, first, get, insights, post_batch

FAULTY = [
    (Trouble.BEFORE_BUSINESS_ACCOUNT, 400, (100, 2108006)),
    (Trouble.NOT_ENOUGH_VIEWERS, 400, (10, None)),
    (Trouble.GONE, 400, (100, 33)),
    (Trouble.UNKNOWN_ERROR, 500, (1, None)),
    (Trouble.SERVICE_ERROR, 500, (2, None)),
    (Trouble.NO_ANSWER, 500, (1, None)),
]


def _item() -> str:
    with running(NOW) as sandbox:
        return first(sandbox, "REELS")


@pytest.mark.parametrize(("trouble", "status", "code"), FAULTY)
def test_scripted_trouble_of_a_media_item(trouble: Trouble, status: int, code: tuple[int, int | None]) -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(trouble)})) as sandbox:
        answer = insights(sandbox, item, "reach")
        assert (answer.status, answer.code) == (status, code)
        page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach)", limit=5)
        assert page.status == status
        assert get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=5).status == 200


def test_scripted_emptiness_and_silence() -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(Trouble.EMPTY)})) as sandbox:
        assert insights(sandbox, item, "reach").body == {"data": []}
    with running(NOW, faults=Faults(media={item: Fault(Trouble.NO_ANSWER)})) as sandbox:
        parts = post_batch(sandbox, [f"{item}/insights?metric=reach", "me"]).body
        assert parts[0] is None
        assert parts[1]["code"] == 200


def test_trouble_can_pass() -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(Trouble.SERVICE_ERROR, times=2)})) as sandbox:
        assert [insights(sandbox, item, "reach").status for _ in range(4)] == [500, 500, 200, 200]


def test_an_expired_token_and_a_reached_limit() -> None:
    scripted = Faults(
        accounts={
            "lumen": AccountFault(AccountTrouble.TOKEN_EXPIRED),
            "velora": AccountFault(AccountTrouble.RATE_LIMITED, times=1, after=1),
        }
    )
    with running(NOW, faults=scripted) as sandbox:
        expired = get(sandbox, f"/v23.0/{ID['lumen']}/media")
        assert (expired.status, expired.code) == (400, (190, 463))
        assert "Session has expired on" in expired.error["message"]
        assert token("lumen") not in expired.raw.decode()
        limited = [get(sandbox, f"/v23.0/{ID['velora']}/media", alias="velora") for _ in range(3)]
        assert [answer.status for answer in limited] == [200, 400, 200]
        assert limited[1].code == (80002, None)
        (entry,) = json.loads(limited[1].headers["X-Business-Use-Case-Usage"])[ID["velora"]]
        assert entry["call_count"] == 100
        assert entry["estimated_time_to_regain_access"] > 0


def test_announced_usage_and_pages_too_heavy() -> None:
    with running(NOW, faults=Faults(usage=96, heaviest_page=25)) as sandbox:
        answer = get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=25)
        (entry,) = json.loads(answer.headers["X-Business-Use-Case-Usage"])[ID["lumen"]]
        assert entry["call_count"] == 96
        heavy = get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=50)
        assert (heavy.status, heavy.error["code"]) == (500, 1)
        assert heavy.error["message"].startswith("Please reduce the amount of data you're asking for")
