"""The past that the sandbox's accounts begin with: what collecting would have left, whole or not at all, and once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.cli import run
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.core.observations import STORY_LIFE, Backlog, Missing, Observed, Reason, Snapshot
from reporter.executor.execute import execute_plan
from reporter.executor.plan import AccountRequest, Plan, build_plan
from reporter.history.open import History, open_history
from reporter.history.read.known import Stretch, Wish, whole_stretches
from reporter.history.read.nearest import growths
from reporter.history.read.rows import MediaQuery, read_listings
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import watch_stories
from reporter.history.tables import FACTS, LISTING, MEDIA
from reporter.history.write.backlog import is_unknown, record_backlog
from reporter.history.write.snapshots import record
from reporter.sandbox.insights import RETENTION
from reporter.sandbox.metric_values import metric_value
from reporter.sandbox.past import past
from reporter.sandbox.world import ACCOUNTS, find_media
from reporter.spec.workspace import Workspace, WorkspaceModel

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
METRICS = load_catalog().metrics


@pytest.fixture(scope="module")
def bakery() -> Backlog:
    """Return the past of the smallest account."""
    return past("kettle", "kettle", NOW)


@pytest.fixture(scope="module")
def known(bakery: Backlog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """Return a history that holds it."""
    with open_history("sqlite:///history.sqlite3", tmp_path_factory.mktemp("known")) as opened:
        record_backlog(opened, "kettle", bakery)
        yield opened


def wanted(start: datetime, end: datetime, now: datetime = NOW) -> MediaQuery:
    return MediaQuery(("kettle",), start, end, now, pictures=False)


def test_every_number_is_what_the_sandbox_would_have_answered(bakery: Backlog) -> None:
    some = Random(12).sample(list(bakery.media), 150)  # noqa: S311 - no secret
    checked = 0
    for one in some:
        for reading in one.readings:
            for moment in (reading.first, reading.last, *looks(bakery, one.media.published, reading)):
                found = find_media(one.media.media_id, moment)
                assert found is not None
                for name, said in zip(reading.metrics, reading.measures, strict=True):
                    if not isinstance(said, Missing):
                        number = said.value if isinstance(said, Observed) else said
                        assert metric_value(found[0], METRICS[name], moment) == number, (
                            one.media.media_id,
                            name,
                            moment,
                        )
                        checked += 1
    assert checked > 10_000


def looks(bakery: Backlog, published: datetime, reading: Any) -> list[datetime]:  # noqa: ANN401 - a UnchangedReading
    """Return the looks between a reading's first and last at which the media item was on the list."""
    listed = "stories" if "navigation" in reading.metrics or "replies" in reading.metrics else "media"
    return [
        seen
        for seen, visit in bakery.visits
        if visit.listed == listed and reading.first < seen < reading.last and visit.since <= published < visit.until
    ][::5]


def test_collecting_at_one_of_the_looks_reads_the_same(known: History, bakery: Backlog, tmp_path: Path) -> None:
    moment = [
        seen for seen, visit in bakery.visits if visit.listed == "media" and visit.until - visit.since > RETENTION
    ][-10]
    oldest = min(bakery.media, key=lambda one: one.media.published)
    with open_history("sqlite:///history.sqlite3", tmp_path) as fresh:
        fresh.write(lambda connection: record(connection, [Snapshot(oldest.media, oldest.first)]))
        collected(fresh, tmp_path, moment, back=timedelta(days=30))
        between = wanted(moment - timedelta(days=30), moment, moment)
        with fresh.read() as one, known.read() as other:
            asked = {each.media.media_id: each for each in latest(one, between) if each.measures}
            held = {each.media.media_id: each for each in latest(other, between)}
    assert len(asked) > 12
    for media_id, each in asked.items():
        own = {name: said for name, said in each.measures.items() if isinstance(said, Observed)}
        assert own
        assert {name: held[media_id].measures[name] for name in own} == own
        assert held[media_id].media == each.media
        assert held[media_id].media.caption == each.media.caption


