"""Puts an account's voice into captions: none twice in a week, two to four tags added. The words are the brands'."""

from __future__ import annotations

from reporter.catalog.models import ProductType
from reporter.sandbox.accounts import Voice
from reporter.sandbox.draws import choose, draw
from reporter.sandbox.ids import ObjectKey, media_id


def caption_of(voice: Voice, product_type: ProductType, key: ObjectKey) -> str:
    """Return a caption, "" for the few media items and the many stories without one."""
    name = media_id(key)
    if product_type == ProductType.STORY:
        return choose(voice.stories, name, "words") if draw(name, "caption") < 0.3 else ""
    if draw(name, "caption") < 0.025:
        return ""
    if voice.rare and draw(name, "rare") < 0.14:
        return choose(voice.rare, name, "words")
    texts = voice.reels if product_type == ProductType.REELS else voice.captions
    text = texts[(key.week * 5 + key.slot) % len(texts)]
    filled = text.format(item=choose(voice.items, name, "item"), place=choose(voice.places, name, "place"))
    return f"{filled[:1].upper()}{filled[1:]} {_tags(voice, name)}"


def _tags(voice: Voice, name: str) -> str:
    count = 2 + int(draw(name, "tags") * 3)
    shuffled = sorted(voice.tags[1:], key=lambda tag: draw(name, tag))
    return " ".join(f"#{tag}" for tag in (voice.tags[0], *shuffled[: count - 1]))
