"""Why a run ended with another code than 0."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give runs a reason. Those that are there have none: nobody knows it any more."""
    op.add_column("run", Column("reason", Text))
