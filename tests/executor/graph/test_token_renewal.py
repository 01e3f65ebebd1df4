"""What is read from Meta's answer about a token: until when it lasts, what it may read, and for which account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.core.errors import CredentialsError
from reporter.executor.graph.errors import FACEBOOK_SCOPES
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.token_renewal import TokenFacts, facts_flow, missing_scopes

ACCOUNT = "17841400000000001"
OTHER = "17841400000000002"


def facts(**data: Any) -> TokenFacts:  # noqa: ANN401 - as JSON has it
    flow = facts_flow("acme", "v26.0")
    next(flow)
    with pytest.raises(StopIteration) as ended:
        flow.send((Reply({"data": {"is_valid": True, **data}}),))
    found = ended.value.value
    assert isinstance(found, TokenFacts)
    return found


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        ({"scopes": list(FACEBOOK_SCOPES)}, ()),
        ({"scopes": ["instagram_basic"]}, FACEBOOK_SCOPES[1:]),
        ({"scopes": []}, FACEBOOK_SCOPES),
        ({}, ()),  # nobody told
        ({"scopes": "instagram_basic"}, ()),
    ],
)
def test_permissions_that_a_token_lacks(data: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert missing_scopes(facts(**data), ACCOUNT) == missing


def test_a_permission_that_is_given_for_other_accounts_only_is_lacking() -> None:
    given = [
        {"scope": "instagram_basic", "target_ids": [ACCOUNT, OTHER]},
        {"scope": "instagram_manage_insights", "target_ids": [OTHER]},
        {"scope": "pages_read_engagement", "target_ids": ["1"]},  # a Page's id, which says nothing here
        "no scope at all",
    ]
    assert missing_scopes(facts(scopes=list(FACEBOOK_SCOPES), granular_scopes=given), ACCOUNT) == (FACEBOOK_SCOPES[1],)


def test_the_earlier_of_two_ends_counts_and_0_is_none() -> None:
    found = facts(expires_at=0, data_access_expires_at=1_800_000_000, app_id=48219)
    assert (found.ends, found.app_id) == (datetime.fromtimestamp(1_800_000_000, UTC), "48219")
    assert facts(expires_at=0).ends is None


def test_a_token_that_is_no_more_says_why() -> None:
    with pytest.raises(
        CredentialsError, match=r"password was changed; create a new token in Meta's Graph API Explorer"
    ):
        facts(is_valid=False, error={"code": 190, "subcode": 460, "message": "changed"})
