"""`reporter metrics`: the list of metrics, and the details of one."""

from __future__ import annotations

import json

import pytest

from reporter.catalog.load import load_catalog
from reporter.cli import run
from reporter.core.errors import Exit
from tests.support.cli_started import Started

CATALOG = load_catalog()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: Exit = Exit.DONE) -> str:
    assert run(["metrics", *arguments]) is code
    captured = capsys.readouterr()
    return captured.out if code is Exit.DONE else captured.err


def test_every_metric_has_a_line_that_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys).splitlines()
    assert [line.split()[0] for line in lines[1 : len(CATALOG.metrics) + 1]] == list(CATALOG.metrics)
    assert max(map(len, lines)) <= 80


def test_a_product_type_has_its_metrics_only(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--for", "story")
    assert "\nnavigation" in text
    assert "\nsaved" not in text


def test_the_details_name_breakdown_values_and_removal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "SWIPE_FORWARD = Next story" in printed(capsys, "navigation")
    text = printed(capsys, "plays")
    assert "in v22.0, and in all versions on 2025-04-21" in text
    assert "use       views" in text


def test_json_has_the_facts_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "reach", "--json"))
    (metric,) = document["metrics"]
    assert (document["exit"], metric["name"], metric["unit"]) == (0, "reach", "count")
    assert set(metric["product_types"]) == {"FEED", "REELS", "STORY"}


def test_a_name_that_meta_uses_elsewhere_leads_to_the_metric(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metrics", "saves"]) is Exit.DONE
    captured = capsys.readouterr()
    assert captured.out.startswith("saved\n")
    assert '"saves" is not a metric of media items' in captured.err
    text = printed(capsys, "followers", code=Exit.USAGE)
    assert '"followers" is not a metric of media items' in text


def test_metrics_fit_a_terminal(reporter: Started) -> None:
    done = reporter("metrics")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "navigation" not in reporter("metrics", "--for", "reels").stdout
    assert "milliseconds" in reporter("metrics", "ig_reels_avg_watch_time").stdout
