"""Thumbnails: any picture as a small square JPEG that holds nothing but pixels; and whether a picture is whole.

The only place that decodes one.
"""

from __future__ import annotations

import warnings
from io import BytesIO

SIDE = 320  # pixels
MOST_IMAGE_BYTES = 64 * 1024
_MOST_PIXELS = 40_000_000  # a picture of a few kilobytes can unpack to gigabytes
_FORMATS = ("PNG", "JPEG", "WEBP")
_QUALITIES = (80, 60, 40)


def thumbnail(data: bytes) -> bytes:
    """Return a PNG, JPEG or WebP as a square JPEG of at most 320 pixels and 64 KB; b"" for anything else.

    The middle is kept, as Instagram's own grid does. The result has no metadata.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=_FORMATS) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if opened.width * opened.height > _MOST_PIXELS:
                return b""
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))  # of a large JPEG only what is needed is decoded
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Exception:  # noqa: BLE001 - of a damaged picture the decoder raises whatever comes
        return b""
    side = min(SIDE, *upright.size)
    square = ImageOps.fit(upright, (side, side))
    flat = Image.new("RGB", square.size, "white")
    flat.paste(square, mask=square.getchannel("A"))
    return next(
        filter(lambda made: len(made) <= MOST_IMAGE_BYTES, (_jpeg(flat, quality) for quality in _QUALITIES)), b""
    )


def is_whole(data: bytes) -> bool:
    """Say whether this is a PNG or JPEG that can be read to its end."""
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=_FORMATS[:2]) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if opened.width * opened.height > _MOST_PIXELS:
                return False
            opened.load()
    except Exception:  # noqa: BLE001 - as above
        return False
    return True


def _jpeg(picture, quality: int) -> bytes:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Pillow's, imported late
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
