"""Ages as specs and workspaces write them: 48h, 7d."""

from __future__ import annotations

from datetime import timedelta


def age_of(written: str) -> timedelta:
    """Return the length that "48h" or "7d" stands for."""
    count = int(written[:-1])
    return timedelta(hours=count) if written.endswith("h") else timedelta(days=count)
