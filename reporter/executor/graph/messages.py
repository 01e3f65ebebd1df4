"""Requests to the API, replies and errors as values, and the type of a flow.

Knows no host, no token and no HTTP library; sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from reporter.core.errors import ReporterError, TemporaryError
from reporter.executor.graph.parse import Parsed

MOST_BATCH_PARTS = 50  # of a batch: Meta's limit


class Kind(StrEnum):
    """What an error of the API means for the sender of the request; a closed list."""

    CREDENTIALS = "credentials"  # the token is not valid
    PERMISSION = "permission"  # the token is valid, its permissions are not sufficient
    LIMIT = "limit"  # rate limit
    TEMPORARY = "temporary"  # the same request may work later
    BROKEN = "broken"  # not a response of this API
    TOO_MUCH = "too_much"  # a smaller page may work
    FEW_VIEWERS = "few_viewers"
    WITHHELD = "withheld"  # too few viewers or a missing permission; the message is in a language that we do not parse
    BEFORE_BUSINESS = "before_business"
    NOT_ON_FACEBOOK = "not_on_facebook"
    GONE = "gone"
    METRIC = "metric"  # a metric that the message names, for this media item
    METRIC_FOR_ALL = "metric_for_all"  # a metric that the message names, whatever the media item
    BREAKDOWN = "breakdown"
    REFUSED = "refused"  # anything else


# Errors that may pass when the same request, or a smaller one, is sent a little later.
PASSING = frozenset({Kind.TEMPORARY, Kind.BROKEN, Kind.TOO_MUCH})


class ApiError(Exception):
    """An error that the API returned. Its text never holds the API's message, which may quote tokens and URLs."""

    def __init__(self, kind: Kind, *, code: int = 0, subcode: int = 0, message: str = "") -> None:
        super().__init__(
            f"the API rejected the request (code {code})" if code else f"the API rejected the request ({kind})"
        )
        self.kind = kind
        self.code = code
        self.subcode = subcode
        self.message = message


class FailingError(TemporaryError):
    """Too many requests failed in a row, so the rest of the step was not sent; later steps may still succeed."""


class Secret(StrEnum):
    """A placeholder in a request's parameters for a secret that only the client knows."""

    TOKEN = "token"  # noqa: S105 - the name of one
    APP_SECRET = "app_secret"  # noqa: S105 - as above


@dataclass(frozen=True, slots=True)
class Request:
    """One request for an account: `path` has the version and no host; with `parts` it is one batch of reads.

    `attempt`: how often the same request failed before; the client waits first and retries less.
    `repeats`: the most retries of a temporary failure; few where the flow has smaller requests to try.
    `parse`: reads the body of the reply, once, for whoever stores it and for the flow.
    """

    account: str
    path: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Request, ...] = ()
    attempt: int = 0
    repeats: int = 2
    parse: Callable[[Mapping[str, Any]], Parsed] | None = field(default=None, repr=False, compare=False)

    def parse_reply(self, reply: Reply) -> Reply:
        """Return the reply with its body parsed, and the bodies of its parts."""
        parts: list[Reply | ApiError | None] = []
        for request, part in zip(self.parts, reply.parts, strict=True):
            parts.append(request.parse_reply(part) if isinstance(part, Reply) else part)
        return replace(reply, parts=tuple(parts), parsed=self.parse(reply.body) if self.parse else None)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that is not an error: `body` of a single request, or one response a part (None: it timed out).

    `parsed`: what the request's `parse` read from the body.
    """

    body: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Reply | ApiError | None, ...] = ()
    parsed: Parsed = None


# A ReporterError among the responses ends the account: the network, the time limit or the rate limit.
Response = Reply | ApiError | ReporterError

_Result = TypeVar("_Result")
# Each step yields requests that may be sent together, and receives their responses in the same order.
Flow = Generator[tuple[Request, ...], tuple[Response, ...], _Result]
