"""How long a report of 100,000 media items and 12 metrics takes. Run: python benchmarks/analysis.py [ITEMS]."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from reporter.analysis.build import build_report
from reporter.analysis.dataset.build import build_dataset
from reporter.catalog.load import load_catalog
from reporter.core.observations import MediaItem, MetricValue, Missing, Observed, Reason, Snapshot
from reporter.core.report import Theme
from reporter.spec.editions import Edition
from reporter.spec.model import ReportSpec
from reporter.spec.periods import resolve

Answer = TypeVar("Answer")

METRICS = (
    "views", "reach", "total_interactions", "likes", "comments", "saved", "shares", "reposts", "follows",
    "profile_visits", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time",
)  # fmt: skip
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ACCOUNTS = ("acme", "acme_de")
SPEC = {
    "title": "Benchmark",
    "accounts": "all",
    "period": "last_year",
    "metrics": METRICS,
    "calculated": {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}},
    "labels": {"pillar": {"Launch": {"hashtags": ("tag1", "tag2")}, "Deal": {"caption": {"contains": "deal"}}}},
    "sections": (
        {"kind": "kpis"},
        {"kind": "trend", "by": "week"},
        {"kind": "top", "by": "engagement_rate"},
        {"kind": "table", "by": "account"},
        {"kind": "table", "by": "hashtag"},
        {"kind": "table", "by": ("pillar", "month")},
        {"kind": "heatmap", "metric": "engagement_rate"},
    ),
}


def main() -> None:
    """Print seconds for the dataset and for the report, and the memory at the end."""
    gc.set_threshold(100_000)  # as the program does
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    snapshots = make_snapshots(count)
    spec, catalog = ReportSpec.model_validate(SPEC), load_catalog()
    edition = make_edition(spec)
    dataset = timed("build_dataset", lambda: build_dataset(snapshots, edition=edition, catalog=catalog, now=NOW))
    report = timed(
        "build_report",
        lambda: build_report(edition, dataset, catalog=catalog, theme=Theme(), texts={}, annotations=(), failures=()),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(report.media.rows):,} media rows, {len(report.absences):,} absences, {memory} MB at most")


def make_snapshots(count: int) -> list[Snapshot]:
    """Return media items spread over the year, some measures missing."""
    random = Random(1)  # noqa: S311 - the same figures each time
    start = datetime(2025, 1, 1, tzinfo=UTC)
    return [make_snapshot(number, random, start) for number in range(count)]


def make_snapshot(number: int, random: Random, start: datetime) -> Snapshot:
    """Return one media item."""
    kind = random.choice(("FEED", "REELS", "STORY"))
    measures: dict[str, MetricValue] = {
        name: Missing(Reason.NOT_AVAILABLE) if random.random() < 0.05 else Observed(random.randrange(1, 100_000))
        for name in METRICS
        if kind in load_catalog().metrics[name].product_types
    }
    published = start + timedelta(seconds=random.randrange(364 * 86_400))
    caption = f"A deal for everyone #tag{number % 50} and #more{number % 7}"
    media = MediaItem(ACCOUNTS[number % 2], str(10**17 + number), kind, "IMAGE", published=published, caption=caption)
    return Snapshot(media, NOW, measures)


def make_edition(spec: ReportSpec) -> Edition:
    """Return the only edition of the spec."""
    period = resolve(spec.period, now=NOW, zone=ZoneInfo("UTC"), week_start=spec.week_start)
    return Edition(
        spec=spec, name="benchmark", title="Benchmark", client="", account="", accounts=ACCOUNTS, clients={},
        timezone="UTC", locale="en_GB", theme="", period=period, values={}, files={}, templates={},
    )  # fmt: skip


def timed(name: str, work: Callable[[], Answer]) -> Answer:
    """Run, print the seconds, give the answer."""
    start = time.perf_counter()
    answer = work()
    print(f"{name:15} {time.perf_counter() - start:6.2f} s")
    return answer


if __name__ == "__main__":
    main()
