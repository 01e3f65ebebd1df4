"""Ages as specs and workspaces write them, such as 48h and 7d."""

from __future__ import annotations

from datetime import timedelta


def age_of(written: str) -> timedelta:
    """Return the duration of "48h" or "7d"."""
    count = int(written[:-1])
    return timedelta(hours=count) if written.endswith("h") else timedelta(days=count)
