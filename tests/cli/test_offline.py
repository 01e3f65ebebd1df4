"""Reports from stored data alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_started import Started, printed_json

NOW = "2026-11-23T08:00:00Z"

FIGURES = {"html", "json", "csv", "parquet"}

EVERY_OUTPUT = f"outputs: {{{', '.join(f'{one}: {{}}' for one in sorted(FIGURES))}}}\n"


def made(workspace: Path) -> dict[str, bytes]:
    return {path.suffix[1:]: path.read_bytes() for path in (workspace / "out").iterdir()}


def test_the_same_report_comes_from_history_without_a_request(reporter: Started, workspace: Path) -> None:
    with (workspace / "reports" / "weekly.yaml").open("a") as file:
        file.write(EVERY_OUTPUT)
    asked = printed_json(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    online = made(workspace)
    alone_ = printed_json(reporter("run", "reports/weekly.yaml", "--json", "--offline", "--now", NOW))
    assert asked["requests"] > 0 == alone_["requests"]
    assert set(online) == FIGURES
    assert made(workspace) == online


def test_a_report_of_the_past_is_the_one_that_was_made_then(reporter: Started, workspace: Path) -> None:
    with (workspace / "reports" / "weekly.yaml").open("a") as file:
        file.write(EVERY_OUTPUT)
    printed_json(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    then = made(workspace)
    printed_json(reporter("run", "reports/weekly.yaml", "--json", "--now", "2026-11-29T08:00:00Z"))
    assert made(workspace) != then
    printed_json(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    assert made(workspace) == then


@pytest.mark.first_run
def test_without_history_an_offline_report_says_how_to_get_one(reporter: Started) -> None:
    done = reporter("run", "reports/weekly.yaml", "--offline", "--now", NOW)
    assert (done.returncode, done.stdout) == (65, "")
    assert [line.count("run `reporter collect` to fetch it") for line in done.stderr.splitlines()] == [1, 1]
