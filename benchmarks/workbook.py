"""Time and memory of the workbook with 100,000 media rows, beside openpyxl's plain write-only mode on the same rows.

Run: python benchmarks/workbook.py [ROWS]. Each case runs in a process of its own; peaks are what it adds to the rows.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reporter.core.report import Cell, Column, Format, Report, Row, Section, Span

MOST_MEGABYTES, MOST_TIMES = 120, 1.8  # the budget, and as many times as long as openpyxl
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FACTS = ("account", "media_id", "product_type", "media_type", "published", "day", "caption", "permalink")
COLUMNS = (
    *(Column(name, name.title(), Format.TEXT) for name in ("account",)),
    Column("media_id", "Media ID", Format.ID),
    Column("product_type", "Product type", Format.TEXT),
    Column("media_type", "Media type", Format.TEXT),
    Column("published", "Published", Format.DATETIME),
    Column("day", "Day", Format.DATE),
    Column("caption", "Caption", Format.TEXT),
    Column("permalink", "Link", Format.LINK),
    *(Column(f"count_{number}", f"Count {number}", Format.NUMBER) for number in range(8)),
    Column("rate", "Engagement rate", Format.PERCENT),
    Column("share", "Share rate", Format.PERCENT),
    Column("skip", "Skip rate", Format.PERCENT_POINTS),
    Column("watch", "Watch time", Format.DURATION),
)


def rows(count: int) -> tuple[tuple[object, ...], ...]:
    """Return the values of `count` media rows, 20 columns each."""
    return tuple(
        (
            "acme",
            f"1785436{index:010}",
            ("FEED", "REELS", "STORY")[index % 3],
            "IMAGE",
            NOW - timedelta(minutes=index),
            (NOW - timedelta(minutes=index)).date(),
            f"Caption {index}: eighty characters of words about shoes, the season and a #hashtag or so",
            f"https://www.instagram.com/p/{index:011}/",
            *(index * 7 % 10_000 + number for number in range(8)),
            index % 100 / 1000,
            index % 37 / 500,
            index % 80 + 0.5,
            index % 9000,
        )
        for index in range(count)
    )


def report(values: tuple[tuple[object, ...], ...]) -> Report:
    """Return a report of these media rows."""
    made = tuple(Row(tuple(Cell(value) for value in row)) for row in values)  # type: ignore[arg-type]
    media = Section("media", "media", "Media", columns=COLUMNS, rows=made, rank="count_0")
    period = Span("2026-W47", NOW - timedelta(days=7), NOW)
    plain = Report("Benchmark", "benchmark", "", "", "", ("acme",), period, "UTC", "en_GB", NOW, (), media)
    return replace(plain, accounts=("acme",))


def ours(count: int) -> Callable[[], object]:
    """Return the workbook's rendering."""
    from reporter.renderers.excel.workbook import render

    made = report(rows(count))
    return lambda: render(made, name="benchmark.xlsx")


def plain(count: int) -> Callable[[], object]:
    """Return openpyxl's own write-only mode: no formats, no table, no links."""
    from openpyxl import Workbook

    values = [[value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in row]
              for row in rows(count)]  # fmt: skip

    def write() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Media")
        for row in values:
            sheet.append(row)
        with TemporaryFile() as file:
            book.save(file)

    return write


def measure(case: str, count: int) -> None:
    """Print seconds and added peak of one case."""
    write = {"plain": plain, "ours": ours}[case](count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    write()
    seconds = perf_counter() - start
    print(f"{seconds:.3f} {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f}")


def main() -> None:
    """Run both cases and print their ratio."""
    if len(sys.argv) > 2:
        measure(sys.argv[1], int(sys.argv[2]))
        return
    count = sys.argv[1] if len(sys.argv) > 1 else "100000"
    taken = {}
    for case in ("plain", "ours"):
        done = subprocess.run([sys.executable, __file__, case, count], check=True, capture_output=True, text=True)
        seconds, megabytes = done.stdout.split()
        taken[case] = float(seconds)
        budget = f" (budget {MOST_MEGABYTES})" if case == "ours" else ""
        print(f"{case:6} {count} x 20: {float(seconds):7.2f} s  +{megabytes} MB{budget}")
    print(f"ratio {taken['ours'] / taken['plain']:.2f} (budget {MOST_TIMES})")


if __name__ == "__main__":
    main()
