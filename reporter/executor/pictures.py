"""Fetches the pictures of media items from Meta's hosts, within limits of time, count and size. Keeps nothing.

A picture is an ornament: whatever goes wrong with one, it is left out and nobody is told. Its address is signed and
appears nowhere. No token goes along, no redirect is followed, no other host is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

from reporter.core.hosts import is_loopback
from reporter.core.images import thumbnail
from reporter.core.observations import MediaItem
from reporter.executor.graph.http import HttpRequest
from reporter.executor.graph.http import UnreachableError
from reporter.executor.graph.http import open_session
from reporter.executor.graph.http import send_http
from reporter.executor.pool import Threads

MOST = 200  # of one run
SECONDS = 20.0  # of one run
_EACH_S = 5.0
_AT_ONCE = 4
_MOST_BYTES = 4 * 1024 * 1024
_LONGEST_ADDRESS = 4096
Place = tuple[str, str]  # account's alias, media id
Ask = Callable[[str, float], bytes]
_UNREACHABLE = b"unreachable"  # no picture begins so


def is_allowed_url(address: str, hosts: Sequence[str], *, local: bool) -> bool:
    """Say whether the address is https on one of the hosts or below it; `local`: or on this machine."""
    if not address or len(address) > _LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or "\\" in address:
        return False
    if local and parts.scheme == "http" and is_loopback(host):
        return True
    return parts.scheme == "https" and port in {None, 443} and any(f".{host}".endswith(f".{one}") for one in hosts)


def fetch_pictures(media: Sequence[MediaItem], hosts: Sequence[str], *, local: bool) -> Mapping[Place, bytes]:
    """Return thumbnails (JPEG, at most 64 KB) of the newest of these media items, as many as the limits allow.

    `hosts`: where pictures may come from. The first host that nobody can reach ends it: then there is no network.
    """
    wanted = [one for one in media if is_allowed_url(one.picture_url, hosts, local=local)]
    wanted = sorted(wanted, key=lambda one: one.published, reverse=True)[:MOST]
    if not wanted:
        return {}
    with open_session() as session:

        def ask(address: str, seconds: float) -> bytes:
            what = HttpRequest(address, {"Accept": "image/*"})
            received = send_http(session, what, seconds=seconds, most=_MOST_BYTES)
            return thumbnail(received.data) if received.status == 200 else b""

        return _asked(wanted, ask)


def _asked(wanted: Sequence[MediaItem], ask: Ask) -> Mapping[Place, bytes]:
    end = time.monotonic() + SECONDS
    found: dict[Place, bytes] = {}
    waiting = list(enumerate(wanted))[::-1]
    reachable = True
    with Threads[bytes](_AT_ONCE) as threads:
        while threads.busy or (waiting and reachable and time.monotonic() < end):
            while waiting and reachable and threads.free and time.monotonic() < end:
                number, one = waiting.pop()
                threads.start((number, 0), partial(_one, ask, one.picture_url, end))
            if not threads.busy:
                break
            (number, _), data = threads.next()
            reachable = reachable and data != _UNREACHABLE
            if data and data != _UNREACHABLE:
                found[wanted[number].account, wanted[number].media_id] = data
    return found


def _one(ask: Ask, address: str, end: float) -> bytes:
    try:
        return ask(address, max(0.1, min(_EACH_S, end - time.monotonic())))
    except UnreachableError:
        return _UNREACHABLE
    except Exception:  # noqa: BLE001 - of an odd address the library raises whatever comes
        return b""
