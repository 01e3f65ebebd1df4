"""What an account of the sandbox is: identity, rhythm, voice and colours. The five of them are written in `brands`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reporter.catalog.models import Login


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How an account publishes: per week fewest and most; likely weekdays (Monday first) and hours, in its own zone.

    `audience` says how many of the followers are there, as a factor by hour of the day; `days` the same by weekday.
    """

    media: tuple[int, int]
    stories: tuple[int, int]
    reels_share: float
    weekdays: tuple[float, ...]
    hours: Mapping[int, float]
    audience: Mapping[int, float]
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """What an account writes. `{item}` and `{place}` stand for one of `items` and `places`; tags follow at the end."""

    captions: tuple[str, ...]
    reels: tuple[str, ...]
    stories: tuple[str, ...]
    items: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    rare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How thumbnails look: a motif of `motifs` and the colours sky, ground, subject and accent, as "#rrggbb"."""

    motif: str
    sky: tuple[str, ...]
    ground: str
    subject: str
    accent: str


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """One professional account. `followers` as of 2026-01-01; `growth` is the share of them won in a year."""

    alias: str
    name: str
    username: str
    instagram_id: str
    login: Login
    zone: str
    biography: str
    website: str
    followers: int
    growth: float
    opened: date
    business_since: date
    counts_replies: bool  # Meta gives 0 replies for stories made in Europe or Japan
    actions: Mapping[str, float]  # what people tap on the profile, as weights by action type
    rhythm: Rhythm
    voice: Voice
    look: Look
