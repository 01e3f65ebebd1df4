"""The whole way from a spec to files against a Graph API with numbers set by hand: every figure is worked out here."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from reporter.cli import run
from tests.support.standin import Item, World, serving

NOW = "2026-11-23T08:00:00Z"
ACCOUNT = "17841400000000001"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

WORKSPACE = f"""\
version: 1
accounts:
  acme: {{instagram_id: "{ACCOUNT}", login: LOGIN, token: env:ACME_TOKEN}}
"""
SPEC = """\
title: Weekly
accounts: [acme]
period: last_week
timezone: UTC
metrics: [views, reach, total_interactions, ig_reels_avg_watch_time, reels_skip_rate, follows]
breakdowns: {profile_activity: action_type}
calculated:
  engagement_rate: {formula: total_interactions / reach, format: percent}
sections:
  - {kind: kpis, metrics: [views, reach, engagement_rate, ig_reels_avg_watch_time, reels_skip_rate, follows]}
  - {kind: trend, metrics: [views], by: day}
  - {kind: table, by: product_type, metrics: [views, reach, engagement_rate]}
  - {kind: top, by: views, limit: 2}
  - {kind: breakdown, metric: profile_activity}
  - {kind: media}
outputs:
  json: {file: report.json}
  html: {file: report.html}
  excel: {file: report.xlsx}
