"""Accounts that appear in no report, because no client has them."""

from __future__ import annotations

from pathlib import Path

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import SANDBOX, findings, load, spec

TWO = SANDBOX + "  duo: {login: sandbox}\nclients: {X: {accounts: [solo]}}\n"


def test_some_accounts_without_a_client_are_a_warning_that_names_them(folder: Path) -> None:
    (finding,) = load(folder, spec("for_each: client"), TWO).diagnostics
    assert (finding.code, finding.severity) == ("account-without-client", Severity.WARNING)
    assert finding.message == "accounts without a client appear in no report: duo"


def test_no_account_with_a_client_is_an_error(folder: Path) -> None:
    (finding,) = load(folder, spec("for_each: client").replace("all", "[duo]"), TWO).diagnostics
    assert (finding.code, finding.severity) == ("account-without-client", Severity.ERROR)
    assert finding.message == "none of the accounts belongs to a client"


def test_clients_matter_only_to_reports_for_each_of_them(folder: Path) -> None:
    assert findings(folder, spec(), TWO) == []
    assert findings(folder, spec("for_each: account"), TWO) == []
    assert findings(folder, spec("for_each: client").replace("all", "[solo]"), TWO) == []
