"""When a workspace's jobs are best started, as crontab lines or systemd units. Starts nothing, writes nothing.

What is due is known to the outbox, so a report comes up every hour of the day and nothing happens once it is delivered:
a machine that was off catches up by itself. Reports that are only written come once a period.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from reporter.spec.model import ReportSpec
from reporter.spec.periods import PeriodError, resolve
from reporter.spec.workspace import Workspace

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")  # as cron counts
_WEEKS = {"week", "weeks"}
_MONTHS = {"month": "*", "months": "*", "quarter": "1,4,7,10", "year": "1"}


@dataclass(frozen=True, slots=True)
class Job:
    """A command and when it starts, in the machine's zone. Fields as in cron, `*` = every; weekday 0 = Sunday."""

    name: str
    arguments: tuple[str, ...]
    minute: int
    hours: str = "*"
    day: str = "*"
    month: str = "*"
    weekday: str = "*"


def timetable(
    specs: Mapping[str, tuple[Path, ReportSpec]], workspace: Workspace, *, now: datetime, at: int
) -> tuple[Job, ...]:
    """Return the jobs of a workspace. `specs`: by name, with their files. `now`: in the machine's zone.

    `at`: the hour, in the spec's zone, from which on reports are made.
    """
    jobs = [
        Job("collect", ("collect",), 7),
        Job("collect-stories", ("collect", "--stories"), 37),
    ]
    if any(account.login != "sandbox" for account in workspace.accounts.values()):
        jobs.append(Job("token-refresh", ("token", "refresh"), 47, hours="4"))
    for number, (name, (file, spec)) in enumerate(specs.items()):
        jobs.append(_report(name, file, spec, now=now, at=at, minute=(15 + 3 * number) % 60))
    return tuple(jobs)


def crontab(jobs: Sequence[Job], *, program: tuple[str, ...], workspace: Path) -> Iterator[str]:
    """Give one line a job, fit for `crontab -e`."""
    for job in jobs:
        when = f"{job.minute} {job.hours} {job.day} {job.month} {job.weekday}"
        # to cron a percent sign is a new line
        yield f"{when} {shlex.join((*program, *_arguments(job, workspace)))} >/dev/null".replace("%", r"\%")


def units(jobs: Sequence[Job], *, program: tuple[str, ...], workspace: Path) -> Iterator[str]:
    """Give a service and a timer for each job, each with its file's name before it."""
    for job in jobs:
        name, about = f"reporter-{_unit_name(job.name)}", f"[Unit]\nDescription=reporter {_literal(job.name)}\n"
        # systemd fills in variables in a command's arguments, even within quotes, but not in its path
        arguments = (one.replace("$", "$$") for one in (*program[1:], *_arguments(job, workspace)))
        command = " ".join(_unit_word(one) for one in (program[0], *arguments))
        yield f"# {name}.service"
        yield about
        file = _literal(f"{workspace}/.env")
        yield f"[Service]\nType=oneshot\nEnvironmentFile=-{file}\nStandardOutput=null\nExecStart={command}\n"
        yield f"# {name}.timer"
        yield about
        yield f"[Timer]\nOnCalendar={_calendar(job)}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"


def _report(name: str, file: Path, spec: ReportSpec, *, now: datetime, at: int, minute: int) -> Job:
    """Return a report's job: every hour from `at` on where it is delivered, else once when its period is over."""
    zone = ZoneInfo(spec.timezone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight.replace(hour=hour).astimezone(now.tzinfo) for hour in range(at, 24)]
    arguments = ("run", str(file))
    if spec.deliver:
        return Job(f"run-{name}", arguments, minute, hours=_ranges({one.hour for one in starts}))
    try:
        kind = resolve(spec.period, now=now, zone=zone, week_start=spec.week_start).kind
    except PeriodError:
        kind = "day"
    shift = (starts[0].date() - midnight.date()) // timedelta(days=1)  # the machine's day begins at another time
    job = Job(f"run-{name}", arguments, minute, hours=str(starts[0].hour))
    if kind in _WEEKS:
        return replace(job, weekday=str((_DAYS.index(spec.week_start) + shift) % 7))
    if kind in _MONTHS and shift < 0:  # cron knows no last day of a month
        return replace(job, hours="0", day="1", month=_MONTHS[kind])
    if kind in _MONTHS:
        return replace(job, day=str(1 + shift), month=_MONTHS[kind])
    return job


def _ranges(hours: set[int]) -> str:
    """Write hours as cron does: 0-4,22-23."""
    ordered = sorted(hours)
    breaks = [second for first, second in pairwise(ordered) if second != first + 1]
    bounds = [
        (first, max(one for one in ordered if one < after)) for first, after in pairwise([ordered[0], *breaks, 24])
    ]
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in bounds)


def _arguments(job: Job, workspace: Path) -> tuple[str, ...]:
    return (*job.arguments, "--workspace", str(workspace))


def _literal(text: str) -> str:
    """Write a text for systemd, to which a percent sign begins a specifier."""
    return text.replace("%", "%%")


def _unit_word(word: str) -> str:
    """Write a word of a command for systemd, whose quotes are not a shell's."""
    if re.fullmatch(r"[\w./=:-]+", word, re.ASCII):
        return word
    return '"' + _literal(word.replace("\\", r"\\").replace('"', r"\"")) + '"'


def _unit_name(name: str) -> str:
    """Write each byte that no unit's name may have as systemd-escape does: its number after a backslash and x."""
    return "".join(
        one
        if re.fullmatch(r"[\w.:-]", one, re.ASCII)
        else "".join(rf"\x{byte:02x}" for byte in one.encode(errors="surrogateescape"))
        for one in name
    )


def _calendar(job: Job) -> str:
    """Write the time as systemd does."""
    weekday = "" if job.weekday == "*" else f"{_DAYS[int(job.weekday)][:3].title()} "
    hours = job.hours.replace("-", "..")
    day = job.day if job.day == "*" else f"{int(job.day):02}"
    return f"{weekday}*-{job.month}-{day} {hours}:{job.minute:02}:00"
