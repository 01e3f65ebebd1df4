"""doctor, schedule, the watchdog and the deadline: what keeps unattended jobs honest."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.cli_started import Started
from tests.support.mail_server import mail_server
from tests.support.needed import without

NOW = "2026-11-23T08:00:00Z"


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def checks(
    reporter: Started, *arguments: str, environ: dict[str, str] | None = None
) -> dict[str, list[tuple[int, str]]]:
    found = json.loads(reporter("doctor", "--json", "--now", NOW, *arguments, environ=environ).stdout)
    by_name: dict[str, list[tuple[int, str]]] = {}
    for check in found["checks"]:
        by_name.setdefault(check["check"], []).append((check["exit"], check["message"]))
    return by_name


NO_TOKEN = '{"error": {"code": 2500, "message": "An active access token must be used to query information about it."}}'
UNKNOWN = '{"error": {"code": 2500, "message": "Unknown path components: /me"}}'


@contextmanager
def graph_host(answers: dict[str, tuple[int, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Serve these answers by path, else that the path is unknown; give the address and (path, headers) of each read."""
    seen: list[tuple[str, str]] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, str(self.headers)))
            status, body = answers.get(self.path, (400, UNKNOWN))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def test_doctor_finds_a_sound_set_up_sound(reporter: Started) -> None:
    done = reporter("doctor", "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert {line[:6].strip() for line in done.stdout.splitlines() if line[0] != " "} == {"ok"}
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    for name in ("reports", "clock", "disk", "rendering", "api", "mail", "history", "account"):
        assert f"ok    {name}" in done.stdout


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("v27.0", [(0, "sandbox serves v27.0")]),
        ("v23.0", [(0, "Meta serves v23.0 until 2027-10-08"), (0, "sandbox serves v23.0")]),
        ("v21.0", [(3, "v21.0 expires on 2027-01-21; write v27.0 in reporter.yaml"), (0, "sandbox serves v21.0")]),
        (
            "v28.0",
            [(78, "sandbox does not serve v28.0; write another api.version in reporter.yaml, or omit it")],
        ),
    ],
)
def test_doctor_asks_the_host_which_version_lives(
    reporter: Started, workspace: Path, version: str, told: list[tuple[int, str]]
) -> None:
    append(workspace / "reporter.yaml", f"api: {{version: {version}}}\n")
    assert checks(reporter)["api"] == told


def test_doctor_asks_without_a_token_at_the_address_that_is_named(reporter: Started, workspace: Path) -> None:
    (workspace / "reporter.yaml").write_text(
        "accounts:\n"
        "  one: {login: facebook, instagram_id: '1', token: env:TOKEN}\n"
        "  two: {login: instagram, token: env:TOKEN}\n"
    )
    answers = {f"/v{number}.0/me": (400, NO_TOKEN) for number in (27, 28)}
    with graph_host(answers) as (url, seen):
        found = checks(reporter, environ={"REPORTER_GRAPH_URL": url, "TOKEN": "canary-4711"})
    host = url.removeprefix("http://")
    assert found["api"] == [
        (0, f"{host} serves v27.0"),
        (0, f"{host} also serves v28.0, which this version of reporter does not know; update reporter"),
    ]
    probes = [one for one in seen if one[0] in answers]
    assert [path for path, _ in probes] == ["/v27.0/me", "/v28.0/me"]
    assert not any("canary" in told or "Authorization" in told for _, told in probes)


