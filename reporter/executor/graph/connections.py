"""HTTP connections with a time limit for response headers; a read timeout does not end slow headers.

Loaded only when a request is sent.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter

HEAD_S = 60.0  # from the request's last byte to the end of the response headers


class _Timed(urllib3.connection.HTTPConnection):
    def getresponse(self) -> Any:  # noqa: ANN401 - urllib3's own class, private by name
        """Return the response headers. Raises TimeoutError when they are not complete in time."""
        late = threading.Event()
        timer = threading.Timer(HEAD_S, _close, (self.sock, late))
        timer.daemon = True  # never keeps the process alive
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()
            if late.is_set():
                raise TimeoutError


class _TimedSecure(_Timed, urllib3.connection.HTTPSConnection):
    """The same over TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Timed


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TimedSecure


class TimedAdapter(HTTPAdapter):
    """Sends over the connections of this module."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - passed on unchanged
        """Create the pools."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def _close(sock: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
