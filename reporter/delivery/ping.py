"""Tells a watchdog (healthchecks.io and its kin) that a job begins, and how it ended. Never stands in the job's way.

The address is a secret: who knows it can speak for the job. It appears in no message.
"""

from __future__ import annotations

import time
from urllib.parse import quote

from reporter.core.errors import ConfigurationError
from reporter.core.hosts import is_loopback

_TRIES = 3
_PAUSE_S = 0.5
_TIMEOUT_S = 10.0


def check_address(written: str) -> str:
    """Return the address, without a slash at its end. Raises ConfigurationError, which does not quote it."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        url = parse_url(written.strip().replace("{job}", "job"))
    except LocationParseError:
        url = None
    if url is None or not url.host or url.query or url.fragment or url.scheme not in {"https", "http"}:
        raise ConfigurationError("ping: the secret is not a valid URL; write one such as https://hc-ping.com/...")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ConfigurationError("ping: the URL must start with https://")
    return written.strip().rstrip("/")


def ping(address: str, event: str, *, job: str, run_id: str) -> str:
    """Tell "start" or an exit code; return "" or why nobody was reached. `{job}` in the address is the job's name."""
    import requests

    url = f"{address.replace('{job}', quote(job, safe=''))}/{event}"
    session = requests.Session()
    session.trust_env = False  # no .netrc, no proxy that nobody named
    reason = ""
    with session:
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_S * 2**attempt)
            try:
                answer = session.get(url, params={"rid": run_id}, timeout=_TIMEOUT_S, allow_redirects=False)
            except requests.RequestException as error:
                reason = type(error).__name__
                continue
            if answer.status_code < 500:
                return "" if answer.ok else f"the monitoring service responded with {answer.status_code}"
            reason = f"the monitoring service responded with {answer.status_code}"
    return reason