def collected(history: History, folder: Path, now: datetime, *, back: timedelta) -> int:
    """Ask what `collect` asks for a stretch of time, and return how many requests that took."""
    asked = execute_plan(
        plan_of(now, back),
        history=history,
        workspace=Workspace(folder, WorkspaceModel.model_validate({"accounts": {"kettle": {"login": "sandbox"}}})),
        context=CommandContext(now, now, {}),
        progress=lambda *_: None,
        offline=False,
    )
    assert asked.fetched.failures == ()
    return asked.requests


def plan_of(now: datetime, back: timedelta) -> Plan:
    own = next(account for account in ACCOUNTS if account.alias == "kettle")
    plain = tuple(name for name, metric in METRICS.items() if not metric.apart)
    splits = {"navigation": "story_navigation_action_type", "profile_activity": "action_type"}
    asks = AccountRequest(
        "kettle",
        own.instagram_id,
        Login.INSTAGRAM,
        now - back,
        now + timedelta(days=1),
        tuple(ProductType),
        plain,
        splits,
    )
    return build_plan([asks], catalog=load_catalog(), version=load_catalog().newest_version, now=now)


def test_each_of_eight_weeks_is_known_at_both_ends_and_day_by_day(known: History) -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC) - timedelta(hours=1)  # in Berlin
    weeks = [(monday - WEEK * back, monday - WEEK * (back - 1)) for back in range(9)]
    days = [(weeks[0][0] + timedelta(days=day), weeks[0][0] + timedelta(days=day + 1)) for day in range(7)]
    with known.read() as connection:
        every = wanted(NOW - RETENTION, NOW)
        visits = read_listings(connection, ["kettle"], NOW)
        stretches = [Stretch(start, end, end + (NOW - weeks[0][1])) for start, end in weeks[:8]]
        for wish in (Wish(media=True, stories=True, gained=True), Wish(media=True, stories=True)):
            assert whole_stretches(visits, ["kettle"], stretches, wish=wish, now=NOW) == 8
        found = growths(connection, every, [*weeks[:2], *days])
    for stretch in found:
        assert len(stretch) > 400
        for one in stretch:
            for side in filter(None, (one.opening, one.closing)):
                reasons = {said.reason for said in side.measures.values() if isinstance(said, Missing)}
                assert reasons <= {Reason.NOT_ENOUGH_VIEWERS}, one
    gained = [sum(number(one.closing) - number(one.opening) for one in stretch) for stretch in found]
    assert sum(gained[2:]) == gained[0]


def number(snapshot: Snapshot | None) -> float:
    said = snapshot.measures.get("views") if snapshot else None
    return said.value if isinstance(said, Observed) else 0


@pytest.mark.parametrize(
    "length", [timedelta(days=2), WEEK, timedelta(days=28), timedelta(days=31), timedelta(weeks=8)], ids=str
)
def test_the_period_before_is_known_as_it_stood_then(known: History, length: timedelta) -> None:
    end = datetime(2026, 11, 23, tzinfo=UTC) - timedelta(hours=1)
    then = NOW - length
    room = min(max(length / 8, timedelta(hours=12)), WEEK)
    with known.read() as connection:
        earlier = latest(connection, wanted(end - 2 * length, end - length, then))
    assert earlier
    for one in earlier:
        over = one.media.product_type == "STORY" and one.media.published + STORY_LIFE < then
        assert one.measures
        assert over or one.seen >= then - room, one
    listed = {one.media.media_id for one in earlier}
    stood = {
        item.media.media_id for item in past("kettle", "kettle", NOW).media if end - 2 * length <= item.media.published
    }
    assert listed <= stood


def test_every_story_of_three_months_was_read_before_it_expired(known: History) -> None:
    with known.read() as connection:
        (watch,) = watch_stories(connection, wanted(NOW - timedelta(days=92), NOW))
    assert watch.known == watch.caught > 60
    assert watch.outages == ()


