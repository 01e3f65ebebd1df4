"""What tests need besides Python. A marker names each need; a test whose tool is missing is skipped, or fails in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest


@dataclass(frozen=True)
class Need:
    """A program on this computer: any of `programs`, found on the path or by pattern, from the Debian `package`."""

    programs: tuple[str, ...]
    package: str

    def find(self) -> str | None:
        """Return the path of the program, the newest if there are several; None if it is not installed."""
        for program in self.programs:
            matches = [str(path) for path in sorted(Path("/").glob(program.lstrip("/")))] if "/" in program else []
            path = matches[-1] if matches else shutil.which(program)
            if path:
                return path
        return None


# By marker. `make test-quick` leaves these tests out, and those marked `slow`.
NEEDS = {
    "browser": Need(("chromium", "google-chrome"), "chromium"),
    "libreoffice": Need(("soffice",), "libreoffice-calc"),
    "postgresql": Need(("/usr/lib/postgresql/*/bin/initdb", "initdb"), "postgresql"),
    "postfix": Need(("/usr/sbin/postfix",), "postfix"),
    "cron": Need(("/usr/sbin/cron",), "cron"),
    "strace": Need(("strace",), "strace"),
    "systemd": Need(("systemd-analyze",), "systemd"),
}


def program(need: str) -> str:
    """Return the path of a program that a test needs; end the test where it is not installed."""
    path = NEEDS[need].find()
    return path or without(f"{need} is not installed (apt-get install {NEEDS[need].package})")


def without(reason: str) -> NoReturn:
    """End a test that cannot run here: a skip, or a failure in CI, which installs everything."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI must have it")
    pytest.skip(reason)


def needs_of(item: pytest.Item) -> Iterator[str]:
    """Give the needs that a test is marked with."""
    return (need for need in NEEDS if item.get_closest_marker(need))


def summary(reports: dict[str, list[pytest.TestReport]]) -> list[str]:
    """Return a line for each need: how many tests have it, and how many of them were skipped."""
    lines = []
    for need in NEEDS:
        counts = {
            outcome: sum(
                ("needs", need) in getattr(report, "user_properties", ()) for report in reports.get(outcome, [])
            )
            for outcome in ("passed", "failed", "error", "skipped")
        }
        if total := sum(counts.values()):
            skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
            lines.append(f"{need:12} {total:5} tests{skipped}")
    return lines
