"""Thumbnails are small, true PNG pictures."""

from __future__ import annotations

import struct
import zlib

import pytest

from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.thumbnails import SIZE, draw_thumbnail
from reporter.sandbox.world import ACCOUNTS
from tests.support.sandbox_media import since

ALIASES = [account.alias for account in ACCOUNTS]


@pytest.mark.parametrize("account", ACCOUNTS, ids=ALIASES)
def test_thumbnails_are_small_true_pictures(account: SandboxAccount) -> None:
    pictures = [
        draw_thumbnail(account.look, media.id, video=media.media_type == "VIDEO") for media in since(account, 90)
    ]
    assert len(set(pictures)) == len(pictures)
    for picture in pictures:
        assert len(picture) <= 4096
        chunks = _chunks(picture)
        assert [name for name, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
        assert struct.unpack(">IIBBBBB", chunks[0][1]) == (SIZE, SIZE, 8, 2, 0, 0, 0)
        pixels = zlib.decompress(chunks[1][1])
        assert len(pixels) == SIZE * (1 + 3 * SIZE)
        assert set(pixels[:: 1 + 3 * SIZE]) == {0}
        assert len({pixels[at : at + 3] for at in range(1, 3 * SIZE * 80, 301)}) > 5


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = [], 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + data),)
        found.append((name, data))
        at += 12 + length
    return found
