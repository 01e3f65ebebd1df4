"""Tokens: warnings before they expire, and their renewal."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.errors import ConfigurationError, CredentialsError, Exit
from reporter.history.open import History
from reporter.history.write.accounts import record_token
from reporter.pipeline.token import RefreshResult, expiry_warning, expiry_warnings, refresh_tokens
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, renewed_token, token
from reporter.spec.workspace import Workspace
from tests.support.workspaces import NOW, make_context, make_workspace

DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (15, ""),
        (14, "acme: the token expires on 2026-12-07; renew it with `reporter token refresh acme`"),
        (1, "acme: the token expires on 2026-11-24; renew it with `reporter token refresh acme`"),
        (0, "acme: the token expired on 2026-11-23; create a new one"),
        (-3, "acme: the token expired on 2026-11-20; create a new one"),
    ],
)
def test_a_warning_begins_fourteen_days_before(days: int, line: str) -> None:
    warning = expiry_warning("acme", NOW + days * DAYS, NOW)
    assert (warning.line if warning else "") == line


def test_warnings_come_in_the_order_of_expiry(history: History) -> None:
    for alias, days in (("acme", 9), ("beta", 3), ("gamma", 60)):
        history.write(partial(record_token, account=alias, expires=NOW + days * DAYS, seen=NOW))
    warnings = expiry_warnings(history, ["acme", "beta", "gamma", "delta"], NOW)
    assert [(warning.subject, warning.kind) for warning in warnings] == [("beta", "warning"), ("acme", "warning")]
    assert expiry_warnings(history, ["gamma"], NOW) == []


def shelf(folder: Path, login: str, *, app_secret: bool = True, aliases: tuple[str, ...] = ("solo",)) -> Workspace:
    """Return a workspace of accounts that share one token in a private file."""
    brand = next(account for account in ACCOUNTS if account.login == login)
    file = folder / "solo.token"
    file.write_text(token(brand.alias))
    file.chmod(0o600)
    account = {"login": login, "instagram_id": brand.instagram_id, "token": "file:solo.token"}
    if app_secret:
        account["app_secret"] = "env:APP_SECRET"
    return make_workspace(folder, accounts=dict.fromkeys(aliases, account))


def refresh(workspace: Workspace, within: timedelta) -> RefreshResult:
    with running(NOW) as sandbox:
        context = make_context(REPORTER_GRAPH_URL=sandbox.url, APP_SECRET="made-up-secret-0815")
        return refresh_tokens(
            list(workspace.accounts), workspace=workspace, catalog=load_catalog(), context=context, within=within
        )


@pytest.mark.parametrize("login", ["facebook", "instagram"])
def test_a_new_token_takes_the_place_of_the_old_one(tmp_path: Path, login: str) -> None:
    workspace = shelf(tmp_path, login, aliases=("solo", "duo"))
    before = (tmp_path / "solo.token").read_text().strip()
    result = refresh(workspace, within=100 * DAYS)
    assert (result.exit, result.problems) == (Exit.DONE, [])
    assert [(renewal.account, renewal.renewed) for renewal in result.renewals] == [("solo", True), ("duo", True)]
    assert result.renewals[0].ends == result.renewals[1].ends == NOW + 60 * DAYS
    assert (tmp_path / "solo.token").read_text().strip() == renewed_token(before)
    assert before not in repr(result)


def test_a_token_that_is_valid_for_long_is_left_alone(tmp_path: Path) -> None:
    workspace = shelf(tmp_path, "facebook")
    before = (tmp_path / "solo.token").read_text()
    (renewal,) = refresh(workspace, within=DAYS).renewals
    assert not renewal.renewed
    assert renewal.ends is not None
    assert renewal.ends > NOW + DAYS
    assert (tmp_path / "solo.token").read_text() == before


def test_a_facebook_token_cannot_be_renewed_without_the_app_secret(tmp_path: Path) -> None:
    result = refresh(shelf(tmp_path, "facebook", app_secret=False), within=100 * DAYS)
    (renewal,) = result.renewals
    assert isinstance(renewal.error, ConfigurationError)
    assert result.exit is Exit.CONFIGURATION
    (problem,) = result.problems
    assert problem.line == "solo: the app secret is required to renew its token; add app_secret: to the account"


def test_a_token_that_meta_does_not_know_is_reported(tmp_path: Path) -> None:
    workspace = shelf(tmp_path, "facebook")
    (tmp_path / "solo.token").write_text("nobodys-token")
    result = refresh(workspace, within=100 * DAYS)
    assert result.exit is Exit.CREDENTIALS
    assert isinstance(result.renewals[0].error, CredentialsError)


def test_sandbox_accounts_have_no_token(tmp_path: Path) -> None:
    result = refresh(make_workspace(tmp_path, "lumen"), within=100 * DAYS)
    assert (result.exit, list(result.renewals), list(result.problems)) == (Exit.DONE, [], [])
