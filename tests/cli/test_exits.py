"""A command ends with the same code for the process, for `--json` and in history.

Exit 3 always has its reason: on standard error, in `--json`, in `status` and in history, in the same lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from reporter.cli.error_messages import describe_failure
from reporter.core import errors
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.history.open import History, open_history
from reporter.history.read.watch import last_runs
from reporter.history.runs import alone, record_run
from reporter.sandbox.faults import AccountFault, AccountTrouble, Fault, Faults, Trouble
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, published_media, token
from tests.support.cli_started import Started
from tests.support.mail_server import PostOffice, mail_server

NOW = "2026-11-23T08:00:00Z"
HISTORY = "sqlite:///.reporter/history.sqlite3"
ACME, OTHER = [account for account in ACCOUNTS if str(account.login) == "facebook"][:2]
BOSS, TEAM = "boss@example.com", "team@example.com"
WEEKLY = ("run", "reports/weekly.yaml")
DELIVER = f"deliver: [{{email: {{to: [{BOSS}, {TEAM}], attach: [], body: text}}}}]\noutputs: {{csv: {{}}}}\n"


@dataclass
class Firm:
    """A workspace of two accounts whose API misbehaves as `faults` say."""

    folder: Path
    office: PostOffice
    start: Started
    faults: Faults = field(default_factory=Faults)

    def run(self, *arguments: str, now: str = NOW) -> CompletedProcess[str]:
        moment = datetime.fromisoformat(now)
        with running(moment, faults=self.faults) as served:
            tokens = {"T1": token(ACME.alias), "T2": token(OTHER.alias)}
            return self.start(*arguments, "--now", now, environ={"REPORTER_GRAPH_URL": served.url, **tokens})

    def write(self, *lines: str, name: str = "weekly") -> None:
        file = self.folder / "reports" / f"{name}.yaml"
        before = (self.folder / "reports" / "weekly.yaml").read_text()
        file.write_text("".join((before, *lines)))

    def trouble(self, trouble: Trouble, *, accounts: tuple[Any, ...] = (ACME, OTHER)) -> None:
        """Let every media item misbehave of which Instagram still has numbers."""
        until = datetime(2026, 11, 24, tzinfo=UTC)
        media = {
            media.id: Fault(trouble)
            for account in accounts
            for stories in (False, True)
            for media in published_media(account, until=until, stories=stories)
            if media.published > until - timedelta(days=731)
        }
        self.faults = Faults(media=media)

    def expired(self, *accounts: Any, after: int = 0) -> None:  # noqa: ANN401 - the sandbox's
        gone = AccountFault(AccountTrouble.TOKEN_EXPIRED, after=after)
        self.faults = Faults(accounts=dict.fromkeys((one.alias for one in accounts), gone))

    def told(self, *arguments: str, now: str = NOW) -> list[str]:
        """Return the lines of a command that ends with exit 3, having looked at all places where they are told."""
        done = self.run(*arguments, "--json", now=now)
        assert done.returncode == 3, done.stderr
        found = json.loads(done.stdout)
        lines: list[str] = found["problems"]
        assert found["exit"] == 3
        assert lines
        assert all(lines)
        assert all(line[:900] in done.stderr for line in lines)
        with open_history(HISTORY, self.folder) as history, history.read() as connection:
            runs = [one for one in last_runs(connection, 20) if one.code]
        assert [line for run in runs for line in run.problems if line in lines] == lines
        if len(arguments) == len(set(arguments) - {"reports/faulty.yaml"}):  # one spec, or none
            assert [run.code for run in runs] == [3]
        status = json.loads(self.run("status", "--json", now=now).stdout)
        assert [run["problems"] for run in status["runs"] if run["exit"]] == [[*run.problems] for run in runs]
        page = " ".join(self.run("status", now=now).stdout.split())
        assert all(" ".join(line.split()) in page for line in lines)
        return lines


@pytest.fixture
def firm(workspace: Path, reporter: Started) -> Iterator[Firm]:
    with mail_server() as office:
        (workspace / "reporter.yaml").write_text(
            "version: 1\naccounts:\n"
            f"  acme: {{login: facebook, instagram_id: '{ACME.instagram_id}', token: 'env:T1'}}\n"
            f"  other: {{login: facebook, instagram_id: '{OTHER.instagram_id}', token: 'env:T2'}}\n"
            f"mail: {{server: '{office.url}', from: r@example.com}}\n"
        )
        yield Firm(workspace, office, reporter)


def test_a_good_run_and_then_one_whose_insights_all_fail(firm: Firm) -> None:
    assert firm.run(*WEEKLY).returncode == 0
    firm.trouble(Trouble.SERVICE_ERROR, accounts=(ACME,))
    lines = firm.told(*WEEKLY, now="2026-11-23T10:00:00Z")
    assert all(line.startswith("acme: no values of ") for line in lines)
    assert (
        "the API did not respond after several attempts; the report shows the values collected on 23 Nov 2026"
        in lines[0]
    )


def _held(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER, 'hold_if: ["media > 0"]\n')
    return WEEKLY


def _unsent(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    firm.office.at_recipient = {TEAM: ["550 5.1.1 no such user"]}
    return WEEKLY


def _resent(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    assert firm.run(*WEEKLY).returncode == 0
    firm.office.at_recipient = {TEAM: ["550 5.1.1 no such user"]}
    return ("resend", "reports/weekly.yaml", "--period", "2026-W47")


def _passed_over(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    assert firm.run(*WEEKLY, now="2026-08-03T08:00:00Z").returncode == 0
    return WEEKLY


def _gone(firm: Firm) -> tuple[str, ...]:
    firm.trouble(Trouble.GONE, accounts=(ACME,))
    return WEEKLY


def _empty(firm: Firm) -> tuple[str, ...]:
    firm.trouble(Trouble.EMPTY, accounts=(ACME,))
    return WEEKLY


def _empty_collected(firm: Firm) -> tuple[str, ...]:
    firm.trouble(Trouble.EMPTY, accounts=(ACME,))
    return ("collect",)


def _never_known(firm: Firm) -> tuple[str, ...]:
    assert firm.run("collect", "acme").returncode == 0
    return (*WEEKLY, "--offline")


def _faulty(firm: Firm) -> tuple[str, ...]:
    assert firm.run("collect").returncode == 0
    firm.write("labels: [\n", name="faulty")
    return ("run", "reports/faulty.yaml", "reports/weekly.yaml")


def _silent(firm: Firm) -> tuple[str, ...]:
    firm.expired(OTHER)
    return WEEKLY


def _silent_collected(firm: Firm) -> tuple[str, ...]:
    firm.expired(OTHER)
    return ("collect",)


def _silent_refreshed(firm: Firm) -> tuple[str, ...]:
    firm.expired(OTHER)
    return ("token", "refresh")


def _broken_off(firm: Firm) -> tuple[str, ...]:
    firm.expired(OTHER, after=1)
    return WEEKLY


CASES: list[tuple[Callable[[Firm], tuple[str, ...]], str]] = [
    (_held, "weekly 2026-W47 is on hold: media > 0"),
    (_unsent, f"weekly 2026-W47 to {TEAM}: not delivered"),
    (_resent, f"weekly 2026-W47 to {TEAM}: not delivered"),
    (_passed_over, "(15 periods); check the system clock"),
    (_gone, "acme: no values of "),
    (_empty, "acme: the API returned no insights for any of "),
    (_empty_collected, "check that its token has the permission instagram_manage_insights"),
    (_never_known, "other: history has no data of this account"),
    (_faulty, "faulty was not run: reports/faulty.yaml:"),
    (_silent, "; the report has no data for this account"),
    (_silent_collected, "other: the token has expired"),
    (_silent_refreshed, "other: the token has expired"),
    (_broken_off, "; the report includes the data collected"),
]


@pytest.mark.parametrize(("case", "words"), CASES, ids=[case.__name__.strip("_") for case, _ in CASES])
def test_every_way_to_exit_3_is_told_in_all_places(
    firm: Firm, case: Callable[[Firm], tuple[str, ...]], words: str
) -> None:
    lines = firm.told(*case(firm))
    assert [line for line in lines if words in line], lines


def test_the_line_of_an_expired_account_says_until_when_it_is_known(firm: Firm) -> None:
    assert firm.run("collect", now="2026-11-18T08:00:00Z").returncode == 0
    firm.expired(OTHER)
    (line,) = firm.told(*WEEKLY)
    assert line.startswith("other: the token has expired")
    assert line.endswith("; the report includes the data collected until 18 Nov 2026, 08:00 UTC")


def _delivered(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    return WEEKLY


def _nothing_due(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    assert firm.run(*WEEKLY).returncode == 0
    return WEEKLY


def _collected(_firm: Firm) -> tuple[str, ...]:
    return ("collect",)


def _refreshed(_firm: Firm) -> tuple[str, ...]:
    return ("token", "refresh")


def _resent_to_all(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    assert firm.run(*WEEKLY).returncode == 0
    return ("resend", "reports/weekly.yaml", "--period", "2026-W47")


def _damaged_history(firm: Firm) -> tuple[str, ...]:
    (firm.folder / ".reporter" / "history.sqlite3").write_bytes(b"no database" * 999)
    return WEEKLY


def _no_file(firm: Firm) -> tuple[str, ...]:
    assert firm.run("collect", "acme", "--stories").returncode == 0
    return ("run", "reports/nothing.yaml")


def _rejected_by_server(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    firm.office.at_recipient = {address: ["550 5.1.1 no such user"] for address in (BOSS, TEAM)}
    return WEEKLY


def _resend_rejected_by_server(firm: Firm) -> tuple[str, ...]:
    arguments = _resent_to_all(firm)
    firm.office.at_recipient = {address: ["550 5.1.1 no such user"] for address in (BOSS, TEAM)}
    return arguments


def _file_in_place_of_out(firm: Firm) -> tuple[str, ...]:
    (firm.folder / "out").write_text("in the way")
    return WEEKLY


def _deferred(firm: Firm) -> tuple[str, ...]:
    firm.write(DELIVER)
    firm.office.at_recipient = {address: ["451 4.7.1 try again later"] for address in (BOSS, TEAM)}
    return WEEKLY


def _all_expired(firm: Firm) -> tuple[str, ...]:
    firm.expired(ACME, OTHER)
    return WEEKLY


def _all_expired_collected(firm: Firm) -> tuple[str, ...]:
    firm.expired(ACME, OTHER)
    return ("collect",)


def _all_expired_refreshed(firm: Firm) -> tuple[str, ...]:
    firm.expired(ACME, OTHER)
    return ("token", "refresh")


def _invalid(firm: Firm) -> tuple[str, ...]:
    assert firm.run("collect", "acme", "--stories").returncode == 0
    firm.write("labels: [\n", name="faulty")
    return ("run", "reports/faulty.yaml")


# Each way to end: its code, and whether history has a run of it.
ENDINGS: list[tuple[Callable[[Firm], tuple[str, ...]], Exit, bool]] = [
    (_delivered, Exit.DONE, True),
    (_nothing_due, Exit.DONE, True),
    (_collected, Exit.DONE, True),
    (_refreshed, Exit.DONE, True),
    (_resent_to_all, Exit.DONE, True),
    (_damaged_history, Exit.HISTORY, False),
    (_no_file, Exit.NO_INPUT, False),
    (_rejected_by_server, Exit.REFUSED, True),
    (_resend_rejected_by_server, Exit.REFUSED, True),
    (_file_in_place_of_out, Exit.NO_OUTPUT, True),
    (_deferred, Exit.TEMPORARY, True),
    (_all_expired, Exit.CREDENTIALS, True),
    (_all_expired_collected, Exit.CREDENTIALS, True),
    (_all_expired_refreshed, Exit.CREDENTIALS, True),
    (_invalid, Exit.CONFIGURATION, True),
]


@pytest.mark.parametrize(("case", "code", "recorded"), ENDINGS, ids=[case.__name__.strip("_") for case, *_ in ENDINGS])
def test_process_json_and_history_have_the_same_code(
    firm: Firm, *, case: Callable[[Firm], tuple[str, ...]], code: Exit, recorded: bool
) -> None:
    arguments = case(firm)
    later = "2026-11-23T09:00:00Z"
    ended = firm.run(*arguments, "--json", now=later)
    assert ended.returncode == code, ended.stderr
    assert json.loads(ended.stdout)["exit"] == code
    if case is _damaged_history:
        return
    with open_history(HISTORY, firm.folder) as history, history.read() as transaction:
        codes = [run.code for run in last_runs(transaction, 20) if run.started == datetime.fromisoformat(later)]
    assert codes == ([code] if recorded else [])


def test_a_run_that_finds_another_one_running_has_one_code(firm: Firm) -> None:
    firm.write(DELIVER)
    with open_history(HISTORY, firm.folder) as history, alone(history, "run weekly"):
        ended = firm.run(*WEEKLY, "--json")
    assert ended.returncode == json.loads(ended.stdout)["exit"] == Exit.TEMPORARY
    with open_history(HISTORY, firm.folder) as history, history.read() as transaction:
        assert last_runs(transaction, 20) == []


FAILURES = [
    errors.UsageError("x"),
    errors.NoInputError("x"),
    errors.HistoryError("x"),
    errors.RejectedError("x"),
    errors.OutputError("x"),
    errors.DiskError("x"),
    errors.TemporaryError("x"),
    errors.BusyError("x"),
    errors.ProtocolError("x"),
    errors.CredentialsError("x"),
    errors.ConfigurationError("x"),
    errors.DeadlineError("2h"),
    errors.TerminatedError(),
    KeyboardInterrupt(),
    BrokenPipeError(),
    ZeroDivisionError("x"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=[type(failure).__name__ for failure in FAILURES])
def test_what_stops_a_command_has_the_code_of_the_process_in_history(history: History, failure: BaseException) -> None:
    now = datetime.fromisoformat(NOW)
    with pytest.raises(type(failure)), record_run(history, "collect", CommandContext(now, now, {})):
        raise failure
    with history.read() as transaction:
        (run,) = last_runs(transaction, 20)
    assert run.code == describe_failure(failure)[0] == errors.exit_of(failure)