@pytest.mark.parametrize(
    ("status", "body", "code", "words"),
    [
        (400, '{"error": {"code": 190, "message": "Invalid OAuth access token"}}', 0, "serves v27.0"),
        (400, '{"error": {"code": 2500, "message": "Unknown path components: /me"}}', 78, "does not serve v27.0"),
        (404, "not found", 78, "does not serve v27.0"),
        (500, "<html>", 3, "the response is ambiguous"),
        (400, '{"error": {"code": 1, "message": "An unknown error occurred"}}', 3, "the response is ambiguous"),
        (200, '{"error": []}', 3, "the response is ambiguous"),
        (302, "", 3, "cannot check whether it serves v27.0: the API responded with a redirect"),
    ],
)
def test_what_a_host_answers_about_a_version(
    reporter: Started, workspace: Path, status: int, body: str, code: int, words: str
) -> None:
    (workspace / "reporter.yaml").write_text("accounts: {one: {login: instagram, token: env:TOKEN}}\n")
    with graph_host({"/v27.0/me": (status, body)}) as (url, _):
        found = checks(reporter, environ={"REPORTER_GRAPH_URL": url, "TOKEN": "canary-4711"})["api"]
    assert [one[0] for one in found] == [code]
    assert words in found[0][1]


def test_doctor_goes_on_where_no_host_answers(reporter: Started, workspace: Path) -> None:
    (workspace / "reporter.yaml").write_text("accounts: {one: {login: instagram, token: env:TOKEN}}\n")
    found = checks(reporter, environ={"REPORTER_GRAPH_URL": "http://127.0.0.1:9", "TOKEN": "canary-4711"})
    ((code, message),) = found["api"]
    assert (code, message.startswith("127.0.0.1:9: cannot check whether it serves v27.0: cannot")) == (3, True)
    assert "history" in found


def test_doctor_tries_the_mail_server_and_sends_a_test_mail_on_request(reporter: Started, workspace: Path) -> None:
    with mail_server() as office:
        append(workspace / "reporter.yaml", f"mail: {{server: '{office.url}', from: r@example.com}}\n")
        assert checks(reporter)["mail"] == [(0, "logged in to localhost; use --mail-to ADDRESS to send a test email")]
        assert office.accepted == []
        assert checks(reporter, "--mail-to", "me@example.com")["mail"][0][0] == 0
        assert [mail.recipient for mail in office.accepted] == ["me@example.com"]
    assert checks(reporter)["mail"][0][0] == 75  # nobody is there any more
    assert reporter("doctor", "--mail-to", "me").returncode == 64


