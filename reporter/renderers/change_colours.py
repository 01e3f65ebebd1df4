"""The colours of changes in page, email and workbook: of arrows and numbers, and of lines of the earlier period."""

from __future__ import annotations

# (light, dark). More and less than before, never green and red; always beside an arrow and a sign.
# `EARLIER` draws the period before.
CHANGES = {"up": ("#1a5fb4", "#79b0f0"), "down": ("#a84300", "#f5a35c")}
EARLIER = ("#8a95a1", "#6f7b88")
