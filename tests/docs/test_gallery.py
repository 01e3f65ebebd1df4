"""The samples look as they did when `make gallery` was last run, and a broken layout is seen.

Compared are all samples in the plain theme, in both locales and widths, and one page in each other theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import gallery
import pytest
from PIL import Image
from playwright.sync_api import Browser

from reporter.core.contrast import PAPER
from reporter.spec.theme import load_theme
from tests.support.browser import browser
from tests.support.likeness import NARROW, WIDE, Limits, differences

pytestmark = [pytest.mark.xdist_group("gallery"), pytest.mark.browser]  # pages are made once
VIEWS = {view.name: view for view in gallery.views() if view.compared}
WEEKLY = "weekly-en_GB-plain-1280"
HEAD = b"</head>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = gallery.pages(tuple(VIEWS.values()), tmp_path_factory.mktemp("gallery"))
    return {view.name: page for view, page in made}


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def known(name: str) -> Image.Image:
    with Image.open(gallery.COMPARED / f"{name}.webp") as image:
        return image.convert("RGB")


def styled(page: bytes, rule: str) -> bytes:
    return page.replace(HEAD, f"<style>{rule}</style>".encode() + HEAD, 1)


def test_there_is_a_picture_of_every_view_and_no_other() -> None:
    assert {path.stem for path in gallery.COMPARED.iterdir()} == set(VIEWS)
    assert all((gallery.DOCS / f"gallery-{locale}.webp").is_file() for locale in gallery.LOCALES)


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_looks_as_it_did(name: str, window: Browser, pages: dict[str, bytes], tmp_path: Path) -> None:
    view = VIEWS[name]
    found = gallery.picture(window, pages[name], width=view.width)
    found.save(tmp_path / "found.png")
    told = differences(known(name), found, WIDE if view.width == gallery.WIDE else NARROW)
    assert told == [], f"compare {tmp_path}/found.png with docs/gallery/{name}.webp; if it is meant, run make gallery"
    band = found.getpixel((found.width // 2, 0))
    assert band == Image.new("RGB", (1, 1), load_theme(view.theme, tmp_path).brand).getpixel((0, 0))


@pytest.mark.parametrize("family", ["DejaVu Sans", "DejaVu Serif", "Noto Serif", "Liberation Sans"])
def test_other_fonts_are_no_other_layout(family: str, window: Browser, pages: dict[str, bytes]) -> None:
    other = styled(pages[WEEKLY], f"body {{ font-family: '{family}' }}")
    assert differences(known(WEEKLY), gallery.picture(window, other, width=gallery.WIDE), WIDE) == []


BROKEN = {
    "a row of key figures is lost": ".cards { display: none }",
    "key figures stand below each other": ".cards { grid-template-columns: 1fr !important }",
    "two columns have become one": ".groups, .meanings { grid-template-columns: 1fr !important }",
    "the ranking wraps early": ".items { grid-template-columns: 1fr 1fr !important }",
    "pictures are lost": ".picture { display: none !important }",
    "charts are lost": ".chart svg { display: none }",
    "the header has no ground": ".masthead { background: none; border: 0 }",
    "the page is as wide as the window": ".page { max-width: none }",
    "a table stands out at the side": ".scroll { overflow: visible } table { min-width: 1400px }",
}


@pytest.mark.parametrize("rule", BROKEN.values(), ids=BROKEN)
def test_a_broken_layout_is_seen(rule: str, window: Browser, pages: dict[str, bytes]) -> None:
    found = gallery.picture(window, styled(pages[WEEKLY], rule), width=gallery.WIDE)
    assert differences(known(WEEKLY), found, WIDE) != []


@pytest.mark.parametrize(("width", "limits"), [(gallery.WIDE, WIDE), (gallery.NARROW, NARROW)])
@pytest.mark.parametrize("sample", ["weekly", "stories"])
def test_a_page_without_its_style_sheet_is_seen(
    sample: str, width: int, limits: Limits, window: Browser, pages: dict[str, bytes]
) -> None:
    name = f"{sample}-en_GB-plain-{width}"
    bare = re.sub(rb"<style>.*?</style>", b"", pages[name], count=1, flags=re.DOTALL)
    assert bare != pages[name]
    assert differences(known(name), gallery.picture(window, bare, width=width), limits) != []


def test_another_page_is_another_layout() -> None:
    assert differences(known(WEEKLY), known("weekly-en_GB-pine-1280"), WIDE) == []
    assert differences(known(WEEKLY), known("reels-en_GB-plain-1280"), WIDE) != []


def test_a_blank_page_is_like_no_other() -> None:
    like = known(WEEKLY)
    assert differences(like, Image.new("RGB", like.size, PAPER), WIDE) != []
