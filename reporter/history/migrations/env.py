"""Where Alembic runs the migrations: on the connection that it is given, in that connection's one transaction."""

from __future__ import annotations

from alembic import context

from reporter.history.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, transaction_per_migration=False
)
context.run_migrations()
