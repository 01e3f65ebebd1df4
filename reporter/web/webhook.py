"""The webhook: responds to Meta's handshake, and stores the events of signed messages before it responds 200.

Owns the limits: the size of a message, and the time to receive it. Unsigned messages are not parsed.
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
class WebhookSettings:
    """What the webhook needs. Without a `verify_token` no handshake succeeds, which is needed once only.

    `store`: writes events to disk before it returns; raises ReporterError. `print_problem`: shows a line to the
    operator. `clock`: the time now (UTC).
    """

    app_secrets: Sequence[str]
    verify_token: str
    store: Callable[[Sequence[StoryEvent], datetime], object]
    print_problem: Callable[[str], object]
    clock: Callable[[], datetime]


def build_app(settings: WebhookSettings) -> Starlette:
    """Return the application that responds at PATH."""

    async def receive(request: Request) -> Response:
        return (
            _answer_handshake(settings, request)
            if request.method in {"GET", "HEAD"}
            else await _answer_message(settings, request)
        )

    async def refuse(_request: Request, error: Exception) -> Response:
        return _answer(error.status_code if isinstance(error, HTTPException) else 500)

    routes = [Route(PATH, receive, methods=["GET", "POST"])]
    app = Starlette(routes=routes, exception_handlers={HTTPException: refuse})
    app.router.redirect_slashes = False
    return app


def _answer_handshake(settings: WebhookSettings, request: Request) -> Response:
    """Respond to Meta's handshake: 200 with its challenge, 403 for a wrong token, 400 if it is not a handshake."""
    params = request.query_params
    token, challenge = params.get("hub.verify_token"), params.get("hub.challenge", "")
    if params.get("hub.mode") != "subscribe" or token is None or not _CHALLENGE.fullmatch(challenge):
        return _answer(400)
    is_right = hmac.compare_digest(token.encode("utf-8", "replace"), settings.verify_token.encode())
    return _answer(200, challenge) if settings.verify_token and is_right else _answer(403)


async def _answer_message(settings: WebhookSettings, request: Request) -> Response:
    """Respond to a message: 401 if it is unsigned, 503 if its events could not be stored, else 200."""
    body = await _body(request)
    signature = request.headers.get("x-hub-signature-256", "")
    if not is_signed(body, signature, [secret.encode() for secret in settings.app_secrets]):
        return _answer(401)
    received = settings.clock()
    events, ignored = read_events(body, received)
    try:
        await run_in_threadpool(settings.store, events, received)
    except ReporterError as error:
        settings.print_problem(f"{error}; the sender will try again")
        return _answer(503)
    return _answer(200, f"{len(events)} kept, {ignored} ignored")


async def _body(request: Request) -> bytes:
    """Return the raw body. Raises HTTPException if it is too long, too slow or incomplete."""
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
