"""Write rate, bytes a measure and as-of reads of a history of 10 million measures, beside a plain table in one run.

Run: python benchmarks/history.py [MEASURES] [URL]; URL is of an empty PostgreSQL database, else SQLite in a temporary
folder. The account: 12 metrics, media published evenly over two years, read daily for four weeks and then weekly, and
every look finds all numbers moved. The peer: sqlite3 with the same PRAGMAs, a row for each measure, clustered by item,
metric and time; its reads give rows, history's give snapshots. Both must tell the same sums, or the run ends there.
Reads are medians of three. Budgets: 500,000 measures/s, 30 bytes a measure, and 60 ms for an as-of comparison of 7,000
media over a million measures (two rows of each are compared, however many there are).
"""

from __future__ import annotations

import gc
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Connection

from reporter.core.observations import CompletedListing, Growth, MediaItem, Observed, Snapshot
from reporter.history.encode import seconds
from reporter.history.open import History, open_history
from reporter.history.read.nearest import growths
from reporter.history.read.rows import MediaQuery
from reporter.history.read.snapshots import aged, latest
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record

METRICS = (
    "views", "reach", "total_interactions", "likes", "comments", "saved", "shares", "reposts", "follows",
    "profile_visits", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time",
)  # fmt: skip
START = datetime(2024, 11, 25, tzinfo=UTC)  # a Monday
DAYS = 728
YOUNG_DAYS = 28  # media up to this age are read daily; all on Mondays
ANSWERS_DAYS = 28  # the last days are written as `collect` does, the days before them in one transaction each
AN_ANSWER = 50  # media
END = START + timedelta(days=DAYS)
AGE = timedelta(days=7)
TIMES = 3
BUDGET_RATE, BUDGET_BYTES, BUDGET_S, BUDGET_MEDIA = 500_000, 30, 0.06, 7_000
PEER = """
PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;
CREATE TABLE metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE item (id INTEGER PRIMARY KEY, media_id TEXT NOT NULL UNIQUE, published INTEGER NOT NULL,
    caption TEXT NOT NULL, permalink TEXT NOT NULL);
CREATE INDEX item_published ON item (published);
CREATE TABLE measure (item INTEGER NOT NULL REFERENCES item, metric INTEGER NOT NULL REFERENCES metric,
    seen INTEGER NOT NULL, value NUMERIC NOT NULL, PRIMARY KEY (item, metric, seen)) WITHOUT ROWID;
"""
AS_OF = """(SELECT value FROM measure WHERE measure.item = item.id AND measure.metric = metric.id
    AND measure.seen <= {} ORDER BY measure.seen DESC LIMIT 1)"""
OF_MEDIA = "FROM item, metric WHERE item.published >= :since AND item.published < :until"
PEER_LATEST = f"SELECT item.id, metric.id, {AS_OF.format(':until')} AS value {OF_MEDIA}"
FIRST_FROM = """(SELECT value FROM measure WHERE measure.item = item.id AND measure.metric = metric.id
    AND measure.seen >= item.published + :age ORDER BY measure.seen LIMIT 1)"""
PEER_AGED = f"SELECT item.id, metric.id, {FIRST_FROM} AS value {OF_MEDIA}"
PEER_GAINED = f"""SELECT item.id, metric.id, {AS_OF.format(":until")} - coalesce({AS_OF.format(":start")}, 0)
    AS value {OF_MEDIA}"""

Answer = TypeVar("Answer")
Write = Callable[[Sequence[Snapshot]], None]
Size = Callable[[], int]


class Case(NamedTuple):
    """A read: what it is called, how history is asked, and the peer, once for each set of values."""

    name: str
    ask: Callable[[Connection], Sequence[Snapshot | Growth]]
    query: str
    values: tuple[dict[str, int], ...]


@dataclass
class Taken:
    """Seconds and measures that a way of writing took."""

    seconds: float = 0.0
    measures: int = 0

    def add(self, write: Write, snapshots: Sequence[Snapshot]) -> None:
        """Write, and add to what was taken."""
        start = perf_counter()
        write(snapshots)
        self.seconds += perf_counter() - start
        self.measures += len(snapshots) * len(METRICS)


