"""Twelve Mondays of the stock weekly report: every change it tells is the one between equal ages, worked out here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.observations import CompletedListing, MediaItem, MetricValue, Missing, Observed, Reason, Snapshot
from reporter.core.report import Cell, Report
from reporter.history.open import History, open_history
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record
from reporter.pipeline.run import RunOptions, run_spec
from reporter.sandbox.metric_values import metric_value, reach, state_now
from reporter.sandbox.world import ACCOUNTS, Media, published_media
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace, WorkspaceModel

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
MONDAY = datetime(2026, 9, 7, 7, tzinfo=UTC)
MONDAYS = tuple(MONDAY + number * WEEK for number in range(12))
STOCK = Path(__file__).parents[2] / "reports" / "weekly.yaml"
BRANDS = [account for account in ACCOUNTS if account.alias in {"zaytoun", "velora"}]
METRICS = ("views", "reach", "total_interactions", "saved", "shares", "navigation", "profile_activity")
KPIS = ("views", "reach", "total_interactions", "engagement_rate", "saved")
LATEST_LISTED = timedelta(days=16)  # older media are not read any more

Number = int | float


@cache
def everything(stories: bool) -> tuple[Media, ...]:  # noqa: FBT001 - a cache key
    """All that the brands publish in these weeks."""
    since, until = MONDAY - 5 * WEEK, MONDAYS[-1]
    found: list[Media] = []
    for brand in BRANDS:
        for media in published_media(brand, until=until, stories=stories):
            if media.published < since:
                break
            found.append(media)
    return tuple(found)


def answers(media: Media, at: datetime) -> dict[str, Number]:
    """What the API says of a media item; {} for too few viewers."""
    if media.product_type == "STORY" and reach(state_now(media, at)) < 5:
        return {}
    metrics = (load_catalog().metrics[name] for name in METRICS)
    return {
        metric.name: metric_value(media, metric, at) for metric in metrics if media.product_type in metric.product_types
    }


def keep(connection: Connection, at: datetime, *, stories: bool) -> None:
    """Write down one look at a list, as `collect` does."""
    since = at - (timedelta(days=1) if stories else LATEST_LISTED)
    for brand in BRANDS:
        seen = (one for one in everything(stories) if one.account is brand and since < one.published <= at)
        record(connection, [_snapshot(one, at) for one in seen])
        record_listing(
            connection, brand.alias, CompletedListing("stories" if stories else "media", since, at + HOUR), seen=at
        )


def _snapshot(media: Media, at: datetime) -> Snapshot:
    item = MediaItem(
        account=media.account.alias,
        media_id=media.id,
        product_type=media.product_type.value,
        media_type=media.media_type,
        published=media.published,
        caption=media.caption,
    )
    told = answers(media, at)
    few = [name for name in METRICS if "STORY" in load_catalog().metrics[name].product_types and not told]
    measures: dict[str, MetricValue] = {name: Observed(value) for name, value in told.items()}
    return Snapshot(item, at, measures | dict.fromkeys(few, Missing(Reason.NOT_ENOUGH_VIEWERS)))


@dataclass
class Weeks:
    """A workspace of the stock report, to which hours are added."""

    folder: Path
    history: History
    at: datetime = MONDAY - 2 * WEEK - 7 * HOUR

    def live_until(self, moment: datetime) -> None:
        """Look at stories every hour and at media every sixth."""

        def change(connection: Connection) -> None:
            while self.at <= moment:
                keep(connection, self.at, stories=True)
                if self.at.hour % 6 == 1:
                    keep(connection, self.at, stories=False)
                self.at += HOUR

        self.history.write(change)

    def report(self, now: datetime) -> Report:
        spec: dict[str, Any] = yaml.safe_load(STOCK.read_text("utf-8"))
        spec["outputs"] = {"json": {}}
        accounts = {one.alias: {"login": "sandbox"} for one in BRANDS}
        model = WorkspaceModel.model_validate({"accounts": accounts, "history": "sqlite:///weeks.sqlite3"})
        outcome = run_spec(
            ReportSpec.model_validate(spec),
            name="weekly",
            workspace=Workspace(self.folder, model),
            catalog=load_catalog(),
            out=self.folder / "out",
            context=CommandContext(now, now, {}),
            progress=lambda *_: None,
            options=RunOptions(offline=True),
        )
        (report,) = outcome.created.reports
        return report


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    folder = tmp_path_factory.mktemp("mondays")
    with open_history("sqlite:///weeks.sqlite3", folder) as history:
        yield Weeks(folder, history)


def figures(end: datetime, at: datetime) -> dict[str, float]:
    """The week's figures as they stood at a moment, straight from what the brands publish."""
    rows = []
    for media in (*everything(stories=False), *everything(stories=True)):
        if end - WEEK <= media.published < end:
            last = at
            if media.product_type == "STORY" and media.published + timedelta(days=1) <= at:
                ends = media.published + timedelta(days=1)
                last = ends.replace(minute=0, second=0) if (ends.minute, ends.second) != (0, 0) else ends - HOUR
            rows.append(answers(media, last))
    sums = {name: sum(row.get(name, 0) for row in rows) for name in METRICS}
    both = [row for row in rows if "total_interactions" in row and "reach" in row]
    rate = sum(row["total_interactions"] for row in both) / sum(row["reach"] for row in both)
    return {**sums, "engagement_rate": rate}


def kpis(report: Report) -> dict[str, Cell]:
    section = next(one for one in report.sections if one.kind == "kpis")
    return {column.name: cell for column, cell in zip(section.columns, section.rows[0].cells, strict=True)}


def test_twelve_mondays_tell_the_change_between_equal_ages(weeks: Weeks) -> None:
    told = 0
    for now in MONDAYS:
        weeks.live_until(now)
        report, end = weeks.report(now), now.replace(hour=0)
        cells, own, before = kpis(report), figures(end, now), figures(end - WEEK, now - WEEK)
        for name in KPIS:
            place, change = f"{name} on {now:%d %b}", own[name] / before[name] - 1
            assert cells[name].value == pytest.approx(own[name], rel=1e-9), place
            assert cells[f"previous_{name}"].value == pytest.approx(before[name], rel=1e-9), place
            shown = cells[f"change_{name}"]
            assert shown.missing == "", place
            assert shown.value == pytest.approx(change, rel=1e-9, abs=1e-12), place
            told += 1
        sentence = next(
            (highlight for highlight in report.highlights if " compared with the previous period" in highlight), ""
        )
        moved = own["views"] / before["views"] - 1
        assert bool(sentence) == (abs(moved) >= 0.1), sentence
        assert not sentence or (" rose " in sentence) == (moved > 0), sentence
    assert told == 12 * len(KPIS)


def test_the_earlier_figures_are_what_the_last_report_said(weeks: Weeks) -> None:
    weeks.live_until(MONDAYS[-1])
    for last, now in pairwise(MONDAYS):
        before, cells = kpis(weeks.report(last)), kpis(weeks.report(now))
        for name in KPIS:
            assert cells[f"previous_{name}"].value == pytest.approx(before[name].value, rel=1e-9), f"{name} on {now}"
