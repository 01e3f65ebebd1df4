"""The usage headers: percentages that grow slowly with calls, in the two shapes that Meta sends."""

from __future__ import annotations

import json

from reporter.sandbox.accounts import SandboxAccount

_CALLS_PER_PERCENT = 240


def usage_headers(
    account: SandboxAccount | None, calls: int, *, announced: int | None, blocked: bool = False
) -> dict[str, str]:
    """Return the account's business usage, or the app's where no account was read.

    `announced` (percent) takes the place of what was counted; `blocked` says 100 and when it will be over, in minutes.
    """
    percent = 100 if blocked else announced if announced is not None else min(99, 1 + calls // _CALLS_PER_PERCENT)
    counts = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
    if account is None:
        return {"X-App-Usage": json.dumps(counts, separators=(",", ":"))}
    entry = {"type": "instagram", **counts, "estimated_time_to_regain_access": 7 if blocked else 0}
    business = "6" + account.instagram_id[-14:]
    usage = {business: [entry], account.instagram_id: [entry]}
    return {"X-Business-Use-Case-Usage": json.dumps(usage, separators=(",", ":"))}
