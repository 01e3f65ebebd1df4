"""Shows pages on this computer while their author edits them. Owns the socket and the access checks; renders nothing.

Any website that is open in the same browser can send requests here, and its domain name can resolve to this computer.
So the address contains a secret word, the Host header must name this computer, and requests from other sites are
rejected.
"""

from __future__ import annotations

import html
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from string import Template
from threading import Thread

_HOST = "127.0.0.1"
_WAIT_S = 30.0  # for a request that does not come to its end
_STYLE = """
body { margin: 0; display: flex; flex-direction: column; height: 100vh; font: 14px/1.4 system-ui, sans-serif; }
nav { padding: 8px 16px; background: #1f2933; color: #e4e7eb; display: flex; gap: 16px; flex-wrap: wrap; }
nav a { color: #9fc5f8; } nav a[aria-current] { color: #fff; font-weight: 600; text-decoration: none; }
iframe { flex: 1; border: 0; width: 100%; }
"""
_SCRIPT = """
const frame = document.querySelector("iframe"), state = document.querySelector("#state");
let version = frame.dataset.version;
async function look() {
  try {
    const answer = await fetch(frame.dataset.watch, { cache: "no-store" });
    const now = await answer.text();
    state.textContent = "";
    if (answer.ok && now !== version) {
      version = now;
      const top = frame.contentWindow.scrollY;
      frame.onload = () => frame.contentWindow.scrollTo(0, top);
      frame.contentWindow.location.reload();
    }
  } catch { state.textContent = "the preview has stopped; run `reporter preview` again"; }
  setTimeout(look, 1000);
}
look();
"""
_SHELL = Template(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>$title</title><style>$style</style>'
    '<nav>$links<span id="state" role="status"></span></nav>'
    '<iframe title="$title" src="$base/page/$number" data-watch="$base/version" data-version="$version"></iframe>'
    "<script>$script</script></html>"
)


@dataclass(frozen=True, slots=True)
class PreviewPages:
    """The pages to show: `version` changes when the pages do; a title and the bytes of each page."""

    version: str
    pages: Sequence[tuple[str, bytes]]


@contextmanager
def serve_preview(draw: Callable[[], PreviewPages], port: int) -> Iterator[str]:
    """Serve what `draw` returns, called for every request, until the block ends; yield the address to open.

    `port`: 0 takes a free one. Raises OSError when it is taken.
    """
    with _Server((_HOST, port), _Exchange) as server:
        server.word = secrets.token_urlsafe(16)
        server.draw = draw
        thread = Thread(target=server.serve_forever, args=(0.05,), name="preview", daemon=True)
        thread.start()
        try:
            yield f"http://{_HOST}:{server.server_port}/{server.word}/"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    word: str
    draw: Callable[[], PreviewPages]

    def server_bind(self) -> None:
        """Bind without the name lookup of 127.0.0.1 that the parent makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, int(self.server_address[1])


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _WAIT_S
    server: _Server

    def do_GET(self) -> None:
        """Respond to a GET or HEAD request."""
        hosts = self.headers.get_all("Host", [])
        port = self.server.server_port
        if len(hosts) != 1 or hosts[0] not in {f"{_HOST}:{port}", f"localhost:{port}"}:
            self._answer(421, b"this page is available on this computer only", "text/plain")
        elif self.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or self.headers.get("Origin"):
            self._answer(403, b"this page is not available to other sites", "text/plain")
        else:
            self._route()

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def __getattr__(self, name: str) -> object:
        """Reject every other method."""
        if name.startswith("do_"):
            return lambda: self._answer(405, b"read only", "text/plain")
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
        """Write nothing: the address is a secret."""

    def _route(self) -> None:
        match = re.fullmatch(
            rf"/{re.escape(self.server.word)}/(?:(?P<shell>[0-9]{{0,4}})|(?P<version>version)|page/(?P<page>[0-9]{{1,4}}))",
            self.path,
        )
        if match is None:
            self._answer(404, b"no such page", "text/plain")
            return
        preview = self.server.draw()
        number = min(int(match["shell"] or match["page"] or 0), len(preview.pages) - 1)
        if match["version"]:
            self._answer(200, preview.version.encode(), "text/plain")
        elif match["page"]:
            self._answer(200, preview.pages[number][1], "text/html", ancestors="'self'")
        else:
            self._answer(200, self._shell(preview, number), "text/html", policy=_POLICY)

    def _shell(self, preview: PreviewPages, number: int) -> bytes:
        base = f"/{self.server.word}"
        current = ' aria-current="page"'
        links = "".join(
            f'<a href="{base}/{place}"{current if place == number else ""}>{html.escape(title)}</a>'
            for place, (title, _) in enumerate(preview.pages)
        )
        title = html.escape(preview.pages[number][0])
        values = {"title": title, "links": links, "base": base, "number": number, "version": preview.version}
        return _SHELL.substitute(values, style=_STYLE, script=_SCRIPT).encode()

    def _answer(self, status: int, data: bytes, kind: str, *, policy: str = "", ancestors: str = "'none'") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(data)),
            "Content-Security-Policy": f"{policy}frame-ancestors {ancestors}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_POLICY = (
    f"default-src 'none'; frame-src 'self'; connect-src 'self'; style-src {_hash(_STYLE)}; "
    f"script-src {_hash(_SCRIPT)}; "
)
