"""A report made by hand with every section kind and every oddity that the page must bear."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from reporter.core.report import (
    Absence,
    Alert,
    Cell,
    Chart,
    ChartKind,
    Column,
    Format,
    Mark,
    Note,
    NoteKind,
    Report,
    Row,
    Section,
    Span,
    Theme,
)

BERLIN = ZoneInfo("Europe/Berlin")
# A red dot, 1 x 1.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "</style><style>*{background:url(//evil.example)}</style>",
    "red} body{background:url(//evil.example)}",
    "{{7*7}} {% include '/etc/passwd' %} ${7*7}",
    "\u202egpj.exe\u202c and \u200bzero",
    "e" + "\u0301" * 500,
    "مرحبا بالعالم #launch",
    "👩‍👩‍👧‍👦 Familie 🇩🇪 ✨",
    "nul \x00 vt \x0b and \ufffe",
    "",
    "A very long caption " * 60,
)
ADDRESSES = (
    "https://www.instagram.com/p/ABC123/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/p/1",
    "https://instagram.com.evil.example/p/1",
    "https://www.instagram.com@evil.example/p/1",
)
VIEWS = Column("views", "Views", Format.NUMBER, "How often the media were played or seen.")
REACH = Column("reach", "Sum of post reach", Format.NUMBER, "Adds up accounts reached by each media item.")
RATE = Column("engagement_rate", "Engagement rate", Format.PERCENT, "Interactions per person reached.")
WATCH = Column("ig_reels_avg_watch_time", "Average watch time", Format.DURATION)
SKIP = Column("reels_skip_rate", "Skip rate", Format.PERCENT_POINTS)
MEDIA = Column("media", "Media", Format.NUMBER, "Number of media items")
FACTS = (
    Column("account", "Account", Format.TEXT),
    Column("media_id", "Media ID", Format.ID),
    Column("product_type", "Product type", Format.TEXT),
    Column("media_type", "Media type", Format.TEXT),
    Column("published", "Published", Format.DATETIME),
    Column("caption", "Caption", Format.TEXT),
    Column("permalink", "Link", Format.LINK),
)
DAYS = tuple(date(2026, 11, 16) + timedelta(days=day) for day in range(7))


def kpis() -> Section:
    spark = (12.0, 18.0, None, 15.0, 22.0, 30.0, 41.0)
    return Section(
        kind="kpis",
        name="kpis",
        title="Key figures",
        columns=(VIEWS, REACH, RATE, WATCH, SKIP),
        rows=(
            Row(
                (
                    Cell(412_345, n=14, of=14, provisional=True, spark=spark),
                    Cell(98_765, n=12, of=14, spark=tuple(reversed(spark))),
                    Cell(0.0512, n=12, of=14, spark=(0.04, 0.05, 0.051)),
                    Cell(6_543, n=6, of=6),
                    Cell(None, "not_available", n=0, of=6),
                )
            ),
        ),
    )


def trend() -> Section:
    views = (31_000, 42_500, None, 38_000, 61_200, 55_000, 84_645)
    reach = (12_000, 15_500, None, 14_000, 22_265, 18_000, 17_000)
    rows = tuple(
        Row(
            (
                Cell(day),
                Cell(2),
                Cell(seen, "" if seen else "no_media", n=2, of=2, provisional=day.day > 20),
                Cell(reached, "" if reached else "no_media", n=1, of=2, provisional=day.day > 20),
            )
        )
        for day, seen, reached in zip(DAYS, views, reach, strict=True)
    )
    return Section(
        kind="trend",
        name="trend-views-by-day",
        title="Views and sum of post reach by day",
        subtitle="Count, by day of publication",
        columns=(Column("day", "Day", Format.DATE), MEDIA, VIEWS, REACH),
        rows=rows,
        totals=Row((Cell(), Cell(14), Cell(312_345, n=12, of=12), Cell(98_765, n=6, of=12))),
        chart=Chart(
            ChartKind.LINE,
            x="day",
            y=("views", "reach"),
            title="Views and sum of post reach by day",
            alt="Views were highest on Sunday.",
            marks=(
                Mark(DAYS[1], "boosted post <b>"),
                Mark(DAYS[1], "shop opened in Hamburg"),
                Mark(DAYS[6], "a giveaway with a very long name indeed"),
                Mark(DAYS[3], "views counted anew", "break"),
                Mark(date(2020, 1, 1), "long ago"),
            ),
        ),
    )


def item(place: int, caption: str, *, young: bool = False) -> Row:
    kinds = (("FEED", "IMAGE"), ("REELS", "VIDEO"), ("STORY", "IMAGE"), ("FEED", "CAROUSEL_ALBUM"))
    product, media = kinds[place % 4]
    return Row(
        (
            Cell("acme"),
            Cell(f"1789{place:014}"),
            Cell(product),
            Cell(media),
            Cell(datetime(2026, 11, 16, 8, 5, tzinfo=BERLIN) + timedelta(hours=7 * place)),
            Cell(caption),
            Cell(ADDRESSES[place % len(ADDRESSES)]),
            Cell(84_000 - 3_000 * place, provisional=young),
            Cell(21_000 - 1_000 * place),
            Cell(0.081 - 0.005 * place),
            Cell(5_400 + 700 * place) if product == "REELS" else Cell(None, "not_supported"),
        ),
        thumbnail=PNG if place % 3 == 0 else b"GIF89a not allowed" if place % 3 == 1 else b"",
        provisional=young,
    )


def media(count: int = len(HOSTILE)) -> Section:
    captions = [HOSTILE[place % len(HOSTILE)] for place in range(count)]
    rows = tuple(item(place, caption, young=place == 0) for place, caption in enumerate(captions))
    totals = (Cell(312_345, n=count, of=count), Cell(98_765, n=count, of=count), Cell(0.05), Cell(6_100, n=3, of=count))
    return Section(
        kind="media",
        name="media",
        title="All posts",
        columns=(*FACTS, VIEWS, replace(REACH, label="Reach"), RATE, WATCH),
        rows=rows,
        totals=Row((*(Cell() for _ in FACTS), *totals)),
    )


def top() -> Section:
    return replace(
        media(10), kind="top", name="top-by-views", title="Top 10 by views", rank="views", totals=None,
        notes=("4 of 14 media items have no views and are not ranked.",),
    )  # fmt: skip


def by_product_type() -> Section:
    return Section(
        kind="table",
        name="table-by-product_type",
        title="By product type",
        columns=(Column("product_type", "Product type", Format.TEXT), MEDIA, VIEWS, RATE, WATCH, SKIP),
        rows=(
            Row((Cell("REELS"), Cell(6), Cell(212_000, n=6, of=6), Cell(0.071, n=5, of=6), Cell(6_543), Cell(48.4))),
            Row((Cell("FEED"), Cell(6), Cell(150_345, n=6, of=6), Cell(0.0042, n=6, of=6), *_none())),
            Row((Cell("STORY"), Cell(2), Cell(50_000, n=2, of=2, weak=True), Cell(None, "undefined"), *_none())),
        ),
        totals=Row((Cell(), Cell(14), Cell(412_345, n=14, of=14), Cell(0.0512, n=11, of=14), Cell(6_543), Cell(48.4))),
        rank="views",
        notes=("Groups under 3 media items are listed after the others and not ranked.",),
    )


def _none() -> tuple[Cell, Cell]:
    return Cell(None, "not_supported"), Cell(None, "not_supported")


def by_weekday() -> Section:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return Section(
        kind="table",
        name="table-by-weekday",
        title="By weekday",
        subtitle="Views, count",
        columns=(Column("weekday", "Weekday", Format.TEXT), MEDIA, VIEWS),
        rows=tuple(
            Row((Cell(name), Cell(2), Cell(10_000 + 7_000 * place, n=2, of=2, provisional=place > 4)))
            for place, name in enumerate(names)
        ),
        chart=Chart(ChartKind.BARS, x="weekday", y=("views",), title="By weekday", alt="Sunday is highest."),
    )


def breakdown() -> Section:
    values = (("SWIPE_FORWARD", "Next story", 1_240), ("TAP_FORWARD", "Forward", 860), ("TAP_EXIT", "Exit", 410))
    return Section(
        kind="breakdown",
        name="breakdown-navigation",
        title="Navigation by action",
        columns=(
            Column("story_navigation_action_type", "API value", Format.TEXT),
            Column("label", "Action", Format.TEXT),
            Column("navigation", "Navigation", Format.NUMBER),
            Column("share", "Share", Format.PERCENT, "Share of the values' sum"),
        ),
        rows=(
            *(Row((Cell(raw), Cell(words), Cell(n, n=5, of=8), Cell(n / 2_510))) for raw, words, n in values),
            Row((Cell("<b>NEW</b>"), Cell("<b>new</b>"), Cell(None, "not_enough_viewers"), Cell(None, "undefined"))),
        ),
        totals=Row((Cell(), Cell(), Cell(2_510, n=5, of=8), Cell(1.0))),
        chart=Chart(ChartKind.BARS, x="label", y=("navigation",), title="Navigation", alt="Next story is highest."),
        rank="navigation",
    )


def heatmap() -> Section:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    grid = [(day, hour, (place * 5 + hour * 3) % 11) for place, day in enumerate(days) for hour in range(24)]
    return Section(
        kind="heatmap",
        name="heatmap-engagement_rate",
        title="Engagement rate by weekday and hour",
        subtitle="Percent, by weekday and hour of publication",
        columns=(
            Column("weekday", "Weekday", Format.TEXT), Column("hour", "Hour", Format.TEXT), MEDIA, RATE,
        ),
        rows=tuple(Row((Cell(day), Cell(f"{hour:02}"), Cell(n), _rate(n))) for day, hour, n in grid),
        chart=Chart(
            ChartKind.HEATMAP, x="hour", y=("engagement_rate",), series="weekday", alt="Highest: Friday, 09.",
        ),
        notes=("Highest engagement rate: Friday, 09 (10 media items).",),
    )  # fmt: skip


def _rate(n: int) -> Cell:
    return Cell(n / 150, n=n, of=n, weak=n < 3) if n else Cell(None, "no_media", n=0, of=0, weak=True)


def words() -> Section:
    body = "We **launched** the [spring line](https://shop.example/).\n\n- one\n- two\n\n<script>alert(1)</script>\n"
    return Section(kind="text", name="text", title="This week", body=body)


def sample() -> Report:
    """Return the whole report."""
    zone = BERLIN
    return Report(
        title="Weekly Instagram report </title><script>alert(1)</script>",
        name="weekly",
        description="For the Monday meeting",
        client="Acme GmbH",
        account="",
        accounts=("acme", "acme_de"),
        period=Span(
            "2026-W47",
            datetime(2026, 11, 16, tzinfo=zone),
            datetime(2026, 11, 23, tzinfo=zone),
            "Mon 16 – Sun 22 Nov 2026",
        ),
        timezone="Europe/Berlin",
        locale="en_GB",
        as_of=datetime(2026, 11, 23, 7, 0, tzinfo=UTC).astimezone(zone),
        sections=(
            kpis(), trend(), top(), by_product_type(), by_weekday(), breakdown(), heatmap(), media(), words(),
            Section(kind="table", name="empty", title="By hashtag", columns=(VIEWS,)),
            Section(kind="table", name="broken", title="By client", error="two accounts share a name"),
        ),
        media=media(),
        highlights=(
            "Views were highest on Sunday: 84,645, a fifth of the week.",
            "Reels brought in half of all views with 6 of 14 media items.",
            "Engagement rate stands on 12 of 14 media items.",
        ),
        absences=(
            Absence("acme", "178900000000000001", "reach", "failed", "the answer was cut off", "Reach"),
            Absence("acme_de", "178900000000000001", "reach", "failed", "", "Reach"),
            *(Absence("acme", f"1789{place:014}", "ig_reels_avg_watch_time", "not_supported") for place in range(9)),
            Absence("acme_de", "42", "saved", "not_enough_viewers", label="Saves"),
        ),
        alerts=(Alert("reach_drop", "Reach fell by more than 30 %", "acme_de", "Reach: 5 <i>"), Alert("quiet", "")),
        notes=(
            Note(NoteKind.AS_OF, "Values are lifetime totals as of Mon 23 Nov 2026, 08:00."),
            Note(NoteKind.PROVISIONAL, "One media item is younger than 48 hours; its values still move.", "acme"),
            Note(NoteKind.MISSING, "Two accounts lack values for some media items."),
            *(Note(NoteKind.STORIES, "Nobody looked.", account) for account in ("a", "b", "c", "d", "e", "<f>")),
            *(Note(NoteKind.DATA, "Two <b>owners</b>.", account) for account in ("acme", "acme_de")),
            Note(NoteKind.FILTER, "Only feed, reels and stories are counted; nothing is filtered out."),
            Note(NoteKind.METRIC, "How often a media item was played or seen.", "Views"),
        ),
        theme=Theme(brand="#1f4e8c", logo=PNG, footer="Made by Example Agency <b>"),
    )  # fmt: skip
