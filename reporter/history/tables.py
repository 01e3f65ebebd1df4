"""The tables of history as SQLAlchemy Core knows them, the same on SQLite and PostgreSQL. Holds no queries.

Times are whole seconds since 1970 (UTC). A snapshot is one row for each media item, metric set and time, with its
values as a JSON array, so that a new metric needs no new column; the metric set names the metrics in the same order.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0005"  # the newest migration; a test holds it against the files

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# INTEGER is 64 bits wide in SQLite and the only type of a row's own number there
BIG_INTEGER = BigInteger().with_variant(Integer, "sqlite")

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("alias", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
# One row a media item. `listed`: when a list last held it; `gone`: when a complete list of its time did not, null while
# it is there. Product and media type never change.
MEDIA = Table(
    "media",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("account", BIG_INTEGER, ForeignKey("account.id"), nullable=False),
    Column("media_id", Text, nullable=False),
    Column("product_type", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("published", BIG_INTEGER, nullable=False),
    Column("first_listed", BIG_INTEGER, nullable=False),
    Column("listed", BIG_INTEGER, nullable=False),
    Column("gone", BIG_INTEGER),
    UniqueConstraint("account", "media_id"),
    Index(None, "account", "published"),
    sqlite_strict=True,
)
# What may be edited, a row for each version of it.
FACTS = Table(
    "facts",
    METADATA,
    Column("media", BIG_INTEGER, ForeignKey("media.id"), primary_key=True),
    Column("since", BIG_INTEGER, primary_key=True),
    Column("caption", Text, nullable=False),
    Column("permalink", Text, nullable=False),
    Column("username", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
PICTURE = Table(
    "picture",
    METADATA,
    Column("media", BIG_INTEGER, ForeignKey("media.id"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# Metrics that were requested together. `kind`: values from the API, reasons for missing ones, or the webhook's values.
# Constraints keep the names that the first version gave them; SQLite renames none.
NUMBERS, REASONS, WEBHOOK = "numbers", "reasons", "webhook"
METRIC_SET = Table(
    "metric_set",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    UniqueConstraint("kind", "metrics", name="uq_ask_kind_metrics"),
    sqlite_strict=True,
)
SERIES = Table(
    "series",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("media", BIG_INTEGER, ForeignKey("media.id"), nullable=False),
    Column("metric_set", BIG_INTEGER, ForeignKey("metric_set.id"), nullable=False),
    UniqueConstraint("media", "metric_set", name="uq_series_media_ask"),
    sqlite_strict=True,
)
# `metric_values` were the same at every reading from `seen` to `until`.
SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("series", BIG_INTEGER, ForeignKey("series.id"), primary_key=True),
    Column("seen", BIG_INTEGER, primary_key=True),
    Column("until", BIG_INTEGER, nullable=False),
    Column("metric_values", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# Where a metric read lower than before: the `highest` number read until then (as JSON), when it was `read`, and `since`
# when it is known to be lower. A metric that fell from several ever higher numbers has a row for each of them.
FALL = Table(
    "fall",
    METADATA,
    Column("media", BIG_INTEGER, ForeignKey("media.id"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("since", BIG_INTEGER, primary_key=True),
    Column("read", BIG_INTEGER, nullable=False),
    Column("highest", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# The account's own numbers, in the manner of snapshots.
AUDIENCE = Table(
    "audience",
    METADATA,
    Column("account", BIG_INTEGER, ForeignKey("account.id"), primary_key=True),
    Column("seen", BIG_INTEGER, primary_key=True),
    Column("until", BIG_INTEGER, nullable=False),
    Column("followers", BIG_INTEGER),
    Column("media_count", BIG_INTEGER),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# One row for each list that was read to its end: it held what was published in [since, until).
LISTING = Table(
    "completed_listing",
    METADATA,
    Column("account", BIG_INTEGER, ForeignKey("account.id"), primary_key=True),
    Column("list", Text, primary_key=True),
    Column("seen", BIG_INTEGER, primary_key=True),
    Column("since", BIG_INTEGER, primary_key=True),
    Column("until", BIG_INTEGER, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# The webhook's messages, word for word; `digest` makes a repeated message the same row.
EVENT = Table(
    "event",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("received", BIG_INTEGER, nullable=False),
    Column("instagram_id", Text, nullable=False),
    Column("media_id", Text, nullable=False),
    Column("sent", BIG_INTEGER, nullable=False),
    Column("counts", Text, nullable=False),
    Index(None, "instagram_id", "media_id"),
    sqlite_strict=True,
)
# One row for each run of a command that writes. `report`: which it is about, or "". `finished` is null while it runs,
# and for ever when it was killed. `sent`, `unsent`: deliveries that succeeded in it, and that did not. `problems`: why
# it ended with another code than 0, a line each.
RUN = Table(
    "run",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", BIG_INTEGER, nullable=False),
    Column("finished", BIG_INTEGER),
    Column("exit", BIG_INTEGER),
    Column("requests", BIG_INTEGER),
    Column("calls", BIG_INTEGER),
    Column("run_id", Text),
    Column("sent", BIG_INTEGER),
    Column("unsent", BIG_INTEGER),
    Column("problems", Text),
    Column("report", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)
# When each account's token expires, as Meta said at `seen`; `expires` is null for one that never does.
TOKEN = Table(
    "token",
    METADATA,
    Column("account", BIG_INTEGER, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("expires", BIG_INTEGER),
    Column("seen", BIG_INTEGER, nullable=False),
    sqlite_strict=True,
)
# One row for each report that is delivered: of which spec (`spec_digest`), for whom (a client's or account's name, or
# ""), and whether it is "released" or "on_hold" for `reason`. `as_of`: the day, where the period was not over then.
ARCHIVED_REPORT = Table(
    "archived_report",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("report", "subject", "period", "as_of")),
    *(Column(name, BIG_INTEGER, nullable=False) for name in ("start", "end", "created")),
    *(Column(name, Text, nullable=False) for name in ("spec_digest", "state", "reason")),
    UniqueConstraint("report", "subject", "period", "as_of"),
    sqlite_strict=True,
)
# What an archived report consists of. `kind`: "artifact" (a file as delivered) or "report" (the computed report).
ARCHIVED_FILE = Table(
    "archived_file",
    METADATA,
    Column("archived_report", BIG_INTEGER, ForeignKey("archived_report.id"), primary_key=True, autoincrement=False),
    *(Column(name, Text, primary_key=True) for name in ("kind", "name")),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# Its messages, one for each email target. `target`: which entry of the spec's `deliver`. `variant`: "full", or "light"
# without the attachments.
ARCHIVED_MESSAGE = Table(
    "archived_message",
    METADATA,
    Column("archived_report", BIG_INTEGER, ForeignKey("archived_report.id"), primary_key=True, autoincrement=False),
    Column("target", BIG_INTEGER, primary_key=True, autoincrement=False),
    Column("variant", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# One row for each archived report and recipient (a mail address, or a folder): what became of it. `kind`: of the
# target, "email" or "folder". `copy` counts from 0; a further one has who requested it, and when.
DELIVERY = Table(
    "delivery",
    METADATA,
    Column("id", BIG_INTEGER, primary_key=True),
    Column("archived_report", BIG_INTEGER, ForeignKey("archived_report.id"), nullable=False),
    Column("target", BIG_INTEGER, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("kind", "recipient")),
    Column("copy", BIG_INTEGER, nullable=False),
    Column("state", Text, nullable=False),
    *(Column(name, BIG_INTEGER, nullable=False) for name in ("attempts", "changed")),
    *(Column(name, Text, nullable=False) for name in ("detail", "requested_by")),
    Column("requested_at", BIG_INTEGER),
    UniqueConstraint("archived_report", "target", "recipient", "copy"),
    sqlite_strict=True,
)
# Which problems the operator was notified of, and on which day.
NOTIFICATION = Table(
    "notification",
    METADATA,
    Column("cause", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
