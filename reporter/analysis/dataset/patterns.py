"""Patterns for captions: searched in linear time, with letters, digits and word boundaries of every alphabet.

The engine is the one in polars (the `regex` crate): no look-around and no back-references, so that no pattern can stop
a run. Captions and patterns are compared in one form of composed characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

_PLACE = re.compile(r"regex parse error:\n    .*\n    ( *)(\^+)\nerror: ([^\n]+)")
_SIZE = "exceeds size limit"


class PatternFault(StrEnum):
    """What is wrong with a pattern. The value is the part of the engine's message that tells it."""

    LOOK_AROUND = "look-around"
    BACK_REFERENCE = "backreferences"
    UNCLOSED_GROUP = "unclosed group"
    UNOPENED_GROUP = "unopened group"
    UNCLOSED_CLASS = "unclosed character class"
    UNCLOSED_REPETITION = "unclosed counted repetition"
    UNKNOWN_ESCAPE = "unrecognized escape"
    NOTHING_TO_REPEAT = "repetition operator"
    NO_NUMBER = "repetition quantifier"
    TOO_LARGE = "too large"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class PatternError:
    """Why a pattern cannot be read, in the engine's words, and the place in the text (length 0: the whole of it)."""

    fault: PatternFault
    message: str
    start: int = 0
    length: int = 0


def read_pattern(written: str) -> PatternError | None:
    """Return what is wrong with a pattern, or None."""
    try:
        pl.Series([""]).str.contains(composed(written), strict=True)
    except pl.exceptions.ComputeError as error:
        return _explained(str(error), written)
    return None


def searched(captions: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether the pattern is found somewhere in each caption."""
    return captions.str.normalize("NFC").str.contains(composed(pattern), strict=True)


def composed(text: str) -> str:
    """Return the text with letters and accents as one character where there is one."""
    return unicodedata.normalize("NFC", text)


def _explained(error: str, written: str) -> PatternError:
    if _SIZE in error:
        message = "it is too large, because a repetition such as {1000} multiplies the text before it"
        return PatternError(PatternFault.TOO_LARGE, message)
    match = _PLACE.search(error)
    if match is None:
        return PatternError(PatternFault.OTHER, "the regular expression cannot be read")
    start, length, message = len(match[1]), len(match[2]), match[3]
    fault = next(fault for fault in PatternFault if fault in message)
    if composed(written) != written:
        return PatternError(fault, message)
    return PatternError(fault, message, start, min(length, max(1, len(written) - start)))
