"""What `schedule` prints, carried out: by cron, as cron does it, and checked by systemd; in a folder with odd names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.cli_started import Started
from tests.support.needed import program

NOW = "2026-11-23T08:00:00Z"
# As cron starts a job, so that nothing comes from who started the tests.
CRON_ENVIRON = {"HOME": "/", "LOGNAME": "somebody", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
# A daemon of its own: it sees our crontabs where it looks for the machine's, and no other; all of it ends with it.
PRIVATE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
PRIVATE_CRON = """\
mount --bind "$1/crontabs" /var/spool/cron/crontabs && mount --bind "$1/none" /etc/cron.d &&
mount --bind "$1/nothing" /etc/crontab && mount --bind "$1/run" /run && exec /usr/sbin/cron -f
"""


@pytest.fixture
def odd(workspace: Path) -> Path:
    """Return a workspace with signs in its name that shells, cron or systemd take for something else."""
    folder = workspace / "it's 100%x $HOME"
    shutil.copytree(workspace / "reports", folder / "reports")
    yaml = (workspace / "reporter.yaml").read_text()
    (folder / "reporter.yaml").write_text(yaml + "collect: {every_run: 1d, daily: 2d, weekly: 3d}\n")  # less to ask
    (folder / "reports" / "weekly.yaml").rename(folder / "reports" / "a b%c$d@é.yaml")
    return folder


def scheduled(reporter: Started, folder: Path, *arguments: str) -> str:
    done = reporter("schedule", "--now", NOW, "--workspace", str(folder), *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def crontab(reporter: Started, folder: Path) -> list[str]:
    """Return the lines of the crontab, for a fixed time."""
    lines = [line for line in scheduled(reporter, folder).splitlines() if not line.startswith("#")]
    return [line.replace(" --workspace", f" --now {NOW} --workspace", 1) for line in lines]


def runs(reporter: Started, folder: Path) -> dict[str, int | None]:
    """Return how each job ended."""
    found = json.loads(reporter("status", "--json", "--now", NOW, "--workspace", str(folder)).stdout)["runs"]
    return {one["command"]: one["exit"] for one in found}


def test_each_line_of_the_crontab_does_its_work_as_cron_starts_it(reporter: Started, odd: Path) -> None:
    for line in crontab(reporter, odd):
        # crontab(5): the first % ends the command, but \% is a %
        command = re.split(r"(?<!\\)%", line.split(" ", 5)[5])[0].replace("\\%", "%")
        done = subprocess.run(  # noqa: S603 - ours
            ["/bin/sh", "-c", command],
            env=CRON_ENVIRON,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            start_new_session=True,  # no terminal
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), line
    assert runs(reporter, odd) == {"collect": 0, "collect --stories": 0, "run a b%c$d@é": 0}


@contextmanager
def cron(folder: Path, crontab: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a cron daemon that knows this crontab only; skips where there is none, or where it cannot be kept apart."""
    if os.getuid() or subprocess.run([*PRIVATE, "true"], check=False, capture_output=True).returncode:  # noqa: S603 - ours
        pytest.skip("only root, allowed to mount (SYS_ADMIN), can start a cron that leaves the machine's own alone")
    for name in ("crontabs", "none", "run"):
        (folder / name).mkdir()
    (folder / "nothing").touch()
    (folder / "crontabs" / "root").write_text(crontab)
    (folder / "crontabs" / "root").chmod(0o600)
    quiet = subprocess.DEVNULL
    command = [*PRIVATE, "/bin/sh", "-c", PRIVATE_CRON, "cron", str(folder)]
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:  # noqa: S603 - ours
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.cron
def test_a_report_is_made_by_debians_cron(reporter: Started, odd: Path, tmp_path: Path) -> None:
    line = crontab(reporter, odd)[-1]
    every_minute = f"* * * * * {line.split(' ', 5)[5]}"
    (tmp_path / "cron").mkdir()
    over = time.monotonic() + 150  # a minute until it looks at the clock, and time for a busy machine
    with cron(tmp_path / "cron", f'MAILTO=""\n{every_minute}\n') as daemon:
        while not (odd / "out").exists() and time.monotonic() < over:
            assert daemon.poll() is None, "cron did not stay"
            time.sleep(0.5)
        while 0 not in runs(reporter, odd).values() and time.monotonic() < over:
            time.sleep(0.5)
    assert runs(reporter, odd) == {"run a b%c$d@é": 0}
    assert [path.name for path in (odd / "out").iterdir() if path.suffix == ".html"] != []


@pytest.mark.systemd
def test_systemd_takes_the_units(reporter: Started, odd: Path, tmp_path: Path) -> None:
    printed = scheduled(reporter, odd, "--format", "systemd")
    _, *parts = re.split(r"^# (reporter-\S+\.(?:service|timer))$", printed, flags=re.MULTILINE)
    units = dict(zip(parts[::2], parts[1::2], strict=True))
    assert r"reporter-run-a\x20b\x25c\x24d\x40\xc3\xa9.timer" in units
    assert all(re.fullmatch(r"[A-Za-z0-9:_.\\-]{1,255}", name) for name in units)
    folder = str(odd).replace("%", "%%")
    for name, unit in units.items():
        if name.endswith(".service"):
            assert f"EnvironmentFile=-{folder}/.env\n" in unit
            assert unit.rstrip().endswith(f'--workspace "{folder.replace("$", "$$")}"')
    analyze = program("systemd")
    (tmp_path / "units").mkdir()
    for name, unit in units.items():
        (tmp_path / "units" / name).write_text(unit)
    files = [str(path) for path in sorted((tmp_path / "units").iterdir())]
    done = subprocess.run(  # noqa: S603 - a tool of the system
        [analyze, "verify", "--man=no", *files], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
