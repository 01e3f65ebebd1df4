"""Fetches the pictures of media items from Meta's hosts, within limits of time, count and size. Stores nothing.

Pictures are optional: one that fails is omitted without a message. Their URLs are signed and never shown. Requests
contain no token, redirects are not followed, and other hosts receive no request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from reporter.core.hosts import is_loopback
from reporter.core.images import thumbnail
from reporter.core.observations import MediaItem
from reporter.executor.graph.http import HttpRequest, UnreachableError, open_session, send_http
from reporter.executor.pool import Threads

MOST_PICTURES = 200  # of one run
SECONDS = 20.0  # of one run
_EACH_S = 5.0
_AT_ONCE = 4
_MOST_BYTES = 4 * 1024 * 1024
_LONGEST_ADDRESS = 4096
_MediaKey = tuple[str, str]  # account's alias, media id
_Download = Callable[[str, float], bytes]
_UNREACHABLE = b"unreachable"  # no picture has these bytes


def is_allowed_url(address: str, hosts: Sequence[str], *, local: bool) -> bool:
    """Say whether the address is https on one of the hosts or a subdomain; `local`: or on this computer."""
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
    return parts.scheme == "https" and port in {None, 443} and any(f".{host}".endswith(f".{name}") for name in hosts)


def fetch_pictures(media: Sequence[MediaItem], hosts: Sequence[str], *, local: bool) -> Mapping[_MediaKey, bytes]:
    """Return thumbnails (JPEG, at most 64 KB) of the newest of these media items, as many as the limits allow.

    `hosts`: allowed hosts. The first unreachable host ends it, because then there is no network.
    """
    allowed = [item for item in media if is_allowed_url(item.picture_url, hosts, local=local)]
    newest = sorted(allowed, key=lambda item: item.published, reverse=True)[:MOST_PICTURES]
    if not newest:
        return {}
    with open_session() as session:

        def download(url: str, seconds: float) -> bytes:
            request = HttpRequest(url, {"Accept": "image/*"})
            response = send_http(session, request, seconds=seconds, most=_MOST_BYTES)
            return thumbnail(response.data) if response.status == 200 else b""

        return _download_all(newest, download)


def _download_all(media: Sequence[MediaItem], download: _Download) -> Mapping[_MediaKey, bytes]:
    end = time.monotonic() + SECONDS
    pictures: dict[_MediaKey, bytes] = {}
    waiting = list(enumerate(media))[::-1]
    reachable = True
    with Threads[bytes](_AT_ONCE) as threads:
        while threads.busy or (waiting and reachable and time.monotonic() < end):
            while waiting and reachable and threads.free and time.monotonic() < end:
                number, item = waiting.pop()
                threads.start((number, 0), partial(_download_in_time, download, item.picture_url, end))
            if not threads.busy:
                break
            (number, _), data = threads.next()
            reachable = reachable and data != _UNREACHABLE
            if data and data != _UNREACHABLE:
                pictures[media[number].account, media[number].media_id] = data
    return pictures


def _download_in_time(download: _Download, url: str, end: float) -> bytes:
    try:
        return download(url, max(0.1, min(_EACH_S, end - time.monotonic())))
    except UnreachableError:
        return _UNREACHABLE
    except Exception:  # noqa: BLE001 - for odd URLs the library raises errors of any type
        return b""
