"""What is asked of the API and what comes back, as values: requests, replies, refusals, and the shape of a flow.

Knows no host, no token and no HTTP library; sends nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from typing import Any
from typing import TypeVar

from reporter.core.errors import ReporterError
from reporter.core.errors import TemporaryError

MOST_PARTS = 50  # of a batch: Meta's limit


class Kind(StrEnum):
    """What a refusal means for the one who asked; the closed list."""

    CREDENTIALS = "credentials"  # the token does not do
    PERMISSION = "permission"  # the token does, its permissions do not
    LIMIT = "limit"  # too many calls
    TEMPORARY = "temporary"  # the same request may work later
    BROKEN = "broken"  # the answer is no answer of this API
    TOO_MUCH = "too_much"  # a smaller page may work
    FEW_VIEWERS = "few_viewers"
    WITHHELD = "withheld"  # too few viewers, or a permission: a language that nobody here reads hides which
    BEFORE_BUSINESS = "before_business"
    NOT_ON_FACEBOOK = "not_on_facebook"
    GONE = "gone"
    METRIC = "metric"  # a metric that the message names, for this media item
    METRIC_FOR_ALL = "metric_for_all"  # a metric that the message names, whatever the media item
    BREAKDOWN = "breakdown"
    REFUSED = "refused"  # anything else


# What may be gone when the same, or less of it, is asked a little later.
PASSING = frozenset({Kind.TEMPORARY, Kind.BROKEN, Kind.TOO_MUCH})


class ApiError(Exception):
    """A refusal by the API. Its text never holds the API's message, which may quote tokens and addresses."""

    def __init__(self, kind: Kind, *, code: int = 0, subcode: int = 0, message: str = "") -> None:
        super().__init__(f"the API refused with code {code}" if code else f"the API refused ({kind})")
        self.kind = kind
        self.code = code
        self.subcode = subcode
        self.message = message


class FailingError(TemporaryError):
    """So much failed in a row that the rest was not sent; what else the account is asked may still be answered."""


class Secret(StrEnum):
    """Stands in a request's parameters for what only who sends knows."""

    TOKEN = "token"  # noqa: S105 - the name of one
    APP_SECRET = "app_secret"  # noqa: S105 - as above


@dataclass(frozen=True, slots=True)
class Request:
    """One ask for an account: `path` has the version and no host; with `parts` it is one batch of reads.

    `attempt`: how often the same was asked before in vain, so that who sends waits first and repeats less.
    `repeats`: how often at most it is sent again where it fails for now, because who asks has smaller steps.
    """

    account: str
    path: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Request, ...] = ()
    attempt: int = 0
    repeats: int = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no refusal: `body` of a single request, or one answer a part (None: the part timed out)."""

    body: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Reply | ApiError | None, ...] = ()


# A ReporterError among the answers ends the account: the network, the time or a limit is in the way.
Answer = Reply | ApiError | ReporterError

Result = TypeVar("Result")
# Each step yields requests that may be sent at once and is given their answers in the same order.
Flow = Generator[tuple[Request, ...], tuple[Answer, ...], Result]