@pytest.mark.first_run
def test_doctor_says_what_is_wrong_and_with_which_code_a_run_would_end(reporter: Started, workspace: Path) -> None:
    append(
        workspace / "reporter.yaml", "ping: env:PING_URL\nmail: {server: smtps://127.0.0.1:1, from: r@example.com}\n"
    )
    yaml = (workspace / "reporter.yaml").read_text()
    account = "accounts:\n  acme: {login: instagram, token: env:ACME_TOKEN}"
    (workspace / "reporter.yaml").write_text(yaml.replace("accounts:", account, 1))
    (workspace / "reports" / "bad.yaml").write_text("title: no\n")
    (workspace / ".reporter").mkdir()
    (workspace / ".reporter" / "history.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(5000))
    found = checks(reporter)
    assert found["reports"] == [(78, "1 of 2 specs have errors; run `reporter validate`")]
    assert (78, "token of acme: environment variable ACME_TOKEN is not set") in found["secrets"]
    assert [code for code, _ in (*found["mail"], *found["ping"], *found["history"])] == [75, 78, 65]
    assert reporter("doctor", "--now", NOW).returncode == 65


def test_doctor_tells_of_letters_that_wait(reporter: Started, workspace: Path) -> None:
    with mail_server() as office:
        office.at_recipient = {"a@example.com": ["450 4.7.1 greylisted"]}
        append(workspace / "reporter.yaml", f"mail: {{server: '{office.url}', from: r@example.com}}\n")
        append(workspace / "reports" / "weekly.yaml", "deliver: [{email: {to: a@example.com, attach: []}}]\n")
        assert reporter("run", "reports/weekly.yaml", "--now", NOW).returncode == 75
        ((code, told),) = checks(reporter)["delivery"]
    assert (code, told.startswith("weekly 2026-W47 to a@example.com is pending: ")) == (3, True)
    assert "greylisted" in told


def unprivileged(workspace: Path) -> list[tuple[int, str]]:
    """Run doctor as one whom permissions hold back, which root is without two of its capabilities."""
    command = [sys.executable, "-m", "reporter", "doctor", "--json", "--now", NOW]
    if os.getuid() == 0:
        tool = shutil.which("setpriv") or without("setpriv is not installed (apt-get install util-linux)")
        command = [tool, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", *command]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - ours
    return [(check["exit"], check["message"]) for check in json.loads(done.stdout)["checks"] if check["exit"]]


@contextmanager
def mode(folder: Path, mode: int) -> Iterator[None]:
    folder.chmod(mode)
    try:
        yield
    finally:
        folder.chmod(0o700)


def test_doctor_finds_folders_that_cannot_be_written_to(reporter: Started, workspace: Path) -> None:
    delivery = "deliver: [{folder: {path: 'shared/{period}'}}]\n"
    append(workspace / "reports" / "weekly.yaml", delivery)
    assert reporter("run", "reports/weekly.yaml", "--now", NOW).returncode == 0
    assert unprivileged(workspace) == []
    kept, copies = workspace / ".reporter", workspace / "shared" / "2026-W47"
    for folder, code in ((kept, 74), (copies, 73), (workspace / "out", 73)):
        with mode(folder, 0o500):
            assert unprivileged(workspace) == [
                (code, f"{folder} is not writable for this user; change its permissions")
            ]
    shutil.rmtree(copies)
    with mode(copies.parent, 0o500):  # it cannot be made
        assert unprivileged(workspace) == [
            (73, f"{copies.parent} is not writable for this user; change its permissions")
        ]
    with mode(kept, 0o777):
        said = f"other users can write to {kept} and replace history; run chmod 700 on it"
        assert unprivileged(workspace) == [(3, said)]


def test_doctor_wraps_at_spaces_and_names_paths_from_the_workspace_on(reporter: Started, workspace: Path) -> None:
    name = "all-of-a-name-with-many-hyphens-that-is-as-long-as-a-line"
    append(workspace / "reports" / "weekly.yaml", f"deliver: [{{folder: {{path: {name}/copies}}}}]\n")
    (workspace / name).write_text("no folder")
    done = reporter("doctor", "--now", NOW)
    assert (
        f"fail  files      {name} is\n                 not writable for this user; change its permissions\n"
        in done.stdout
    )
    assert done.returncode == 73


def test_schedule_prints_what_cron_and_systemd_take(reporter: Started, workspace: Path) -> None:
    spec = (workspace / "reports" / "weekly.yaml").read_text()
    append(workspace / "reports" / "weekly.yaml", "timezone: Europe/Berlin\n")
    delivered = spec + "timezone: Asia/Tokyo\ndeliver: [{folder: {path: published}}]\n"
    (workspace / "reports" / "a b%c.yaml").write_text(delivered)
    (workspace / "reports" / "monthly.yaml").write_text(spec.replace("last_week", "last_month"))
    done = reporter("schedule", "--now", NOW, environ={"TZ": "UTC"})
    assert (done.returncode, done.stderr) == (0, "")
    jobs = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    times = {
        re.sub(r".*reporter(?:\.py)? ", "", re.split(r" --workspace", job.split(" ", 5)[5])[0]): job.split(" ", 5)[:5]
        for job in jobs
    }
    assert times["collect"] == ["7", "*", "*", "*", "*"]
    assert times["collect --stories"] == ["37", "*", "*", "*", "*"]
    by_report = {
        Path(name.strip("'").removeprefix("run ").strip("'")).stem: when
        for name, when in times.items()
        if name.startswith("run")
    }
    assert by_report["a b\\%c"][1:] == ["0-14,22-23", "*", "*", "*"]  # from seven in Tokyo on
    assert by_report["monthly"][1:] == ["7", "1", "*", "*"]
    assert by_report["weekly"][1:] == ["6", "*", "*", "1"]  # seven in Berlin is six here
    systemd = reporter("schedule", "--format", "systemd", "--now", NOW, environ={"TZ": "UTC"}).stdout
    for line in re.findall(r"OnCalendar=(.*)", systemd):
        assert re.fullmatch(r"(?:[A-Z][a-z]{2} )?\*-[\d*,]+-[\d*]+ [\d*.,]+:\d\d:00", line), line
    assert systemd.count("Persistent=true") == 5


@contextmanager
def watchdog(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Serve on a free port; gives the address and the paths asked for."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret-key/{{job}}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_watchdog_is_told_and_changes_nothing(reporter: Started, workspace: Path, status: int) -> None:
    append(workspace / "reporter.yaml", "ping: env:PING_URL\n")
    with watchdog(status) as (address, asked):
        environ = {"PING_URL": address}
        run = reporter("run", "reports/weekly.yaml", "--now", NOW, environ=environ)
        assert (run.returncode, run.stderr) == (0, "")
        assert reporter("collect", "--stories", "--now", NOW, environ=environ).returncode == 0
    paths = list(dict.fromkeys(urlsplit(one).path for one in asked))
    keys = ("run-weekly/start", "run-weekly/0", "collect-stories/start", "collect-stories/0")
    assert paths == [f"/secret-key/{one}" for one in keys]
    assert len({urlsplit(one).query for one in asked}) == 2  # a run's id for each run


def test_a_watchdog_hears_of_failures_and_its_address_appears_nowhere(reporter: Started, workspace: Path) -> None:
    append(workspace / "reporter.yaml", "ping: env:PING_URL\nhistory: sqlite:////dev/null\n")
    with watchdog() as (address, asked):
        done = reporter(
            "run", "reports/weekly.yaml", "--now", NOW, "--log-format", "json", environ={"PING_URL": address}
        )
    assert done.returncode == 65
    assert [urlsplit(one).path for one in asked] == ["/secret-key/run-weekly/start", "/secret-key/run-weekly/65"]
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/secret-key"
    again = reporter("collect", "--now", NOW, "--log-format", "json", environ={"PING_URL": gone})
    assert "ping.failed" in again.stderr
    assert "secret-key" not in done.stdout + done.stderr + again.stdout + again.stderr


@pytest.mark.parametrize(
    "address", ["http://example.com/x", "ftp://example.com", "no address", "https://example.com/?a=b"]
)
def test_a_watchdogs_address_that_will_not_do_is_a_warning(reporter: Started, workspace: Path, address: str) -> None:
    append(workspace / "reporter.yaml", "ping: env:PING_URL\n")
    done = reporter("collect", "--stories", "--now", NOW, environ={"PING_URL": address})
    assert (done.returncode, done.stderr.startswith("reporter: warning: ping: ")) == (0, True)
    assert address not in done.stderr


def test_a_deadline_ends_a_run_that_hangs(reporter: Started, workspace: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        append(workspace / "reporter.yaml", f"mail: {{server: 'smtp+plain://127.0.0.1:{port}', from: r@example.com}}\n")
        append(workspace / "reports" / "weekly.yaml", "deliver: [{email: {to: a@example.com, attach: []}}]\n")
        done = reporter("run", "reports/weekly.yaml", "--now", NOW, "--deadline", "6s")
    assert done.returncode == 75
    assert "stopped at the time limit (6s)" in done.stderr
    assert reporter("run", "reports/weekly.yaml", "--deadline", "soon").returncode == 64


def test_l07_secrets_are_not_in_the_process_list(reporter: Started, workspace: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}"
        mail = f"mail: {{server: '{address}', from: r@example.com, user: u, password: env:PW}}\n"
        append(workspace / "reporter.yaml", mail)
        seen: list[bytes] = []

        def look() -> None:
            connection, _ = silent.accept()
            with closing(connection):
                for process in Path("/proc").glob("[0-9]*/cmdline"):
                    with suppress(OSError):  # it ended
                        seen.append(process.read_bytes())

        thread = threading.Thread(target=look)
        thread.start()
        reporter("doctor", "--now", NOW, environ={"PW": "canary-0815"})
        thread.join()
    assert any(b"doctor" in one for one in seen)
    assert not any(b"canary-0815" in one for one in seen)
