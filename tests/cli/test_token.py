"""Tokens from the command line: prolonged before they end, stored where they came from, seen nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from reporter.catalog.models import Login
from reporter.sandbox import tokens
from reporter.sandbox.faults import AccountFault, AccountTrouble, Faults
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token
from tests.support.cli_started import Started
from tests.support.mail_server import mail_server

NOW = "2026-11-23T08:00:00Z"
BRANDS = {str(login): next(one for one in ACCOUNTS if str(one.login) == login) for login in ("facebook", "instagram")}
_NEEDED = ("instagram_basic", "instagram_manage_insights", "pages_read_engagement")
SECRET = "made-up-app-secret-0815"


@dataclass
class Shelf:
    """A workspace with an account of each login, whose tokens stand in private files."""

    folder: Path
    start: Started
    url: str

    def file(self, login: str) -> Path:
        return self.folder / "secrets" / f"{login}.token"

    def refresh(self, *arguments: str, now: str = NOW) -> CompletedProcess[str]:
        environ = {"REPORTER_GRAPH_URL": self.url, "APP_SECRET": SECRET}
        return self.start("token", "refresh", *arguments, "--now", now, environ=environ)

    def status(self, now: str = NOW) -> dict[str, str | None]:
        found = json.loads(self.start("status", "--json", "--now", now).stdout)
        return {account["account"]: account["token_ends"] for account in found["accounts"]}


def shelved(workspace: Path, reporter: Started, url: str) -> Shelf:
    lines = ["accounts:"]
    (workspace / "secrets").mkdir(mode=0o700)
    for login, brand in BRANDS.items():
        file = workspace / "secrets" / f"{login}.token"
        file.write_text(token(brand.alias) + "\n")
        file.chmod(0o600)
        more = "app_secret: env:APP_SECRET, " if login == "facebook" else ""
        place = f"instagram_id: '{brand.instagram_id}', token: 'file:secrets/{login}.token'"
        lines.append(f"  {login}: {{login: {login}, {more}{place}}}")
    (workspace / "reporter.yaml").write_text("\n".join((*lines, "")))
    return Shelf(workspace, reporter, url)


@pytest.fixture
def shelf(workspace: Path, reporter: Started) -> Iterator[Shelf]:
    with running(datetime(2026, 11, 23, 8, tzinfo=UTC)) as served:
        yield shelved(workspace, reporter, served.url)


def test_tokens_of_both_logins_are_prolonged_and_stored_where_they_were(shelf: Shelf) -> None:
    done = shelf.refresh("--within", "59")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for login, brand in BRANDS.items():
        file = shelf.file(login)
        assert file.read_text() == f"{token(brand.alias)}~1\n"
        assert file.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in file.parent.iterdir() if path.suffix == ".tmp"] == []
    assert shelf.status() == dict.fromkeys(BRANDS, "2027-01-22T08:00:00+00:00")  # 60 days on
    environ = {"REPORTER_GRAPH_URL": shelf.url, "APP_SECRET": SECRET}
    assert shelf.start("collect", "--now", NOW, environ=environ).returncode == 0  # the new ones are good


def test_a_token_that_lasts_is_left_alone(shelf: Shelf) -> None:
    first = json.loads(shelf.refresh("--json").stdout)["accounts"]
    assert {one["account"]: one["renewed"] for one in first} == {"facebook": False, "instagram": True}
    again = json.loads(shelf.refresh("--json").stdout)["accounts"]
    assert {one["account"]: one["renewed"] for one in again} == {"facebook": False, "instagram": False}
    assert shelf.status()["facebook"] == "2027-01-09T00:00:00+00:00"  # as Meta says when asked


def test_one_token_of_two_accounts_is_prolonged_once(shelf: Shelf) -> None:
    yaml = shelf.folder / "reporter.yaml"
    line = next(one for one in yaml.read_text().splitlines() if one.startswith("  instagram"))
    twin = re.sub(r"[0-9]{10,}", lambda found: str(int(found[0]) + 1), line.replace("  instagram:", "  twin:"))
    yaml.write_text(f"{yaml.read_text()}{twin}\n")
    assert shelf.refresh("instagram", "twin").returncode == 0
    assert shelf.file("instagram").read_text().strip().endswith("~1")


def test_a_token_in_the_environment_is_refused_before_anything_is_asked(shelf: Shelf) -> None:
    yaml = shelf.folder / "reporter.yaml"
    yaml.write_text(yaml.read_text().replace("file:secrets/instagram.token", "env:IG_TOKEN"))
    environ = {"REPORTER_GRAPH_URL": shelf.url, "IG_TOKEN": token(BRANDS["instagram"].alias)}
    done = shelf.start("token", "refresh", "instagram", "--now", NOW, environ=environ)
    assert done.returncode == 78
    assert "token of instagram is set in an environment variable" in done.stderr


@pytest.mark.parametrize("account", ["facebook", "instagram"])
def test_an_expired_token_fails_alone_and_says_what_to_do(workspace: Path, reporter: Started, account: str) -> None:
    faults = Faults(accounts={BRANDS[account].alias: AccountFault(AccountTrouble.TOKEN_EXPIRED)})
    with running(datetime(2026, 11, 23, 8, tzinfo=UTC), faults=faults) as served:
        shelf = shelved(workspace, reporter, served.url)
        done = shelf.refresh("--within", "59")
        assert done.returncode == 3
        place = {"facebook": "Graph API Explorer", "instagram": "App Dashboard"}[account]
        told = f"reporter: error: {account}: the token has expired; create a new token in Meta's {place} "
        assert done.stderr.startswith(told)
        assert ("pages_read_engagement" in done.stderr) == (account == "facebook")
        alone = shelf.refresh(account)
        assert alone.returncode == 77
    assert shelf.file(account).read_text().strip() == token(BRANDS[account].alias)


def test_without_the_apps_secret_facebooks_token_cannot_be_prolonged(shelf: Shelf) -> None:
    yaml = shelf.folder / "reporter.yaml"
    yaml.write_text(yaml.read_text().replace("app_secret: env:APP_SECRET, ", ""))
    done = shelf.refresh("facebook", "--within", "59")
    assert (done.returncode, "add app_secret:" in done.stderr) == (78, True)


def test_the_operator_and_status_are_told_from_fourteen_days_before(shelf: Shelf) -> None:
    shelf.refresh("facebook")  # ends on 9 January 2027
    yaml = shelf.folder / "reporter.yaml"
    environ = {"REPORTER_GRAPH_URL": shelf.url, "APP_SECRET": SECRET}
    with mail_server() as office:
        yaml.write_text(
            yaml.read_text() + f"mail: {{server: '{office.url}', from: r@example.com, operator: ops@example.com}}\n"
        )
        for day, mails in (("2026-12-25", 0), ("2026-12-27", 1), ("2026-12-27", 1), ("2026-12-28", 2)):
            shelf.start("collect", "facebook", "--stories", "--now", f"{day}T08:00:00Z", environ=environ)
            assert len(office.accepted) == mails
        assert "facebook: the token expires on 2027-01-09" in office.accepted[0].message.get_content()
    page = shelf.start("status", "--now", "2026-12-28T08:00:00Z").stdout
    assert "token    expires on 2027-01-09, soon" in page
    assert "token    expired on 2027-01-09\n" in shelf.start("status", "--now", "2027-01-10T08:00:00Z").stdout


def tokens_told(shelf: Shelf, now: str = NOW) -> list[tuple[int, str]]:
    environ = {"REPORTER_GRAPH_URL": shelf.url, "APP_SECRET": SECRET}
    found = json.loads(shelf.start("doctor", "--json", "--now", now, environ=environ).stdout)["checks"]
    return [(one["exit"], one["message"]) for one in found if one["check"] in {"token", "account"}]


def test_doctor_asks_how_long_tokens_last_and_what_they_may_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tokens_told(shelf) == [
        (0, "facebook is reachable"),
        (0, "facebook is valid until 2027-01-09"),
        (0, "instagram is reachable"),
        (0, "instagram: expiry unknown; run `reporter token refresh`"),
    ]
    for kept, code in ((("instagram_basic", "instagram_manage_insights"), 3), (("pages_read_engagement",), 77)):
        monkeypatch.setitem(tokens._SCOPES, Login.FACEBOOK, kept)
        lacks = tokens_told(shelf)[1]
        missing = [one for one in _NEEDED if one not in kept]
        assert lacks[0] == code
        assert lacks[1].startswith(
            f"facebook: missing permissions: {', '.join(missing)}; create a new token in Meta's Graph"
        )


def test_a_token_that_ended_is_told_once_by_doctor(workspace: Path, reporter: Started) -> None:
    faults = Faults(
        accounts={one.alias: AccountFault(AccountTrouble.TOKEN_EXPIRED, after=1) for one in BRANDS.values()}
    )
    with running(datetime(2026, 11, 23, 8, tzinfo=UTC), faults=faults) as served:
        shelf = shelved(workspace, reporter, served.url)
        shelf.refresh("--within", "1")  # notes when they end
        told = tokens_told(shelf, "2027-02-10T08:00:00Z")
    assert [code for code, _ in told] == [77, 77, 3]
    assert told[0][1].startswith("facebook: the token has expired; ")
    assert told[1][1].startswith("instagram: the token has expired; ")
    assert told[2][1].startswith("instagram: the token expired on 2027-01-22; ")


def test_alerts_know_how_long_tokens_last(shelf: Shelf) -> None:
    shelf.refresh("facebook")
    spec = shelf.folder / "reports" / "weekly.yaml"
    alert = "alerts: {renew: {when: 'token_days < 60', message: Renew the token}}\noutputs: {json: {}}\n"
    spec.write_text(spec.read_text().replace("accounts: all", "accounts: [facebook]") + alert)
    environ = {"REPORTER_GRAPH_URL": shelf.url, "APP_SECRET": SECRET}
    done = shelf.start("run", "reports/weekly.yaml", "--json", "--now", NOW, environ=environ)
    (report,) = json.loads(done.stdout)["reports"]
    assert [one["message"] for one in report["alerts"]] == ["Renew the token"]


def test_l01_no_secret_is_seen_anywhere(shelf: Shelf) -> None:
    done = [shelf.refresh("--within", "59", "--log-format", "json")]
    done.append(shelf.start("doctor", "--now", NOW, environ={"REPORTER_GRAPH_URL": shelf.url, "APP_SECRET": SECRET}))
    secrets = [SECRET, *(token(one.alias) for one in BRANDS.values())]
    seen = "".join(one.stdout + one.stderr for one in done)
    files = [path for path in shelf.folder.rglob("*") if path.is_file() and path.parent.name != "secrets"]
    seen += "".join(file.read_bytes().decode("latin-1") for file in files)
    assert [one for one in secrets if one in seen] == []
    assert '"event": "token.renewed"' in done[0].stderr
