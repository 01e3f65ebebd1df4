"""A history that today's predecessor filled (0004) reads back as it did, whatever its tables and facts are called now.

The rows are written out as that version left them. What they mean is written beside them as that version read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from reporter.cli import run
from reporter.core.observations import CompletedListing, Observed
from reporter.history import migrations
from reporter.history.db.location import parse_location
from reporter.history.export import media_ids_of, values_of
from reporter.history.open import History, open_history
from reporter.history.outbox import (
    ArchivedReport,
    Contents,
    DeliveryState,
    Recipient,
    ReportKey,
    ReportState,
    Variant,
    archive_report,
    archived_reports,
    deliveries,
    new_causes,
    read_artifacts,
    read_computed,
    read_messages,
    recipients_of,
)
from reporter.history.read.nearest import growths
from reporter.history.read.rows import MediaQuery, read_listings
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import account_contents, last_runs, recent_listings
from reporter.history.write.accounts import token_ends
from reporter.spec.outputs import TargetKind

HOUR = 3600
WEEK = 168 * HOUR
START = 1_794_787_200  # 2026-11-16, the beginning of 2026-W47
END = START + WEEK
NOW = END + 8 * HOUR
KILLED = "the program stopped while this was being sent"
UNKNOWN = "mail server mx had the whole message, then it hung up; ask the recipient"

# What the version before this one kept: table -> its columns and rows.
ROWS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "account": ("id alias", [(1, "lumen"), (2, "nordpfad")]),
    "media": (
        "id account media_id product_type media_type published first_listed listed gone",
        [
            (1, 1, "17001", "FEED", "IMAGE", START - 50 * HOUR, START - 40 * HOUR, NOW, None),
            (2, 1, "17002", "REELS", "VIDEO", START + 10 * HOUR, START + 11 * HOUR, NOW, None),
            (3, 1, "17003", "FEED", "IMAGE", START - 60 * HOUR, START - 50 * HOUR, START, START + HOUR),
        ],
    ),
    "facts": (
        "media since caption permalink username",
        [
            (1, START - 40 * HOUR, "before", "https://ig/p/1", "lumen"),
            (1, START + HOUR, "after", "https://ig/p/1", "lumen"),
            (2, START + 11 * HOUR, "reel: 50% off", "https://ig/p/2", "lumen"),
            (3, START - 50 * HOUR, "", "https://ig/p/3", "lumen"),
        ],
    ),
    "picture": ("media data", [(1, b"\x89PNG\0")]),
    "ask": (
        "id kind metrics",
        [(1, "numbers", "reach views"), (2, "reasons", "reach views"), (3, "numbers", "profile_activity")],
    ),
    "series": ("id media ask", [(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 3), (5, 3, 1)]),
    "snapshot": (
        "series seen until measures",
        [
            (1, START - 40 * HOUR, START - HOUR, "[100,200]"),
            (1, START + HOUR, START + 2 * HOUR, "[90,210]"),
            (1, END - HOUR, NOW, "[150,400]"),
            (2, START + 5 * HOUR, START + 5 * HOUR, '["failed",["not_available","no data, says the API"]]'),
            (3, START + 11 * HOUR, END, "[10,20.5]"),
            (4, END, END, '[[7,{"email":3,"call":4}]]'),
            (5, START - 50 * HOUR, START, "[1,2]"),
        ],
    ),
    "fall": ("media metric since read highest", [(1, "reach", START + HOUR, START - HOUR, "100")]),
    "audience": ("account seen until followers media_count", [(1, START, NOW, 1234, 3)]),
    "visit": (
        "account list seen since until",
        [
            (1, "media", START - HOUR, START - 9 * WEEK, START),
            (1, "media", NOW, START - 9 * WEEK, NOW + HOUR),
            (1, "stories", NOW, NOW - 24 * HOUR, NOW + HOUR),
        ],
    ),
    "event": ("digest received instagram_id media_id sent counts", [("ab", NOW, "178", "17009", NOW, '{"views":3}')]),
    "run": (
        "id command started finished exit requests calls run_id sent unsent reason",
        [
            (1, "collect", START, START + 9, 0, 12, 30, "r1", 0, 0, None),
            (2, "run weekly", START + HOUR, START + HOUR + 9, 3, 5, 5, "r2", 2, 1, "first line\nsecond line"),
            (3, "resend weekly", NOW - HOUR, NOW - HOUR + 9, 0, 0, 0, "r3", 1, 0, None),
            (4, "run monthly", NOW, None, None, None, None, "r4", None, None, None),
            (5, "collect --stories", NOW, NOW, 0, 1, 1, "r5", 0, 0, None),
            (6, "token refresh", NOW, NOW, 77, 1, 1, None, None, None, "lumen: expired"),
        ],
    ),
    "token": ("account ends seen", [(1, NOW + WEEK, NOW), (2, None, NOW)]),
    "issue": (
        "id report subject period start end made digest state reason",
        [
            (3, "weekly", "", "2026-W47", START, END, NOW, "d1", "out", ""),
            (5, "daily", "Lumen Home", "2026-W48 as of 2026-11-23", END, END + WEEK, NOW, "d2", "out", ""),
            (8, "weekly", "lumen", "2026-W47", START, END, NOW, "d3", "held", "coverage < 0.95; story_gaps > 0"),
        ],
    ),
    "issue_file": (
        "issue name data",
        [
            (3, "file:weekly-2026-W47.xlsx", b"PK\0\xff"),
            (3, "file:letter:mail-0", b"a file with a letter's name"),
            (3, "letter:mail-0", b"Message-ID: <a@b>\r\n\r\nfull"),
            (3, "letter:mail-0-light", b"Message-ID: <a@b>\r\n\r\nlight"),
            (3, "letter:mail-12", b"another"),
            (3, "report.json", b'{"title": "Weekly"}'),
            (5, "report.json", b"{}"),
            (8, "file:weekly.csv", b"held"),
            (8, "report.json", b"{}"),
        ],
    ),
    "posting": (
        "id issue letter recipient copy state tries changed detail",
        [
            (1, 3, "mail-0", "boss@example.com", 0, "sent", 1, NOW, "250 2.0.0 OK; queued"),
            (2, 3, "mail-0", "The Team <team@example.com>", 0, "unknown", 2, NOW, UNKNOWN),
            (3, 3, "folder-1", "out/published", 0, "sent", 1, NOW, "2 files"),
            (4, 3, "mail-12", "late@example.com", 0, "pending", 3, NOW - HOUR, "450 4.7.1 come back"),
            (5, 3, "mail-0", "boss@example.com", 1, "pending", 0, NOW, "resent by kim on 2026-11-23 07:59 UTC"),
            (
                6,
                3,
                "mail-0",
                "new@example.com",
                2,
                "failed",
                1,
                NOW,
                "resent by a on b on 2026-11-23 08:00 UTC; 5; no",
            ),
            (7, 5, "mail-0", "boss@example.com", 0, "sending", 1, NOW, ""),
            (9, 8, "mail-0", "boss@example.com", 0, "pending", 0, NOW, ""),
        ],
    ),
    "notice": ("cause day", [("brand1: 0 says", "2026-11-23")]),
}


def _fill(connection: Connection) -> None:
    for table, (columns, rows) in ROWS.items():
        names = columns.split()
        statement = text(
            f"INSERT INTO {table} ({', '.join(_quoted(name) for name in names)}) "  # noqa: S608 - our own names
            f"VALUES ({', '.join(f':{name}' for name in names)})"
        )
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _quoted(name: str) -> str:
    return f'"{name}"'


@pytest.fixture
def older(url: str, tmp_path: Path) -> Iterator[History]:
    """Open a history that the version before this one filled."""
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    engine = create_engine(parse_location(url, tmp_path).url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        _fill(connection)
    engine.dispose()
    with open_history(url, tmp_path) as history:
        yield history


def at(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)


QUERY = MediaQuery(("lumen", "nordpfad"), at(START - 9 * WEEK), at(END), at(NOW))


def test_nothing_of_the_old_tables_is_left_and_no_row_is_lost(older: History) -> None:
    with older.read() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0005"
        found = {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - our own names
            for name in ("media", "snapshot", "metric_set", "series", "fall", "completed_listing", "run", "event")
        }
    old_names = {"metric_set": "ask", "completed_listing": "visit"}
    assert found == {name: len(ROWS[old_names.get(name, name)][1]) for name in found}


def test_every_reading_is_what_it_was(older: History) -> None:
    with older.read() as connection:
        first, reel = latest(connection, QUERY)
        ((_, growth),) = growths(connection, replace(QUERY, start=at(START - 55 * HOUR)), [(at(START), at(END))])
    assert first.media.caption == "after"
    assert first.media.thumbnail == b"\x89PNG\0"
    assert first.measures == {"reach": Observed(150), "views": Observed(400)}
    assert (first.seen, first.stale, first.highest) == (at(NOW), (), {})
    assert reel.measures["profile_activity"] == Observed(7, {"email": 3, "call": 4})
    assert reel.measures["views"] == Observed(20.5)
    assert growth.opening is None
    assert growth.closing.measures["reach"] == Observed(10)


def test_growth_falls_and_reasons_are_what_they_were(older: History) -> None:
    earlier = MediaQuery(("lumen",), at(START - 9 * WEEK), at(START), at(START + 6 * HOUR))
    with older.read() as connection:
        ((growth, *_),) = growths(connection, QUERY, [(at(START), at(END))])
        (then,) = [snapshot for snapshot in latest(connection, earlier) if snapshot.media.media_id == "17001"]
        values = list(values_of(connection, "lumen", media_ids_of(connection, "lumen")))
    assert growth.opening is not None
    assert [one.measures["reach"] for one in (growth.opening, growth.closing)] == [Observed(100), Observed(150)]
    assert then.highest == {"reach": (100, at(START - HOUR))}
    assert then.measures == {"reach": Observed(90), "views": Observed(210)}
    assert then.stale == ("reach", "views")
    reasons = {(value["metric"], value["reason"]) for value in values if value["reason"]}
    assert reasons == {("reach", "failed"), ("views", "not_available")}
    assert len(values) == 12 + 3  # of which one has a breakdown of two


def test_lists_accounts_tokens_and_notifications_are_what_they_were(older: History) -> None:
    with older.read() as connection:
        listings = recent_listings(connection, "lumen", at(NOW))
        share = read_listings(connection, ["lumen"], at(NOW)).listed_share("lumen", at(START), at(END))
        (lumen,) = account_contents(connection, ["lumen"])
        assert token_ends(connection, ["lumen", "nordpfad"]) == {"lumen": at(NOW + WEEK)}
        assert new_causes(connection, ["brand1: 0 says", "other"], "2026-11-23") == {"other"}
    assert (at(START - HOUR), CompletedListing("media", at(START - 9 * WEEK), at(START))) in listings
    assert [seen for seen, _ in listings] == [at(NOW), at(NOW), at(START - HOUR)]
    assert share == 1
    assert (lumen.media, lumen.snapshots, lumen.followers) == (3, len(ROWS["snapshot"][1]), 1234)
    assert lumen.stories_listed == at(NOW)


def test_a_run_knows_its_command_and_its_report(older: History) -> None:
    with older.read() as connection:
        runs = last_runs(connection, 20)
    assert [(one.command, one.report) for one in runs] == [
        ("token refresh", ""),
        ("collect --stories", ""),
        ("run", "monthly"),
        ("resend", "weekly"),
        ("run", "weekly"),
        ("collect", ""),
    ]
    assert [one.label for one in runs] == [row[1] for row in reversed(ROWS["run"][1])]
    assert runs[4].problems == ("first line", "second line")
    assert (runs[2].code, runs[4].code, runs[4].sent) == (None, 3, 2)


def test_archived_reports_keep_their_files_and_messages(older: History) -> None:
    with older.read() as connection:
        weekly, on_hold, daily = archived_reports(connection)
        assert weekly == ArchivedReport(
            number=3,
            key=ReportKey("weekly", "", "2026-W47"),
            start=at(START),
            end=at(END),
            created=at(NOW),
            spec_digest="d1",
            state=ReportState.RELEASED,
            reason="",
        )
        assert (on_hold.number, on_hold.state, on_hold.reason) == (
            8,
            ReportState.ON_HOLD,
            "coverage < 0.95; story_gaps > 0",
        )
        assert daily.key == ReportKey("daily", "Lumen Home", "2026-W48", "2026-11-23")
        assert daily.key.label == "2026-W48 as of 2026-11-23"
        assert read_artifacts(connection, 3) == {
            "weekly-2026-W47.xlsx": b"PK\0\xff",
            "letter:mail-0": b"a file with a letter's name",
        }
        assert json.loads(read_computed(connection, 3)) == {"title": "Weekly"}
        assert read_messages(connection, 3, 0) == {
            Variant.FULL: b"Message-ID: <a@b>\r\n\r\nfull",
            Variant.LIGHT: b"Message-ID: <a@b>\r\n\r\nlight",
        }
        assert read_messages(connection, 3, 12) == {Variant.FULL: b"another"}
        assert read_artifacts(connection, 8) == {"weekly.csv": b"held"}


def test_deliveries_know_their_target_and_who_requested_them(older: History) -> None:
    with older.read() as connection:
        found = deliveries(connection, states=tuple(DeliveryState))
        assert recipients_of(connection, 3) == [
            Recipient(0, TargetKind.EMAIL, "boss@example.com"),
            Recipient(0, TargetKind.EMAIL, "The Team <team@example.com>"),
            Recipient(1, TargetKind.FOLDER, "out/published"),
            Recipient(12, TargetKind.EMAIL, "late@example.com"),
        ]
    old = {row[0]: row for row in ROWS["posting"][1]}
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6, 7]  # the report of the ninth is on hold
    for one in found:
        _, archived, _, recipient, copy, state, tries, changed, detail = old[one.number]
        assert (one.archived_report, one.recipient, one.copy, one.state.value) == (archived, recipient, copy, state)
        assert (one.attempts, one.changed, one.description) == (tries, at(changed), detail)
    further = {one.number: one for one in found if one.copy}
    assert (further[5].requested_by, further[5].detail) == ("kim", "")
    assert further[5].requested_at == datetime(2026, 11, 23, 7, 59, tzinfo=UTC)
    assert (further[6].requested_by, further[6].detail) == ("a on b", "5; no")
    assert [one.number for one in found if one.state is DeliveryState.UNKNOWN] == [2]


def test_new_rows_get_numbers_of_their_own(older: History) -> None:
    key = ReportKey("weekly", "", "2026-W48")
    new = ArchivedReport(0, key, at(END), at(END + WEEK), at(NOW), "d1", ReportState.RELEASED, "")
    to = [Recipient(0, TargetKind.EMAIL, "boss@example.com")]
    contents = Contents({}, b"{}", {(0, Variant.FULL): b"m"})
    number = older.write(partial(archive_report, report=new, contents=contents, to=to))
    with older.read() as connection:
        pending = deliveries(connection, "weekly", states=[DeliveryState.PENDING])
    assert number > 8
    assert pending[-1].number > 9


def test_status_shows_an_older_history_as_its_own_version_did(
    older: History, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert older
    (tmp_path / "reports").mkdir()
    accounts = "  lumen: {login: sandbox}\n  nordpfad: {login: sandbox}\n"
    (tmp_path / "reporter.yaml").write_text(f'version: 1\nhistory: "{url}"\naccounts:\n{accounts}')
    arguments = ["status", "--workspace", str(tmp_path), "--now", "2026-11-23T08:00:00Z"]
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["command"], one["exit"]) for one in found["runs"]] == [
        (row[1], row[4]) for row in reversed(ROWS["run"][1])
    ]
    assert found["held"] == [
        {"report": "weekly", "subject": "lumen", "period": "2026-W47", "reason": "coverage < 0.95; story_gaps > 0"}
    ]
    assert [
        (delivery["period"], delivery["state"], delivery["recipient"], delivery["detail"])
        for delivery in found["deliveries"]
    ] == [
        (period, row[5], row[3], row[8])
        for row in ROWS["posting"][1]
        if row[5] != "sent" and row[1] != 8
        for period in ["2026-W47" if row[1] == 3 else "2026-W48 as of 2026-11-23"]
    ]
    assert run(arguments) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "run weekly: exit 3, 5 requests, 2 delivered first line second line" in page
    assert "weekly 2026-W47 to boss@example.com: pending since 2026-11-23 08:00 UTC: resent by kim on" in page
    assert "weekly 2026-W47 for lumen: on hold: coverage < 0.95; story_gaps > 0" in page
