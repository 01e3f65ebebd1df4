"""The first version of history."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

revision = "0001"
down_revision = None

_WHOLE = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Make every table. Written out, not taken from `tables.py`: a migration must stay what it was."""
    _media()
    _measures()
    _accounts()
    _deeds()


def _media() -> None:
    op.create_table("account", _key(), _text("alias", unique=True), sqlite_strict=True)
    op.create_table(
        "media",
        _key(),
        _whole("account", "account.id"),
        *(_text(name) for name in ("media_id", "product_type", "media_type")),
        *(_whole(name) for name in ("published", "first_listed", "listed")),
        Column("gone", _WHOLE),
        UniqueConstraint("account", "media_id", name="uq_media_account_media_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_media_account_published", "media", ["account", "published"])
    op.create_table(
        "facts",
        _part("media", "media.id"),
        _part("since"),
        *(_text(name) for name in ("caption", "permalink", "username")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "picture",
        Column("media", _WHOLE, ForeignKey("media.id"), primary_key=True, autoincrement=False),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def _measures() -> None:
    op.create_table(
        "ask",
        _key(),
        _text("kind"),
        _text("metrics"),
        UniqueConstraint("kind", "metrics", name="uq_ask_kind_metrics"),
        sqlite_strict=True,
    )
    op.create_table(
        "series",
        _key(),
        _whole("media", "media.id"),
        _whole("ask", "ask.id"),
        UniqueConstraint("media", "ask", name="uq_series_media_ask"),
        sqlite_strict=True,
    )
    op.create_table(
        "snapshot",
        _part("series", "series.id"),
        _part("seen"),
        _whole("until"),
        _text("measures"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _accounts() -> None:
    op.create_table(
        "audience",
        _part("account", "account.id"),
        _part("seen"),
        _whole("until"),
        Column("followers", _WHOLE),
        Column("media_count", _WHOLE),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit",
        _part("account", "account.id"),
        Column("list", Text, primary_key=True),
        _part("seen"),
        _part("since"),
        _whole("until"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _deeds() -> None:
    op.create_table(
        "event",
        Column("digest", Text, primary_key=True),
        _whole("received"),
        _text("instagram_id"),
        _text("media_id"),
        _whole("sent"),
        _text("counts"),
        sqlite_strict=True,
    )
    op.create_index("ix_event_instagram_id_media_id", "event", ["instagram_id", "media_id"])
    op.create_table(
        "run",
        _key(),
        _text("command"),
        _whole("started"),
        *(Column(name, _WHOLE) for name in ("finished", "exit", "requests", "calls")),
        sqlite_strict=True,
    )


def _key() -> Column[int]:
    return Column("id", _WHOLE, primary_key=True)


def _part(name: str, of: str = "") -> Column[int]:
    return Column(name, _WHOLE, *([ForeignKey(of)] if of else []), primary_key=True, autoincrement=False)


def _whole(name: str, of: str = "") -> Column[int]:
    return Column(name, _WHOLE, *([ForeignKey(of)] if of else []), nullable=False)


def _text(name: str, *, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, unique=unique)