@dataclass
class World:
    """The account: its media, and who is read on which day."""

    count: int
    media: list[MediaItem] = field(init=False)

    def __post_init__(self) -> None:
        self.media = [self._item(number) for number in range(self.count)]

    def _item(self, number: int) -> MediaItem:
        caption = f"Caption {number}: eighty characters of words about shoes, the season and a #hashtag or so"
        link = f"https://www.instagram.com/p/{number:011}/"
        published = START + timedelta(days=DAYS) * number / self.count
        return MediaItem("acme", str(17 * 10**15 + number), "FEED", "IMAGE", published, caption, link, "acme")

    def due(self, day: int) -> range:
        """Return the media that are read on a day, at midnight."""
        first = 0 if day % 7 == 0 else max(day - YOUNG_DAYS, 0)
        return range(-(-first * self.count // DAYS), -(-day * self.count // DAYS))

    def snapshots(self, day: int) -> list[Snapshot]:
        """Return what is read on a day."""
        seen = START + timedelta(days=day)
        return [Snapshot(self.media[number], seen, self._measures(number, seen)) for number in self.due(day)]

    def _measures(self, number: int, seen: datetime) -> dict[str, Observed]:
        age = (seen - self.media[number].published).days
        top = 50 * (number * 37 % 400 + 20) * (age + 1) // (age + 8)
        return {name: Observed(top // (place + 1) + age) for place, name in enumerate(METRICS)}


class Peer:
    """A row for each measure, by sqlite3 alone. It knows by heart which media items it holds."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript(PEER)
        self._connection.executemany("INSERT INTO metric VALUES (?, ?)", enumerate(METRICS))
        self._connection.commit()
        self._items: dict[str, int] = {}

    def write(self, snapshots: Sequence[Snapshot]) -> None:
        """Write in one transaction."""
        rows, items, new = [], self._items, []
        for one in snapshots:
            media, seen = one.media, seconds(one.seen)
            if media.media_id not in items:
                items[media.media_id] = number = len(items)
                published = seconds(media.published)
                new.append((number, media.media_id, published, media.caption, media.permalink))
            item = items[media.media_id]
            rows += [(item, metric, seen, one.measures[name].value) for metric, name in enumerate(METRICS)]  # type: ignore[union-attr]
        self._connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?)", new)
        self._connection.executemany("INSERT INTO measure VALUES (?, ?, ?, ?)", rows)
        self._connection.commit()

    def read(self, case: Case) -> list[Any]:
        """Return the rows of a case."""
        return [row for values in case.values for row in self._connection.execute(case.query, values).fetchall()]


def main() -> None:
    """Fill both, read both, print what it took."""
    gc.set_threshold(100_000)  # as the program does
    measures = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    url = sys.argv[2] if len(sys.argv) > 2 else "sqlite:///history.sqlite3"
    sample = World(1_000)
    looks = sum(len(sample.due(day)) for day in range(1, DAYS + 1)) / sample.count
    world = World(max(round(measures / len(METRICS) / looks), 1))
    with TemporaryDirectory() as name, open_history(url, Path(name)) as history:
        place = Path(name) / "peer.sqlite3"
        peer = Peer(place)
        writes: tuple[Write, Write] = (partial(write, history), peer.write)
        sizes: tuple[Size, Size] = (partial(held, history), lambda: place.stat().st_size)
        written = show_writing(world, history, writes)
        ours, theirs = (size() / written for size in sizes)
        line("bytes a measure", f"{ours:.1f}", f"{theirs:.1f}", ratio=ours / theirs, budget=f"{BUDGET_BYTES}")
        for case in cases():
            show_case(case, history, peer)
        show_unmoved(world, writes, sizes)
    by_measures, by_media = BUDGET_S * written / 1_000_000, BUDGET_S * world.count / BUDGET_MEDIA
    print(f"\nbudget of one comparison: {by_measures:.2f} s by measures held, {by_media:.2f} s by media")


def write(history: History, snapshots: Sequence[Snapshot]) -> None:
    """Write in one transaction, as the program does."""
    history.write(lambda connection: record(connection, snapshots))


def show_writing(world: World, history: History, writes: Sequence[Write]) -> int:
    """Write all days; print the rates and return how many measures there are."""
    bulk, answers = (Taken(), Taken()), (Taken(), Taken())
    for day in range(1, DAYS + 1):
        snapshots = world.snapshots(day)
        small = day > DAYS - ANSWERS_DAYS
        for own, one in zip(answers if small else bulk, writes, strict=True):
            for some in batches(snapshots) if small else [snapshots]:
                own.add(one, some)
        seen, oldest = snapshots[0].seen, snapshots[0].media.published
        visit = CompletedListing("media", oldest, seen)
        history.write(partial(record_listing, account="acme", visit=visit, seen=seen))
    written = bulk[0].measures + answers[0].measures
    system = f"SQLite {sqlite3.sqlite_version}" if history.location.path else "PostgreSQL"
    print(f"{written:,} measures, {len(METRICS)} metrics, {world.count:,} media of two years; {system}\n")
    line("", "history", "peer", ratio="ratio", budget="budget")
    show_rates("measures/s, a day a transaction", bulk, f"{BUDGET_RATE:,}")
    show_rates(f"measures/s, {AN_ANSWER} media a transaction", answers, f"{BUDGET_RATE:,}")
    return written


def batches(snapshots: Sequence[Snapshot]) -> Iterator[Sequence[Snapshot]]:
    """Give the snapshots as answers bring them."""
    return (snapshots[start : start + AN_ANSWER] for start in range(0, len(snapshots), AN_ANSWER))


def cases() -> list[Case]:
    """Return the reads that reports ask for."""
    found = []
    for name, since in (("4 weeks' media", END - timedelta(days=28)), ("all media", START)):
        wanted = MediaQuery(("acme",), since, END, END)
        values = {"since": seconds(since), "until": seconds(END)}
        old = values | {"age": int(AGE.total_seconds())}
        found += [
            Case(f"latest, {name}", partial(latest, wanted=wanted), PEER_LATEST, (values,)),
            Case(f"at 7 days, {name}", partial(aged, wanted=wanted, age=AGE), PEER_AGED, (old,)),
        ]
    weeks = [END - number * timedelta(days=7) for number in (2, 1, 0)]
    days = [END - number * timedelta(days=1) for number in range(7, -1, -1)]
    return [
        *found,
        gained("gained in a week, all media", weeks[1:]),
        gained("and in the week before", weeks),
        gained("gained on each of 7 days", days)._replace(query=""),  # the peer knows no look too far away to count
    ]


def gained(name: str, moments: Sequence[datetime]) -> Case:
    """Return the case of what all media gained between each two moments."""

    def ask(connection: Connection) -> list[Growth]:
        return list(chain(*growths(connection, MediaQuery(("acme",), START, END, END), list(pairwise(moments)))))

    ends = [(seconds(start), seconds(end)) for start, end in pairwise(moments)]
    values = tuple({"since": seconds(START), "start": start, "until": end} for start, end in ends)
    return Case(name, ask, PEER_GAINED, values)


def show_case(case: Case, history: History, peer: Peer) -> None:
    """Print how long a case takes; stop when history and peer do not tell the same."""
    with history.read() as connection:
        ours, found = timed(lambda: case.ask(connection))
    if not case.query:
        line(f"s, {case.name}", f"{ours:.3f}")
        return
    theirs, rows = timed(lambda: peer.read(case))
    sums = sum(map(total, found)), sum(row[2] or 0 for row in rows)
    if sums[0] != sums[1]:
        raise SystemExit(f"{case.name}: history tells {sums[0]:,} and the peer {sums[1]:,}")
    line(f"s, {case.name}", f"{ours:.3f}", f"{theirs:.3f}", ratio=ours / theirs)


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Return the median seconds of some runs, and the answer."""
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        answer = work()
        taken.append(perf_counter() - start)
    return median(taken), answer


def total(one: Snapshot | Growth) -> float:
    """Return the sum of all numbers, or of what they gained."""
    if isinstance(one, Snapshot):
        return sum(measure.value for measure in one.measures.values() if isinstance(measure, Observed))
    return total(one.closing) - (total(one.opening) if one.opening else 0)


def show_unmoved(world: World, writes: Sequence[Write], sizes: Sequence[Size]) -> None:
    """Write a day on which all are read and nothing moved; print rate and bytes."""
    snapshots = [replace(one, seen=END + timedelta(days=1)) for one in world.snapshots(DAYS)]
    taken, grown = (Taken(), Taken()), []
    for own, write, size in zip(taken, writes, sizes, strict=True):
        before = size()
        for some in batches(snapshots):
            own.add(write, some)
        grown.append((size() - before) / len(snapshots))
    show_rates(f"measures/s, nothing moved, by {AN_ANSWER}", taken)
    line("bytes a look at which nothing moved", *(f"{one:.1f}" for one in grown))


def held(history: History) -> int:
    """Return how many bytes history takes."""
    if history.location.path:
        return history.location.path.stat().st_size
    with history.read() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def show_rates(name: str, taken: Sequence[Taken], budget: str = "") -> None:
    """Print measures in a second of history and peer."""
    ours, theirs = (one.measures / one.seconds for one in taken)
    line(name, f"{ours:,.0f}", f"{theirs:,.0f}", ratio=ours / theirs, budget=budget)


def line(name: str, ours: str, theirs: str = "", *, ratio: float | str = "", budget: str = "") -> None:
    """Print one line of the table."""
    shown = ratio if isinstance(ratio, str) else f"{ratio:.2f}"
    print(f"{name:38}{ours:>11}{theirs:>11}{shown:>8}{budget:>10}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
