"""`reporter schedule`: plans the jobs of a workspace as crontab lines or systemd units. Starts and writes nothing.

A report that is delivered has a job for every hour of the day, because the outbox knows what is due. After the delivery
the job does nothing, and a computer that was off catches up. A report that is only written has one job per period.
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
    """A command and its start times in the computer's time zone, with fields as in cron; weekday 0 is Sunday."""

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
    """Return the jobs of a workspace. `specs`: by name, with their files. `now`: in the computer's time zone.

    `at`: the hour from which reports are created, in the time zone of the spec.
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
    """Give one line per job, for `crontab -e`."""
    for job in jobs:
        when = f"{job.minute} {job.hours} {job.day} {job.month} {job.weekday}"
        # cron reads a percent sign as a new line
        yield f"{when} {shlex.join((*program, *_arguments(job, workspace)))} >/dev/null".replace("%", r"\%")


def units(jobs: Sequence[Job], *, program: tuple[str, ...], workspace: Path) -> Iterator[str]:
    """Give a service and a timer for each job, each after a line with its file name."""
    for job in jobs:
        name, about = f"reporter-{_unit_name(job.name)}", f"[Unit]\nDescription=reporter {_literal(job.name)}\n"
        # systemd expands variables in arguments, even within quotes, but not in the path of the program
        arguments = (word.replace("$", "$$") for word in (*program[1:], *_arguments(job, workspace)))
        command = " ".join(_unit_word(word) for word in (program[0], *arguments))
        yield f"# {name}.service"
        yield about
        file = _literal(f"{workspace}/.env")
        yield f"[Service]\nType=oneshot\nEnvironmentFile=-{file}\nStandardOutput=null\nExecStart={command}\n"
        yield f"# {name}.timer"
        yield about
        yield f"[Timer]\nOnCalendar={_calendar(job)}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"


def _report(name: str, file: Path, spec: ReportSpec, *, now: datetime, at: int, minute: int) -> Job:
    """Return the job of a report: every hour from `at` on if it is delivered, else once after each period."""
    zone = ZoneInfo(spec.timezone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight.replace(hour=hour).astimezone(now.tzinfo) for hour in range(at, 24)]
    arguments = ("run", str(file))
    if spec.deliver:
        return Job(f"run-{name}", arguments, minute, hours=_ranges({start.hour for start in starts}))
    try:
        kind = resolve(spec.period, now=now, zone=zone, week_start=spec.week_start).kind
    except PeriodError:
        kind = "day"
    shift = (starts[0].date() - midnight.date()) // timedelta(days=1)  # the day in the computer's time zone can differ
    job = Job(f"run-{name}", arguments, minute, hours=str(starts[0].hour))
    if kind in _WEEKS:
        return replace(job, weekday=str((_DAYS.index(spec.week_start) + shift) % 7))
    if kind in _MONTHS and shift < 0:  # cron has no last day of a month
        return replace(job, hours="0", day="1", month=_MONTHS[kind])
    if kind in _MONTHS:
        return replace(job, day=str(1 + shift), month=_MONTHS[kind])
    return job


def _ranges(hours: set[int]) -> str:
    """Return hours as cron writes them: 0-4,22-23."""
    ordered = sorted(hours)
    breaks = [second for first, second in pairwise(ordered) if second != first + 1]
    bounds = [
        (first, max(hour for hour in ordered if hour < after)) for first, after in pairwise([ordered[0], *breaks, 24])
    ]
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in bounds)


def _arguments(job: Job, workspace: Path) -> tuple[str, ...]:
    return (*job.arguments, "--workspace", str(workspace))


def _literal(text: str) -> str:
    """Escape percent signs, which start a specifier in systemd units."""
    return text.replace("%", "%%")


def _unit_word(word: str) -> str:
    """Quote a word of a command for systemd, whose rules differ from a shell's."""
    if re.fullmatch(r"[\w./=:-]+", word, re.ASCII):
        return word
    return '"' + _literal(word.replace("\\", r"\\").replace('"', r"\"")) + '"'


def _unit_name(name: str) -> str:
    r"""Escape the characters that are not allowed in unit names, as systemd-escape does: \x20 for a space."""
    return re.sub(r"[^A-Za-z0-9_.:-]", lambda match: _escaped(match[0]), name)


def _escaped(character: str) -> str:
    return "".join(rf"\x{byte:02x}" for byte in character.encode(errors="surrogateescape"))


def _calendar(job: Job) -> str:
    """Return the start times as systemd writes them."""
    weekday = "" if job.weekday == "*" else f"{_DAYS[int(job.weekday)][:3].title()} "
    hours = job.hours.replace("-", "..")
    day = job.day if job.day == "*" else f"{int(job.day):02}"
    return f"{weekday}*-{job.month}-{day} {hours}:{job.minute:02}:00"
