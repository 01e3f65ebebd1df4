"""What was sent to whom: issues, their files, postings, notices to the operator; what runs sent; when tokens end."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

revision = "0002"
down_revision = "0001"

_WHOLE = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Make the tables of delivery. Written out, like every migration."""
    op.create_table(
        "issue",
        Column("id", _WHOLE, primary_key=True),
        *_texts("report", "subject", "period"),
        *_wholes("start", "end", "made"),
        *_texts("digest", "state", "reason"),
        UniqueConstraint("report", "subject", "period", name="uq_issue_report_subject_period"),
        sqlite_strict=True,
    )
    op.create_table(
        "issue_file",
        Column(
            "issue", _WHOLE, ForeignKey("issue.id", name="fk_issue_file_issue"), primary_key=True, autoincrement=False
        ),
        Column("name", Text, primary_key=True),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    _delivery()
    op.create_table(
        "token",
        Column(
            "account", _WHOLE, ForeignKey("account.id", name="fk_token_account"), primary_key=True, autoincrement=False
        ),
        Column("ends", _WHOLE),
        Column("seen", _WHOLE, nullable=False),
        sqlite_strict=True,
    )
    for column in (Column("run_id", Text), Column("sent", _WHOLE), Column("unsent", _WHOLE)):
        op.add_column("run", column)


def _delivery() -> None:
    op.create_table(
        "posting",
        Column("id", _WHOLE, primary_key=True),
        Column("issue", _WHOLE, ForeignKey("issue.id", name="fk_posting_issue"), nullable=False),
        *_texts("letter", "recipient"),
        *_wholes("copy"),
        *_texts("state"),
        *_wholes("tries", "changed"),
        *_texts("detail"),
        UniqueConstraint("issue", "letter", "recipient", "copy", name="uq_posting_issue_letter_recipient_copy"),
        sqlite_strict=True,
    )
    op.create_table(
        "notice",
        Column("cause", Text, primary_key=True),
        Column("day", Text, primary_key=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _wholes(*names: str) -> list[Column[int]]:
    return [Column(name, _WHOLE, nullable=False) for name in names]
