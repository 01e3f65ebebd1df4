"""Whether each account is reachable, and until when its token is valid."""

from __future__ import annotations

from pathlib import Path

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.history.open import History
from reporter.pipeline.doctor.accounts import AccountChecks
from reporter.pipeline.doctor.check import Check
from reporter.sandbox.faults import AccountFault, AccountTrouble, Faults
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token
from tests.support.workspaces import NOW, make_context, make_workspace


def checks(history: History, login: str, *, token_value: str = "", faults: Faults | None = None) -> list[Check]:
    brand = next(account for account in ACCOUNTS if account.login == login)
    account = {"login": login, "instagram_id": brand.instagram_id, "token": "env:TOKEN"}
    workspace = make_workspace(Path(), accounts={"solo": account})
    with running(NOW, faults=faults or Faults()) as sandbox:
        environ = {"REPORTER_GRAPH_URL": sandbox.url, "TOKEN": token_value or token(brand.alias)}
        return list(AccountChecks(history, workspace, CommandContext(NOW, NOW, environ), load_catalog()).all())


def test_sandbox_accounts_are_reachable_and_have_no_token(history: History) -> None:
    workspace = make_workspace(Path(), "lumen", "kettle")
    found = list(AccountChecks(history, workspace, make_context(), load_catalog()).all())
    assert found == [Check("account", "lumen is reachable"), Check("account", "kettle is reachable")]


def test_a_facebook_token_says_until_when_it_is_valid(history: History) -> None:
    first, second = checks(history, "facebook")
    assert first == Check("account", "solo is reachable")
    assert (second.name, second.exit) == ("token", Exit.DONE)
    assert second.text.startswith("solo is valid until 2027-01-")


def test_the_expiry_of_an_instagram_token_is_unknown_until_it_is_renewed(history: History) -> None:
    assert checks(history, "instagram") == [
        Check("account", "solo is reachable"),
        Check("token", "solo: expiry unknown; run `reporter token refresh`"),
    ]


def test_an_expired_token_is_reported_once_and_never_shown(history: History) -> None:
    brand = next(account for account in ACCOUNTS if account.login == "facebook")
    expired = Faults(accounts={brand.alias: AccountFault(AccountTrouble.TOKEN_EXPIRED)})
    found = checks(history, "facebook", faults=expired)
    assert [(check.name, check.exit) for check in found] == [("account", Exit.CREDENTIALS)]
    assert token(brand.alias) not in repr(found)


def test_a_token_that_is_not_set_is_reported_without_a_request(history: History) -> None:
    account = {"login": "instagram", "token": "env:TOKEN"}
    workspace = make_workspace(Path(), accounts={"solo": account})
    (check,) = AccountChecks(history, workspace, make_context(), load_catalog()).all()
    assert (check.name, check.exit) == ("account", Exit.CONFIGURATION)
    assert "TOKEN" in check.text
