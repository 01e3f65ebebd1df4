"""The webhook's two doors: Meta's handshake, and signed messages that are kept before they are answered 200.

Every limit stands here: how large a message is, how long it may take. Nothing is read of what is not signed.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from reporter.core.errors import ReporterError
from reporter.core.observations import StoryEvent
from reporter.web.messages import is_signed, read_events

PATH = "/webhook"
MOST_BODY_BYTES = 1024 * 1024
READING_S = 10.0
_CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Hook:
    """What the webhook stands on. Without a `verify_token` no handshake succeeds, which is needed once only.

    `keep`: writes events down, and returns when they are on disk; raises ReporterError. `tell`: says a line to the
    operator. `clock`: the time now (UTC).
    """

    app_secrets: Sequence[str]
    verify_token: str
    keep: Callable[[Sequence[StoryEvent], datetime], object]
    tell: Callable[[str], object]
    clock: Callable[[], datetime]


def build_app(hook: Hook) -> Starlette:
    """Return the application that answers at PATH."""

    async def receive(request: Request) -> Response:
        return handshake(hook, request) if request.method in {"GET", "HEAD"} else await message(hook, request)

    async def refuse(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _answer(status)

    routes = [Route(PATH, receive, methods=["GET", "POST"])]
    app = Starlette(routes=routes, exception_handlers={HTTPException: refuse})
    app.router.redirect_slashes = False
    return app


def handshake(hook: Hook, request: Request) -> Response:
    """Answer Meta's one question: 200 with its challenge for the right token, else 403; 400 for no such question."""
    asked = request.query_params
    token, challenge = asked.get("hub.verify_token"), asked.get("hub.challenge")
    if asked.get("hub.mode") != "subscribe" or token is None or not _CHALLENGE.fullmatch(challenge or ""):
        return _answer(400)
    right = hmac.compare_digest(token.encode("utf-8", "replace"), hook.verify_token.encode())
    return _answer(200, challenge or "") if hook.verify_token and right else _answer(403)


async def message(hook: Hook, request: Request) -> Response:
    """Answer a message: 401 unsigned, 200 when it is kept or tells nothing that is known, 503 when it could not be."""
    body = await _body(request)
    if not is_signed(
        body, request.headers.get("x-hub-signature-256", ""), [secret.encode() for secret in hook.app_secrets]
    ):
        return _answer(401)
    received = hook.clock()
    events, ignored = read_events(body, received)
    try:
        await run_in_threadpool(hook.keep, events, received)
    except ReporterError as error:
        hook.tell(f"{error}; the sender will try again")
        return _answer(503)
    return _answer(200, f"{len(events)} kept, {ignored} ignored")


async def _body(request: Request) -> bytes:
    """Return the body as it came. Raises HTTPException for one that is too long, too slow or breaks off."""
    if "content-length" in request.headers and "transfer-encoding" in request.headers:
        raise HTTPException(400)  # a proxy in front may take the other of the two for the length
    if int(request.headers.get("content-length") or 0) > MOST_BODY_BYTES:
        raise HTTPException(413)
    body = bytearray()
    try:
        async with asyncio.timeout(READING_S):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BODY_BYTES:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)


def _answer(status: int, text: str = "") -> Response:
    return PlainTextResponse(text, status, _HEADERS)
