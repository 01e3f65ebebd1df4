"""Facts get columns of their own, and tables the names of the glossary. Every row is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    RowMapping,
    Text,
    UniqueConstraint,
    insert,
    text,
)

revision = "0005"
down_revision = "0004"

_WHOLE = BigInteger().with_variant(Integer, "sqlite")
_STATES = {"out": "released", "held": "on_hold"}
_KINDS = {"mail": "email", "folder": "folder"}
_REQUEST = re.compile(r"resent by (?P<by>.*) on (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}) UTC", re.DOTALL)
_RENAMED = {
    "snapshot": ("measures", "metric_values"),
    "series": ("ask", "metric_set"),
    "token": ("ends", "expires"),
}
# Files and messages were told apart by how their names began: "file:NAME", "letter:mail-0", "letter:mail-0-light".
_COPIES = (
    """INSERT INTO archived_file (archived_report, kind, name, data)
    SELECT issue, 'artifact', substr(name, 6), data FROM issue_file WHERE name LIKE 'file:%'""",
    """INSERT INTO archived_file (archived_report, kind, name, data)
    SELECT issue, 'report', name, data FROM issue_file WHERE name = 'report.json'""",
    """INSERT INTO archived_message (archived_report, target, variant, data)
    SELECT issue, CAST(substr(name, 13) AS INTEGER), 'full', data
    FROM issue_file WHERE name LIKE 'letter:mail-%' AND name NOT LIKE '%-light'""",
    """INSERT INTO archived_message (archived_report, target, variant, data)
    SELECT issue, CAST(replace(substr(name, 13), '-light', '') AS INTEGER), 'light', data
    FROM issue_file WHERE name LIKE 'letter:mail-%-light'""",
)


def upgrade() -> None:
    """Rename what only needs a name; write out anew what is taken apart. Written out, like every migration."""
    connection = op.get_bind()
    for table, (old, new) in _RENAMED.items():
        op.alter_column(table, old, new_column_name=new)
    for old, new in (("ask", "metric_set"), ("visit", "completed_listing"), ("notice", "notification")):
        op.rename_table(old, new)
    _split_runs(connection)
    reports = _create_reports()
    deliveries = _create_deliveries()
    rows = connection.execute(text("SELECT * FROM issue ORDER BY id")).mappings().all()
    if rows:
        connection.execute(insert(reports), [_report(row) for row in rows])
    for statement in _COPIES:
        connection.execute(text(statement))
    rows = connection.execute(text("SELECT * FROM posting ORDER BY id")).mappings().all()
    if rows:
        connection.execute(insert(deliveries), [_delivery(row) for row in rows])
    for table in ("posting", "issue_file", "issue"):
        op.drop_table(table)
    if connection.dialect.name == "postgresql":  # which counts on by itself, not from the highest number
        for table in ("archived_report", "delivery"):
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, max(id)) FROM {table} HAVING max(id) > 0"))  # noqa: S608


def _split_runs(connection: Connection) -> None:
    """Split "run weekly" into the command and the report."""
    op.alter_column("run", "reason", new_column_name="problems")
    op.add_column("run", Column("report", Text, nullable=False, server_default=""))
    for command in ("run", "resend"):
        start = f"{command} "
        split = "UPDATE run SET report = substr(command, :after), command = :command WHERE command LIKE :start"
        connection.execute(text(split), {"after": len(start) + 1, "command": command, "start": f"{start}%"})


def _create_reports() -> Any:  # noqa: ANN401 - Alembic's
    table = op.create_table(
        "archived_report",
        Column("id", _WHOLE, primary_key=True),
        *_texts("report", "subject", "period", "as_of"),
        *_wholes("start", "end", "created"),
        *_texts("spec_digest", "state", "reason"),
        UniqueConstraint("report", "subject", "period", "as_of", name="uq_archived_report_report_subject_period_as_of"),
        sqlite_strict=True,
    )
    op.create_table(
        "archived_file",
        _of_report("archived_file"),
        *(Column(name, Text, primary_key=True) for name in ("kind", "name")),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "archived_message",
        _of_report("archived_message"),
        Column("target", _WHOLE, primary_key=True, autoincrement=False),
        Column("variant", Text, primary_key=True),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    return table


def _create_deliveries() -> Any:  # noqa: ANN401 - Alembic's
    return op.create_table(
        "delivery",
        Column("id", _WHOLE, primary_key=True),
        Column(
            "archived_report",
            _WHOLE,
            ForeignKey("archived_report.id", name="fk_delivery_archived_report"),
            nullable=False,
        ),
        *_wholes("target"),
        *_texts("kind", "recipient"),
        *_wholes("copy"),
        *_texts("state"),
        *_wholes("attempts", "changed"),
        *_texts("detail", "requested_by"),
        Column("requested_at", _WHOLE),
        UniqueConstraint(
            "archived_report",
            "target",
            "recipient",
            "copy",
            name="uq_delivery_archived_report_target_recipient_copy",
        ),
        sqlite_strict=True,
    )


def _report(row: RowMapping) -> dict[str, Any]:
    """Return an archived report: "2026-W47 as of 2026-11-20" is a period and the day to which it had come."""
    period, _, as_of = row["period"].partition(" as of ")
    kept = {name: row[name] for name in ("id", "report", "subject", "start", "end", "reason")}
    state = _STATES[row["state"]]
    return {
        **kept,
        "period": period,
        "as_of": as_of,
        "created": row["made"],
        "spec_digest": row["digest"],
        "state": state,
    }


def _delivery(row: RowMapping) -> dict[str, Any]:
    """Return a delivery: "mail-0" is a kind and a target; before the detail of a further copy stands who wanted it."""
    kind, _, target = row["letter"].partition("-")
    first, _, rest = row["detail"].partition("; ")
    request = _REQUEST.fullmatch(first) if row["copy"] else None
    at = datetime.strptime(request["at"], "%Y-%m-%d %H:%M").replace(tzinfo=UTC) if request else None
    return {
        **{name: row[name] for name in ("id", "recipient", "copy", "state", "changed")},
        "archived_report": row["issue"],
        "target": int(target),
        "kind": _KINDS[kind],
        "attempts": row["tries"],
        "detail": rest if request else row["detail"],
        "requested_by": request["by"] if request else "",
        "requested_at": int(at.timestamp()) if at else None,
    }


def _of_report(table: str) -> Column[int]:
    key = ForeignKey("archived_report.id", name=f"fk_{table}_archived_report")
    return Column("archived_report", _WHOLE, key, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _wholes(*names: str) -> list[Column[int]]:
    return [Column(name, _WHOLE, nullable=False) for name in names]
