"""Captions of every kind."""

from __future__ import annotations

from reporter.sandbox.world import ACCOUNTS
from tests.support.sandbox_media import since

ALIASES = [account.alias for account in ACCOUNTS]


def test_captions_are_of_every_kind() -> None:
    captions = {
        alias: [media.caption for media in since(account, 200)]
        for alias, account in zip(ALIASES, ACCOUNTS, strict=True)
    }
    everything = [caption for found in captions.values() for caption in found]
    assert "" in everything
    assert not any("{" in caption for caption in everything)
    assert any("\n" in caption for caption in captions["lumen"])
    assert all("#lumenhome" in caption for caption in captions["lumen"] if caption)
    assert sum("ß" in caption or "ü" in caption for caption in captions["nordpfad"]) > 10
    assert any("زيت" in caption for caption in captions["zaytoun"])
    assert any("💡" in caption or "🎁" in caption for caption in captions["lumen"])