def test_the_same_now_gives_the_same_past_and_nothing_lies_in_the_future(bakery: Backlog) -> None:
    assert past("kettle", "kettle", NOW.replace(microsecond=5)) == bakery
    assert max(item.last for item in bakery.media) < NOW
    assert NOW - max(seen for seen, _ in bakery.visits) < timedelta(minutes=10)
    assert all(first <= last for first, last in ((item.first, item.last) for item in bakery.media))
    for one in bakery.media:
        by_question: dict[tuple[str, ...], list[Any]] = {}
        for reading in one.readings:
            by_question.setdefault(reading.metrics, []).append(reading)
        for own in by_question.values():
            assert all(before.last < after.first for before, after in pairwise(own))
            assert all(before.measures != after.measures for before, after in pairwise(own))


def test_before_an_account_was_there_it_has_no_past() -> None:
    assert past("kettle", "kettle", datetime(2019, 5, 1, tzinfo=UTC)) == Backlog([], [])


SPEC = """\
title: Weekly
accounts: all
period: last_week
compare: previous_period
metrics: [views]
sections: [{kind: kpis}, {kind: trend, by: day}]
outputs: {html: {}}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reporter.yaml").write_text("version: 1\naccounts:\n  kettle: {login: sandbox}\n")
    (tmp_path / "reports" / "weekly.yaml").write_text(SPEC)
    return tmp_path


def started(workspace: Path, *arguments: str) -> Exit:
    return run([*arguments, "--workspace", str(workspace)])


def test_the_first_run_has_a_past_and_counts_only_its_own_requests(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = str(workspace / "reports" / "weekly.yaml")
    assert started(workspace, "plan", spec, "--now", NOW.isoformat()) is Exit.DONE
    capsys.readouterr()
    with open_history("sqlite:///.reporter/history.sqlite3", workspace) as history:
        assert is_unknown(history, "kettle"), "a plan reads and writes nothing"
    assert started(workspace, "run", spec, "--json", "--now", NOW.isoformat()) is Exit.DONE
    first = json.loads(capsys.readouterr().out)
    (figures,) = first["reports"][0]["sections"][0]["rows"]
    assert figures["previous_views"] > 0
    assert 'class="spark' in (workspace / "out" / "weekly-2026-W47.html").read_text("utf-8")
    assert started(workspace, "run", spec, "--json", "--now", NOW.isoformat()) is Exit.DONE
    again = json.loads(capsys.readouterr().out)
    assert first["requests"] == again["requests"]
    with open_history("sqlite:///.reporter/history.sqlite3", workspace) as history, history.read() as connection:
        assert sum(1 for _ in connection.execute(select(FACTS))) == sum(1 for _ in connection.execute(select(MEDIA)))
        assert connection.execute(select(MEDIA.c.id).where(MEDIA.c.gone.is_not(None))).first() is None


def test_a_later_now_goes_on_from_what_is_there_and_an_earlier_one_asks_history(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = str(workspace / "reports" / "weekly.yaml")
    for now in ("2026-11-16T08:00:00Z", "2026-11-23T08:00:00Z", "2026-11-09T08:00:00Z", "2027-03-01T08:00:00Z"):
        assert started(workspace, "run", spec, "--json", "--now", now) is Exit.DONE
        found = json.loads(capsys.readouterr().out)
        assert found["problems"] == []
        assert (found["requests"] == 0) is (now.startswith("2026-11-09"))
    with open_history("sqlite:///.reporter/history.sqlite3", workspace) as history, history.read() as connection:
        late = datetime(2026, 11, 17, tzinfo=UTC).timestamp()
        assert len(connection.execute(select(LISTING).where(LISTING.c.seen > late)).all()) <= 4, (
            "nothing was made up later"
        )


def test_offline_and_simulations_of_ones_own_get_no_past(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = str(workspace / "reports" / "weekly.yaml")
    assert started(workspace, "run", spec, "--offline", "--now", NOW.isoformat()) is not Exit.DONE
    monkeypatch.setenv("REPORTER_GRAPH_URL", "http://127.0.0.1:9")
    started(workspace, "run", spec, "--now", NOW.isoformat())
    capsys.readouterr()
    with open_history("sqlite:///.reporter/history.sqlite3", workspace) as history:
        assert is_unknown(history, "kettle")
