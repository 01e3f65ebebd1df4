"""API versions: how long Meta serves them, and whether the hosts do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.catalog.load import load_catalog
from reporter.core.errors import Exit
from reporter.pipeline.doctor.check import Check
from reporter.pipeline.doctor.versions import check_version
from tests.support.workspaces import NOW, make_context, make_workspace

CATALOG = load_catalog()


def checks(version: str | None = None, now: datetime = NOW) -> list[Check]:
    workspace = make_workspace(Path(), "lumen", api={"version": version})
    return list(check_version(workspace, make_context(now), CATALOG))


def test_the_sandbox_serves_the_newest_version_and_no_newer_one() -> None:
    assert checks() == [Check("api", f"sandbox serves {CATALOG.newest_version}")]


def test_a_version_says_until_when_meta_serves_it() -> None:
    first, second = checks("v23.0")
    assert first == Check("api", f"Meta serves v23.0 until {CATALOG.versions['v23.0'].until}")
    assert second == Check("api", "sandbox serves v23.0")


@pytest.mark.parametrize(
    ("now", "exit_", "words"),
    [
        (datetime(2026, 10, 23, tzinfo=UTC), Exit.INCOMPLETE, "v21.0 expires on 2027-01-21"),
        (datetime(2027, 1, 21, tzinfo=UTC), Exit.CONFIGURATION, "v21.0 expired on 2027-01-21"),
    ],
)
def test_the_end_of_a_version_is_announced_ninety_days_before(now: datetime, exit_: Exit, words: str) -> None:
    first = checks("v21.0", now)[0]
    assert (first.exit, first.text) == (exit_, f"{words}; write {CATALOG.newest_version} in reporter.yaml")


def test_a_version_that_the_host_does_not_serve_yet_is_an_error() -> None:
    (check,) = checks("v28.0")
    assert check.exit is Exit.CONFIGURATION
    assert check.text == "sandbox does not serve v28.0; write another api.version in reporter.yaml, or omit it"


def test_what_is_not_a_version_is_not_sent_to_any_host() -> None:
    assert checks("latest") == [Check("api", "latest is not a valid API version", Exit.CONFIGURATION)]


def test_a_host_that_nobody_reaches_is_a_warning() -> None:
    workspace = make_workspace(Path(), "lumen")
    context = make_context(REPORTER_GRAPH_URL="http://127.0.0.1:9")
    (check,) = check_version(workspace, context, CATALOG)
    assert check.exit is Exit.INCOMPLETE
    assert check.text.startswith(f"127.0.0.1:9: cannot check whether it serves {CATALOG.newest_version}: ")