"""


def _actions(**counts: int) -> dict[str, dict[str, int | float]]:
    return {"profile_activity": {**counts}}


def _feed(number: int, day: int, *, views: int, reach: int, interactions: int, **more: Any) -> Item:  # noqa: ANN401
    numbers: dict[str, int | float] = {"views": views, "reach": reach, "total_interactions": interactions}
    numbers |= {"follows": 1, "profile_activity": 4}
    return Item(f"1800000000000000{number}", MONDAY + timedelta(days=day), numbers=numbers, **more)


def _reel(number: int, day: int, *, views: int, reach: int, interactions: int, plays: int, each: int) -> Item:
    numbers: dict[str, int | float] = {
        "views": views,
        "reach": reach,
        "total_interactions": interactions,
        "ig_reels_avg_watch_time": each,
        "ig_reels_video_view_total_time": plays * each,
        "reels_skip_rate": 40.0 if number % 2 else 20.0,
    }
    return Item(f"1700000000000000{number}", MONDAY + timedelta(days=day), "REELS", "VIDEO", numbers=numbers)


def _world() -> World:
    return World(
        {
            ACCOUNT: [
                _feed(
                    1, 0, views=100, reach=80, interactions=8, breakdowns={"profile_activity": {"email": 3, "call": 1}}
                ),
                _feed(2, 1, views=200, reach=120, interactions=12, breakdowns=_actions(EMAIL=4)),
                _reel(1, 2, views=1000, reach=800, interactions=40, plays=800, each=6000),
                _reel(2, 3, views=500, reach=200, interactions=30, plays=200, each=10000),
                _feed(9, -1, views=9999, reach=9999, interactions=999),  # Sunday before: not of the period
            ]
        }
    )


def _run(folder: Path, world: World, *, login: str = "facebook", spec: str = SPEC) -> tuple[int, dict[str, Any]]:
    (folder / "reports").mkdir(parents=True)
    (folder / "reporter.yaml").write_text(WORKSPACE.replace("LOGIN", login))
    (folder / "reports" / "weekly.yaml").write_text(spec)
    code = _start(folder, world)
    report = folder / "out" / "report.json"
    return code, json.loads(report.read_text("utf-8")) if report.exists() else {}


def _start(folder: Path, world: World) -> int:
    with serving(world) as url, pytest.MonkeyPatch.context() as environment:
        environment.setenv("REPORTER_GRAPH_URL", url)
        environment.setenv("ACME_TOKEN", world.token)
        environment.chdir(folder)
        return int(run(["run", "reports/weekly.yaml", "--now", NOW]))


def _section(report: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(section for section in report["sections"] if section["kind"] == kind)


@pytest.mark.parametrize("login", ["facebook", "instagram"])
def test_the_figures_are_those_worked_out_by_hand(tmp_path: Path, login: str) -> None:
    code, report = _run(tmp_path, _world(), login=login)
    assert code == 0
    kpis = _section(report, "kpis")["rows"][0]
    assert kpis["views"] == 1800  # 100 + 200 + 1000 + 500
    assert kpis["reach"] == 1200  # 80 + 120 + 800 + 200
    assert kpis["engagement_rate"] == pytest.approx(90 / 1200)  # (8 + 12 + 40 + 30) / 1200
    assert kpis["ig_reels_avg_watch_time"] == pytest.approx(6800)  # (800 * 6 s + 200 * 10 s) / 1000 plays
    assert kpis["reels_skip_rate"] == pytest.approx(36.0)  # (40 * 800 + 20 * 200) / 1000 plays
    assert kpis["follows"] == 2
    assert [row["media_id"] for row in _section(report, "top")["rows"]] == ["17000000000000001", "17000000000000002"]
    table = {row["product_type"]: row for row in _section(report, "table")["rows"]}
    assert (table["FEED"]["views"], table["REELS"]["reach"]) == (300, 1000)
    assert table["FEED"]["engagement_rate"] == pytest.approx(20 / 200)
    assert _section(report, "table")["totals"]["views"] == 1800
    actions = {row["action_type"]: row["profile_activity"] for row in _section(report, "breakdown")["rows"]}
    assert actions["EMAIL"] == 7  # 3 + 4, whatever the case
    assert actions["CALL"] == 1
    assert len(_section(report, "media")["rows"]) == 4
    days = {str(row["day"])[:10]: row["views"] for row in _section(report, "trend")["rows"]}
    assert days["2026-11-18"] == 1000
    assert days["2026-11-20"] is None  # nothing was published: not a zero


def test_page_and_workbook_show_the_same_figures(tmp_path: Path) -> None:
    _run(tmp_path, _world())
    page = re.sub(r"<[^>]+>", " ", (tmp_path / "out" / "report.html").read_text("utf-8"))
    for figure in ("1,800", "1,200", "7.5", "36.0", "6.8"):
        assert figure in page
    book = load_workbook(tmp_path / "out" / "report.xlsx")
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {1800, 1200, 0.075, 36.0} <= cells
    assert "17000000000000001" in cells


@pytest.mark.parametrize(
    ("trouble", "reason", "code"),
    [
        ("before_business", "before_business_account", 0),
        ("few_viewers", "not_enough_viewers", 0),
        ("gone", "gone", 3),
        ("server_error", "failed", 3),
        ("null", "failed", 3),
    ],
)
@pytest.mark.parametrize("login", ["facebook", "instagram"])
def test_one_bad_media_item_leaves_the_rest_whole(
    tmp_path: Path, *, trouble: str, reason: str, code: int, login: str
) -> None:
    world = _world()
    world.items[ACCOUNT][0].trouble = trouble
    got, report = _run(tmp_path, world, login=login)
    assert got == code
    assert _section(report, "kpis")["rows"][0]["views"] == 1700  # 1800 without the bad one's 100
    told = {(one["media_id"], one["reason"]) for one in report["missing"] if one["metric"] == "views"}
    assert told == {("18000000000000001", reason)}
    assert world.requests <= 40


def test_an_empty_answer_is_missing_and_not_zero(tmp_path: Path) -> None:
    world = _world()
    world.items[ACCOUNT][0].numbers = {}
    code, report = _run(tmp_path, world)
    assert code == 0
    assert ("18000000000000001", "views", "not_available") in {
        (one["media_id"], one["metric"], one["reason"]) for one in report["missing"]
    }
    row = next(row for row in _section(report, "media")["rows"] if row["media_id"] == "18000000000000001")
    assert row["views"] is None


def test_an_expired_token_is_told_without_the_token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = _world()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reporter.yaml").write_text(WORKSPACE.replace("LOGIN", "facebook"))
    (tmp_path / "reports" / "weekly.yaml").write_text(SPEC)
    with serving(world) as url, pytest.MonkeyPatch.context() as environment:
        environment.setenv("REPORTER_GRAPH_URL", url)
        environment.setenv("ACME_TOKEN", "canary-of-an-expired-token")
        code = run(["run", str(tmp_path / "reports" / "weekly.yaml"), "--now", NOW, "--workspace", str(tmp_path)])
    told = capsys.readouterr()
    assert code == 77
    assert "canary" not in told.out + told.err
    assert "acme" in told.err
    assert world.requests == 1


def _many(count: int) -> World:
    items = []
    for number in range(count):
        numbers = {"views": 10, "reach": 5, "total_interactions": 2, "follows": 1, "profile_activity": 1}
        reel = {"ig_reels_avg_watch_time": 1000, "ig_reels_video_view_total_time": 5000, "reels_skip_rate": 10.0}
        kind = "REELS" if number % 2 else "FEED"
        item = Item(
            str(18000000000100000 + number),
            MONDAY + timedelta(minutes=number),
            kind,
            "VIDEO" if number % 2 else "IMAGE",
            numbers=numbers | reel,
            breakdowns={"profile_activity": {"email": 1}},
        )
        items.append(item)
    return World({ACCOUNT: items})


COMMON = """\
title: Common
accounts: [acme]
period: last_week
timezone: UTC
metrics: [views, reach, total_interactions]
outputs: {json: {file: report.json}}
"""


def test_a_thousand_media_items_with_common_metrics_cost_at_most_twelve_requests(tmp_path: Path) -> None:
    world = _many(1000)
    code, report = _run(tmp_path, world, spec=COMMON)
    assert code == 0
    assert _section(report, "kpis")["rows"][0]["views"] == 10_000
    assert world.requests <= 12


def test_a_thousand_with_type_specific_metrics_and_a_breakdown_cost_at_most_sixty(tmp_path: Path) -> None:
    world = _many(1000)
    code, report = _run(tmp_path, world)
    assert code == 0
    assert _section(report, "kpis")["rows"][0]["follows"] == 500
    assert world.requests <= 60


def test_ten_bad_of_a_hundred_cost_little_and_are_named(tmp_path: Path) -> None:
    world = _many(100)
    for item in world.items[ACCOUNT][::10]:
        item.trouble = "before_business"
    code, report = _run(tmp_path, world, spec=COMMON)
    assert code == 0
    assert _section(report, "kpis")["rows"][0]["views"] == 900
    assert len({one["media_id"] for one in report["missing"]}) == 10
    assert world.requests <= 1 + 1 + 3 + 10  # the page, the stories, and what the bad ones cost


def test_the_token_is_never_in_an_address_and_next_is_never_followed(tmp_path: Path) -> None:
    world = _many(250)
    _run(tmp_path, world, spec=COMMON)
    assert not [line for line in world.seen if world.token in line or "/evil" in line]


def test_pictures_are_fetched_once_kept_and_shown_and_cost_no_request(tmp_path: Path) -> None:
    world, without = _world(), _world()
    written = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(written, "PNG")
    for item in world.items[ACCOUNT]:
        item.picture = written.getvalue()
    assert _run(tmp_path / "with", world)[0] == _run(tmp_path / "without", without)[0] == 0
    assert (world.requests, world.calls) == (without.requests, without.calls)
    page = (tmp_path / "with" / "out" / "report.html").read_text("utf-8")
    assert page.count('src="data:image/jpeg;base64,') == 2
    fetched = len(world.seen_by_pictures)
    assert fetched >= 4
    assert not [one for one in world.seen_by_pictures if {"authorization", "cookie"} & {name.lower() for name in one}]
    _start(tmp_path / "with", world)
    assert len(world.seen_by_pictures) == fetched, "what history has is not fetched again"
