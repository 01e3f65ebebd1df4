"""Thumbnails: small square JPEGs that hold nothing but pixels."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from reporter.core.images import MOST_IMAGE_BYTES, SIDE, is_whole, thumbnail


def picture(size: tuple[int, int] = (640, 480), kind: str = "JPEG", *, mode: str = "RGB") -> bytes:
    written = BytesIO()
    colours: dict[str, tuple[int, ...]] = {"RGB": (255, 0, 0), "RGBA": (0, 0, 0, 0), "CMYK": (0, 255, 255, 0)}
    Image.new(mode, size, colours[mode]).save(written, kind)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_each_kind_becomes_a_jpeg_on_white(kind: str, mode: str) -> None:
    made = opened(thumbnail(picture((700, 500), kind, mode=mode)))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (SIDE, SIDE))
    pixel = made.getpixel((9, 9))
    assert isinstance(pixel, tuple)
    wanted = (255, 255, 255) if mode == "RGBA" else (254, 0, 0)
    assert max(abs(one - other) for one, other in zip(pixel, wanted, strict=True)) < 20


def test_a_turned_photo_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    photo = Image.new("RGB", (400, 400), "white")
    photo.paste("black", (0, 0, 400, 200))
    told = Image.Exif()
    told[0x0112], told[0x010E] = 6, "home"  # to be turned by a quarter
    written = BytesIO()
    photo.save(written, "JPEG", exif=told, icc_profile=b"profile")
    made = thumbnail(written.getvalue())
    left, right = opened(made).getpixel((20, 160)), opened(made).getpixel((300, 160))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200
    assert right[0] < 50
    assert not {"exif", "icc_profile"} & opened(made).info.keys()
    assert b"home" not in made


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg/>", picture()[:300], picture(kind="PNG")[:60], picture((9000, 9000), "PNG")]
)
def test_what_is_no_picture_a_damaged_or_a_huge_one_is_none(data: bytes) -> None:
    assert thumbnail(data) == b""


def test_even_noise_fits_the_room() -> None:
    noise = Image.effect_noise((1200, 1200), 200).convert("RGB")
    written = BytesIO()
    noise.save(written, "PNG")
    assert 0 < len(thumbnail(written.getvalue())) <= MOST_IMAGE_BYTES


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_whole_when_it_can_be_read_to_its_end(kind: str) -> None:
    data = picture(kind=kind)
    assert is_whole(data)
    assert not is_whole(data[: len(data) // 2])
    assert not is_whole(b"")


def test_other_kinds_of_pictures_are_not_whole() -> None:
    assert not is_whole(picture(kind="WEBP"))
    assert not is_whole(picture(kind="GIF"))
