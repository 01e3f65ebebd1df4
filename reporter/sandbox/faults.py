"""Scripted misbehaviour, as a value: which media item or account fails, how, and how often. Does nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from reporter.sandbox import errors
from reporter.sandbox.errors import FailedCallError, TimedOutError


class Trouble(StrEnum):
    """What can be wrong with a media item. EMPTY: insights `[]`. NO_ANSWER: null in a batch, else a server error."""

    BEFORE_BUSINESS_ACCOUNT = "before_business_account"
    NOT_ENOUGH_VIEWERS = "not_enough_viewers"
    EMPTY = "empty"
    GONE = "gone"
    UNKNOWN_ERROR = "unknown_error"
    SERVICE_ERROR = "service_error"
    NO_ANSWER = "no_answer"


class AccountTrouble(StrEnum):
    """What can be wrong with an account: every call fails."""

    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a word, no secret
    RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class Fault:
    """A media item's trouble; with `times`, only for the first so many insights calls about it."""

    trouble: Trouble
    times: int | None = None


@dataclass(frozen=True, slots=True)
class AccountFault:
    """An account's trouble; `times`: only for so many calls (None: for ever); `after`: after so many good ones."""

    trouble: AccountTrouble
    times: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Faults:
    """All faults of a server: by media id, by alias; usage (percent) to announce; longest page not too heavy."""

    media: Mapping[str, Fault] = field(default_factory=dict)
    accounts: Mapping[str, AccountFault] = field(default_factory=dict)
    usage: int | None = None
    heaviest_page: int | None = None


def raise_trouble(trouble: Trouble, media_id: str) -> NoReturn:
    """Raise what a trouble (other than EMPTY) means for a call about a media item."""
    if trouble == Trouble.NO_ANSWER:
        raise TimedOutError
    refusals: Mapping[Trouble, FailedCallError] = {
        Trouble.BEFORE_BUSINESS_ACCOUNT: errors.before_business_account(),
        Trouble.NOT_ENOUGH_VIEWERS: errors.not_enough_viewers(),
        Trouble.GONE: errors.gone(media_id),
        Trouble.UNKNOWN_ERROR: errors.server_error(1),
        Trouble.SERVICE_ERROR: errors.server_error(2),
    }
    raise refusals[trouble]
