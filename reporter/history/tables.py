"""The tables of history as SQLAlchemy Core knows them, the same on SQLite and PostgreSQL. Holds no queries.

Times are whole seconds since 1970 (UTC). A snapshot is one row for each media item, question and time, with its numbers
as a JSON array, so that a new metric needs no new column; the question (`ask`) says which metric stands at which place.
"""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy import Column
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import Integer
from sqlalchemy import LargeBinary
from sqlalchemy import MetaData
from sqlalchemy import Table
from sqlalchemy import Text
from sqlalchemy import UniqueConstraint

HEAD = "0004"  # the newest migration; a test holds it against the files

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# INTEGER is 64 bits wide in SQLite and the only type of a row's own number there
WHOLE = BigInteger().with_variant(Integer, "sqlite")

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("alias", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
# One row a media item. `listed`: when a list last held it; `gone`: when a complete list of its time did not, null while
# it is there. Product and media type never change.
MEDIA = Table(
    "media",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("account", WHOLE, ForeignKey("account.id"), nullable=False),
    Column("media_id", Text, nullable=False),
    Column("product_type", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("published", WHOLE, nullable=False),
    Column("first_listed", WHOLE, nullable=False),
    Column("listed", WHOLE, nullable=False),
    Column("gone", WHOLE),
    UniqueConstraint("account", "media_id"),
    Index(None, "account", "published"),
    sqlite_strict=True,
)
# What may be edited, a row for each version of it.
FACTS = Table(
    "facts",
    METADATA,
    Column("media", WHOLE, ForeignKey("media.id"), primary_key=True),
    Column("since", WHOLE, primary_key=True),
    Column("caption", Text, nullable=False),
    Column("permalink", Text, nullable=False),
    Column("username", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
PICTURE = Table(
    "picture",
    METADATA,
    Column("media", WHOLE, ForeignKey("media.id"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# Which metrics were asked together. `kind`: what the API gave, why it gave none, or what the webhook told.
NUMBERS, REASONS, WEBHOOK = "numbers", "reasons", "webhook"
ASK = Table(
    "ask",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    UniqueConstraint("kind", "metrics"),
    sqlite_strict=True,
)
SERIES = Table(
    "series",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("media", WHOLE, ForeignKey("media.id"), nullable=False),
    Column("ask", WHOLE, ForeignKey("ask.id"), nullable=False),
    UniqueConstraint("media", "ask"),
    sqlite_strict=True,
)
# `measures` read the same at every look from `seen` to `until`.
SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("series", WHOLE, ForeignKey("series.id"), primary_key=True),
    Column("seen", WHOLE, primary_key=True),
    Column("until", WHOLE, nullable=False),
    Column("measures", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# Where a metric read lower than before: the `highest` number read until then (as JSON), when it was `read`, and `since`
# when it is known to be lower. A metric that fell from several ever higher numbers has a row for each of them.
FALL = Table(
    "fall",
    METADATA,
    Column("media", WHOLE, ForeignKey("media.id"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("since", WHOLE, primary_key=True),
    Column("read", WHOLE, nullable=False),
    Column("highest", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# The account's own numbers, in the manner of snapshots.
AUDIENCE = Table(
    "audience",
    METADATA,
    Column("account", WHOLE, ForeignKey("account.id"), primary_key=True),
    Column("seen", WHOLE, primary_key=True),
    Column("until", WHOLE, nullable=False),
    Column("followers", WHOLE),
    Column("media_count", WHOLE),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# One row for each list that was read to its end: it held what was published in [since, until).
VISIT = Table(
    "visit",
    METADATA,
    Column("account", WHOLE, ForeignKey("account.id"), primary_key=True),
    Column("list", Text, primary_key=True),
    Column("seen", WHOLE, primary_key=True),
    Column("since", WHOLE, primary_key=True),
    Column("until", WHOLE, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
# What the webhook was told, word for word; `digest` makes a repeated message the same row.
EVENT = Table(
    "event",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("received", WHOLE, nullable=False),
    Column("instagram_id", Text, nullable=False),
    Column("media_id", Text, nullable=False),
    Column("sent", WHOLE, nullable=False),
    Column("counts", Text, nullable=False),
    Index(None, "instagram_id", "media_id"),
    sqlite_strict=True,
)
# One row for each run of a command that writes; `finished` is null while it runs, and for ever when it was killed.
# `sent`, `unsent`: copies of reports that reached a recipient in it, and that did not. `reason`: why it ended with
# another code than 0, a line each.
RUN = Table(
    "run",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", WHOLE, nullable=False),
    Column("finished", WHOLE),
    Column("exit", WHOLE),
    Column("requests", WHOLE),
    Column("calls", WHOLE),
    Column("run_id", Text),
    Column("sent", WHOLE),
    Column("unsent", WHOLE),
    Column("reason", Text),
    sqlite_strict=True,
)
# When each account's token ends, as Meta said at `seen`; `ends` is null for one without an end.
TOKEN = Table(
    "token",
    METADATA,
    Column("account", WHOLE, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("ends", WHOLE),
    Column("seen", WHOLE, nullable=False),
    sqlite_strict=True,
)
# One row for each delivered report: of which spec (`digest`), for whom (a client's or account's name, or ""), when it
# was made, and whether it is "out" or "held" for `reason`.
ISSUE = Table(
    "issue",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("report", "subject", "period")),
    *(Column(name, WHOLE, nullable=False) for name in ("start", "end", "made")),
    *(Column(name, Text, nullable=False) for name in ("digest", "state", "reason")),
    UniqueConstraint("report", "subject", "period"),
    sqlite_strict=True,
)
# What an issue is made of, as it was sent: files, letters, and the computed report.
ISSUE_FILE = Table(
    "issue_file",
    METADATA,
    Column("issue", WHOLE, ForeignKey("issue.id"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# One row for each issue and recipient (a mail address, or a folder): what became of it. `copy` counts from 0; only who
# asks for another copy makes one.
POSTING = Table(
    "posting",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("issue", WHOLE, ForeignKey("issue.id"), nullable=False),
    *(Column(name, Text, nullable=False) for name in ("letter", "recipient")),
    Column("copy", WHOLE, nullable=False),
    Column("state", Text, nullable=False),
    *(Column(name, WHOLE, nullable=False) for name in ("tries", "changed")),
    Column("detail", Text, nullable=False),
    UniqueConstraint("issue", "letter", "recipient", "copy"),
    sqlite_strict=True,
)
# Which troubles the operator was written to about, and on which day.
NOTICE = Table(
    "notice",
    METADATA,
    Column("cause", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
