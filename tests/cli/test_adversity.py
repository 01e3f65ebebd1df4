"""What cron, shells, clocks and bugs do to the program: signals, closed streams, other zones; what is never seen."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from reporter.history.db.location import file_lock
from tests.support.cli_started import Started
from tests.support.mail_desk import append
from tests.support.mail_server import PostOffice

NOW = "2026-11-23T08:00:00Z"
HISTORY = "sqlite:///.reporter/history.sqlite3"
RUN = ("run", "reports/weekly.yaml", "--now", NOW)
ROOT = Path(__file__).parents[2]


def delivering(workspace: Path, office: PostOffice, *lines: str) -> None:
    append(workspace / "reporter.yaml", f"mail: {{server: '{office.url}', from: r@example.com}}\n")
    mail = "deliver: [{email: {to: a@example.com, attach: [], body: text}}]\noutputs: {csv: {}}\n"
    append(workspace / "reports" / "weekly.yaml", "".join((mail, *lines)))


def started(workspace: Path, *arguments: str, wrap: str = "{}") -> subprocess.CompletedProcess[str]:
    """Run the program through a shell, which closes streams and pipes as people do."""
    own = f"{sys.executable} -m reporter {' '.join(arguments)}"
    command = ["/bin/sh", "-c", wrap.format(own)]
    return subprocess.run(command, cwd=workspace, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - ours


@pytest.mark.parametrize(
    "wrap",
    [
        "{} <&-",
        "{} >&-",
        "{} 2>&-",
        "{} <&- >&- 2>&-",
        "{} | head -c 1 >/dev/null",
        "trap '' HUP; {}",
        "nohup {} >/dev/null 2>&1",
    ],
)
def test_e07_work_is_done_without_streams_and_without_a_terminal(
    workspace: Path, office: PostOffice, wrap: str
) -> None:
    delivering(workspace, office)
    done = started(workspace, *RUN, wrap=wrap)
    assert "Traceback" not in done.stdout + done.stderr
    assert office.copies("a@example.com") == 1
    assert (workspace / "out" / "weekly-2026-W47.csv").exists()


def test_e09_a_holder_that_sleeps_still_holds(workspace: Path, reporter: Started) -> None:
    program = (
        "import sys, time; from pathlib import Path; from reporter.history.open import open_history;"
        "from reporter.history.runs import alone; history = open_history(sys.argv[1], Path(sys.argv[2]));"
        "lock = alone(history, 'run weekly'); lock.__enter__(); print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program, HISTORY, str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603 - ours
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGSTOP)
        stopped = reporter(*RUN)
        holder.send_signal(signal.SIGCONT)
        going = reporter(*RUN)
        holder.kill()
    assert (stopped.returncode, going.returncode) == (75, 75)
    assert f"process {holder.pid}" in stopped.stderr
    assert reporter(*RUN).returncode == 0


def test_e08_a_template_that_eats_all_memory_fails_its_own_report_only(workspace: Path, reporter: Started) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates" / "greedy.html").write_text("{{ 'a' * 10**10 }}")
    spec = (workspace / "reports" / "weekly.yaml").read_text()
    (workspace / "reports" / "greedy.yaml").write_text(f"{spec}outputs: {{html: {{template: greedy.html}}}}\n")
    append(workspace / "reports" / "weekly.yaml", "outputs: {html: {}}\n")
    done = reporter("run", "reports/greedy.yaml", "reports/weekly.yaml", "--now", NOW)
    assert done.returncode == 3
    told = "greedy was not run: reports/greedy.yaml:5:28: this template cannot be used: template greedy.html, line 1:"
    assert f"{told} uses too much memory;" in done.stderr
    assert done.stdout == "out/weekly-2026-W47.html\n"
    assert [path.name for path in (workspace / "out").iterdir()] == ["weekly-2026-W47.html"]


def test_g04_a_lock_file_that_nobody_holds_is_no_lock(workspace: Path, reporter: Started) -> None:
    assert reporter("collect", "--stories", "--now", NOW).returncode == 0
    (workspace / ".reporter" / ".history.sqlite3.run weekly").write_text("process 1, since long ago")
    assert reporter(*RUN).returncode == 0


def test_g07_a_lock_is_not_handed_down_to_children(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time; from pathlib import Path; from reporter.history.db.location import file_lock;"
        "lock = file_lock(Path(sys.argv[1]), wait=False); lock.__enter__();"
        "print(subprocess.Popen(['/bin/sleep', '60'], close_fds=False).pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603 - ours
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        holder.kill()
        holder.wait()
        try:
            with file_lock(tmp_path / "lock", wait=False) as free:
                assert free
        finally:
            os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize(
    "days", [("2026-03-28", "2026-03-29", "2026-03-30"), ("2026-10-24", "2026-10-25", "2026-10-26")]
)
def test_h01_h06_a_daily_report_comes_once_a_day_over_daylight_saving(
    workspace: Path, reporter: Started, office: PostOffice, days: tuple[str, ...]
) -> None:
    delivering(workspace, office, "timezone: Europe/Berlin\n")
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text().replace("last_week", "yesterday"))
    for day in days:
        for time in ("00:30", "01:30", "05:55", "06:05"):  # UTC; early, in the gap or the fold, twice
            reporter("run", "reports/weekly.yaml", "--now", f"{day}T{time}:00Z")
    subjects = Counter(str(mail.message["Subject"]) for mail in office.accepted)
    assert set(subjects.values()) == {1}
    assert len(subjects) == len(days)


def test_h08_a_clock_that_jumps_back_makes_nothing_anew(workspace: Path, reporter: Started, office: PostOffice) -> None:
    delivering(workspace, office)
    for now in (NOW, "2026-11-23T07:00:00Z", "2026-11-22T08:00:00Z", NOW):
        assert reporter("run", "reports/weekly.yaml", "--now", now).returncode == 0
    assert Counter(str(mail.message["Subject"]) for mail in office.accepted) == {
        "Weekly · 2026-W47": 1,
        "Weekly · 2026-W46": 1,
    }


def test_h10_another_time_zone_is_no_reason_to_deliver_a_period_twice(
    workspace: Path, reporter: Started, office: PostOffice
) -> None:
    delivering(workspace, office)
    assert reporter(*RUN).returncode == 0
    append(workspace / "reports" / "weekly.yaml", "timezone: America/Los_Angeles\n")
    again = reporter("run", "reports/weekly.yaml", "--now", "2026-11-23T20:00:00Z")
    assert (again.returncode, again.stderr, len(office.accepted)) == (0, "", 1)
    assert reporter("run", "reports/weekly.yaml", "--now", "2026-11-30T20:00:00Z").stderr == ""
    assert len(office.accepted) == 2


def test_h11_an_unknown_zone_is_told_before_anything_is_asked(workspace: Path, reporter: Started) -> None:
    append(workspace / "reports" / "weekly.yaml", "timezone: Europe/Berlni\n")
    done = reporter(*RUN)
    assert (done.returncode, "unknown-timezone" in done.stderr) == (78, True)


def test_h15_what_meta_keeps_no_more_is_as_it_was_last_seen(workspace: Path, reporter: Started) -> None:
    append(workspace / "reports" / "weekly.yaml", "outputs: {csv: {}}\n")
    file = workspace / "out" / "weekly-2026-W47.csv"
    assert reporter(*RUN).returncode == 0
    seen = file.read_bytes()
    file.unlink()
    late = reporter("run", "reports/weekly.yaml", "--period", "2026-W47", "--now", "2028-12-04T08:00:00Z", "--json")
    assert json.loads(late.stdout)["requests"] > 0, "it was asked, and the answers were empty"
    assert file.read_bytes() == seen


def test_h16_the_machines_own_zone_and_language_change_nothing(workspace: Path, reporter: Started) -> None:
    append(workspace / "reports" / "weekly.yaml", "outputs: {json: {}, csv: {}, html: {}}\n")
    made = []
    for zone, language in (("UTC", "C"), ("Pacific/Kiritimati", "tr_TR.UTF-8"), ("Pacific/Niue", "C.UTF-8")):
        out = workspace / zone.replace("/", "-")
        assert reporter(*RUN, "--out", str(out), environ={"TZ": zone, "LC_ALL": language}).returncode == 0
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 3


def test_l04_a_bug_is_one_line_without_values(workspace: Path) -> None:
    (workspace / "sitecustomize.py").write_text(
        "import reporter.executor.graph.client as client\n"
        "def broken(self, request):\n    raise ZeroDivisionError(f'token canary-0815 {request}')\n"
        "client.GraphClient.send = broken\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(workspace), "PYTHONFAULTHANDLER": "1", "PYTHONDEVMODE": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "reporter", *RUN]
    done = subprocess.run(command, cwd=workspace, env=environ, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode == 70
    assert "this is a bug in reporter, please report it: ZeroDivisionError at " in done.stderr
    assert "canary-0815" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_l09_a_graph_on_another_machine_is_refused(reporter: Started) -> None:
    done = reporter(*RUN, environ={"REPORTER_GRAPH_URL": "https://graph.evil.test"})
    assert (done.returncode, "REPORTER_ALLOW_FOREIGN_GRAPH" in done.stderr) == (78, True)


def test_l10_all_that_is_made_is_private_under_any_umask(workspace: Path, office: PostOffice) -> None:
    delivering(
        workspace,
        office,
    )
    done = started(workspace, *RUN, wrap="umask 000; {}")
    assert done.returncode == 0, done.stderr
    made = [one for folder in ("out", ".reporter") for one in (workspace / folder, *(workspace / folder).rglob("*"))]
    modes = {oct(one.stat().st_mode & 0o777) for one in made if one.is_file()}
    folders = {oct(one.stat().st_mode & 0o777) for one in made if one.is_dir()}
    assert (modes, folders) == ({"0o600"}, {"0o700"})


def test_l13_nothing_in_the_repository_looks_like_a_token() -> None:
    shaped = re.compile(rb"(?<![A-Za-z0-9+/])(?:EAA[A-Za-z0-9]{60,}|IG[A-Za-z0-9_-]{80,})")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.split(b"\0")  # noqa: S607
    if not files[0]:
        pytest.skip("this is no checkout, so there is no list of files")
    found = [name for name in filter(None, files) if shaped.search((ROOT / name.decode()).read_bytes())]
    assert found == []


def test_d16_a_link_in_the_place_of_the_folder_for_files_is_not_followed(
    workspace: Path, reporter: Started, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (workspace / "out").symlink_to(elsewhere)
    done = reporter(*RUN)
    assert (done.returncode, done.stderr) == (
        73, "reporter: error: out is a link; remove it, or name its target with --out\n",
    )  # fmt: skip
    assert [*elsewhere.iterdir()] == []
    assert reporter(*RUN, "--out", str(elsewhere)).returncode == 0
    assert [*elsewhere.iterdir()] != []
