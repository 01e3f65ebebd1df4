"""One report by hand that shows every kind of section, cell and difficulty to the table renderers' tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    Value,
)

BERLIN = ZoneInfo("Europe/Berlin")
TEXT, ID, NUMBER, PERCENT = Format.TEXT, Format.ID, Format.NUMBER, Format.PERCENT

VIEWS = Column("views", "Views", NUMBER)
REACH = Column("reach", "Reach (sum of post reach)", NUMBER)
RATE = Column("engagement_rate", "Engagement rate", PERCENT)
WATCH = Column("ig_reels_avg_watch_time", "Average watch time", Format.DURATION)
SKIP = Column("reels_skip_rate", "Skip rate", Format.PERCENT_POINTS)


def row(*values: Value | Cell, provisional: bool = False) -> Row:
    cells = tuple(value if isinstance(value, Cell) else Cell(value) for value in values)
    return Row(cells, provisional=provisional)


def kpis() -> Section:
    cells = (
        Cell(41_210, n=14, of=14),
        Cell(30_555, n=12, of=14),
        Cell(0.0525, n=12, of=14, provisional=True),
        Cell(8_450, n=2, of=2, weak=True),
        Cell(None, missing="not_available", n=0, of=14),
    )
    return Section("kpis", "kpis", "Key figures", columns=(VIEWS, REACH, RATE, WATCH, SKIP), rows=(Row(cells),))


def trend() -> Section:
    days = [date(2026, 11, 16 + day) for day in range(7)]
    views: list[Value | Cell] = [5200, 6100, Cell(None, missing="no_media"), 4800, 9900, 8210, 7000]
    return Section(
        "trend",
        "trend_views",
        "Views by day",
        columns=(Column("day", "Day", Format.DATE), VIEWS),
        rows=tuple(row(day, count, provisional=day.day == 22) for day, count in zip(days, views, strict=True)),
        chart=Chart(
            ChartKind.LINE, "day", ("views",), subtitle="Views", marks=(Mark(date(2026, 11, 19), "Boosted media"),)
        ),
    )


def table() -> Section:
    return Section(
        "table",
        "table_product_type",
        "By product type",
        columns=(Column("product_type", "Product type", TEXT), VIEWS, RATE),
        rows=(
            row("Reels", 30_000, 0.07),
            row("Feed", 9_000, Cell(0.031, n=8, of=9)),
            row("Story", 2_210, Cell(None, missing="not_enough_viewers")),
        ),
        totals=row("All", 41_210, 0.0525),
        chart=Chart(ChartKind.BARS, "product_type", ("views",), title="Reels lead", subtitle="Views"),
        rank="views",
        notes=("Sorted by views.",),
    )


def top() -> Section:
    return Section(
        "top",
        "top_engagement_rate",
        "Top posts",
        columns=(
            Column("caption", "Caption", TEXT),
            Column("permalink", "Link", Format.LINK),
            RATE,
        ),
        rows=(
            row("=HYPERLINK(1)\nsecond line 🚀", "https://www.instagram.com/reel/ABC123/", 0.11),
            row("Spring is here", "https://evil.example/instagram.com/", 0.09),
        ),
        rank="engagement_rate",
    )


def breakdown(name: str = "navigation") -> Section:
    return Section(
        "breakdown",
        f"breakdown_{name}",
        f"{name.title()} of stories",
        columns=(Column("value", "Action", TEXT), Column("count", "Times", NUMBER), Column("share", "Share", PERCENT)),
        rows=(row("Next story", 800, 0.8), row("Exit", 150, 0.15), row("Tap back", 50, 0.05)),
        totals=row("All", 1000, 1.0),
        chart=Chart(ChartKind.BARS, "value", ("count",), subtitle="Times"),
    )


def heatmap() -> Section:
    return Section(
        "heatmap",
        "heatmap_engagement_rate",
        "When it works",
        columns=(Column("weekday", "Weekday", TEXT), Column("hour", "Hour", TEXT), RATE),
        rows=(
            row("Mon", "18", 0.06),
            row("Mon", "9", Cell(0.02, weak=True)),
            row("Tue", "18", 0.04),
        ),
        chart=Chart(ChartKind.HEATMAP, "hour", ("engagement_rate",), series="weekday"),
    )


def words() -> Section:
    return Section("text", "text_1", "This week", body="# Launch\n- **Reels** first\n- see [notes](https://x.example)")


MEDIA_COLUMNS = (
    Column("account", "Account", TEXT),
    Column("media_id", "Media ID", ID),
    Column("product_type", "Product type", TEXT),
    Column("media_type", "Media type", TEXT),
    Column("published", "Published", Format.DATETIME),
    Column("caption", "Caption", TEXT),
    Column("permalink", "Link", Format.LINK),
    VIEWS,
    RATE,
    WATCH,
    SKIP,
)


def media(rows: tuple[Row, ...] | None = None) -> Section:
    own = (
        row(
            "acme", "17854360229135492", "REELS", "VIDEO", datetime(2026, 11, 16, 18, 5, tzinfo=BERLIN),
            "+1 for launch", "https://www.instagram.com/reel/ABC123/", 30_000, 0.07, 8_450, 41.5,
        ),
        row(
            "acme", "17854360229135493", "FEED", "IMAGE", datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
            "Plain & <simple>", "https://www.instagram.com/p/DEF456/", 9_000, Cell(None, missing="not_available"),
            Cell(None, missing="not_supported"), Cell(None, missing="not_supported"), provisional=True,
        ),
    )  # fmt: skip
    return Section("media", "media", "Media", columns=MEDIA_COLUMNS, rows=own if rows is None else rows, rank="views")


def report(*sections: Section, **changes: object) -> Report:
    facts: dict[str, object] = {
        "title": "Weekly Instagram report",
        "name": "weekly",
        "description": "For the Monday meeting",
        "client": "",
        "account": "",
        "accounts": ("acme",),
        "period": Span(
            "2026-W47",
            datetime(2026, 11, 16, tzinfo=BERLIN),
            datetime(2026, 11, 23, tzinfo=BERLIN),
            "Mon 16 – Sun 22 Nov 2026",
        ),
        "timezone": "Europe/Berlin",
        "locale": "en_GB",
        "as_of": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "sections": sections
        or (kpis(), trend(), top(), table(), breakdown(), breakdown("profile"), heatmap(), words(), media()),
        "media": media(),
        "highlights": ("Reels brought 73 % of all views.", "Friday was the best day."),
        "absences": (Absence("acme", "17854360229135493", "engagement_rate", "not_available"),),
        "alerts": (Alert("reach_drop", "Reach fell", "acme"),),
        "notes": (
            Note(NoteKind.METRIC, "How often it was shown.", "Views"),
            Note(NoteKind.AS_OF, "Seen on Monday, 23 November 2026, 09:00."),
        ),
        "theme": Theme(footer="Acme & Sons"),
    }
    return Report(**(facts | changes))  # type: ignore[arg-type]
