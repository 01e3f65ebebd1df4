"""Takes the pictures of `make gallery`: every sample report in every shipped theme, in English and German.

Writes a contact sheet for each locale, and into docs/gallery the pictures that tests/docs/test_gallery.py looks for.
The numbers are the sandbox's at a fixed time, so only the program, the browser or its fonts can change a picture.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from reporter.core.context import CommandContext
from reporter.core.shipped import samples, templates
from reporter.pipeline.preview import Preview

DOCS = Path(__file__).parent
COMPARED = DOCS / "gallery"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LOCALES = ("en_GB", "de_DE")
WIDE, NARROW = 1280, 390
# One page of a report for each account is enough, and so is the account with the fewest media where all of two years
# are asked for.
ACCOUNTS = {"monthly": "lumen", "growth": "kettle"}
# Without the long tails of tables, what comes after them is in the picture, too.
_SHORT = b"<style>main tbody tr:nth-child(n+11) { display: none }</style></head>"
# Pictures far below the window would be left for when somebody scrolls there.
_SHOW_ALL = "Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode(); }))"
_REDUCED = 4
_QUALITY, _SHEET_QUALITY = 50, 40
_GAP, _CAPTION, _TALLEST = 16, 32, 1400  # of the contact sheet, pixels


@dataclass(frozen=True, slots=True)
class View:
    """One page in one window. Views of the same page differ in width only."""

    sample: str
    locale: str
    theme: str
    width: int

    @property
    def name(self) -> str:
        """How the picture's file is called."""
        return f"{self.sample}-{self.locale}-{self.theme}-{self.width}"

    @property
    def compared(self) -> bool:
        """Say whether tests compare it. Themes share one layout, so of the others a single page is enough."""
        return self.theme == "plain" or (self.sample, self.locale, self.width) == ("weekly", "en_GB", WIDE)


def views() -> tuple[View, ...]:
    """Return every view, those of the same page one after another; narrow ones in the plain theme only."""
    themes = sorted((path.stem for path in (templates() / "themes").glob("*.yaml")), key=lambda name: name != "plain")
    return tuple(
        View(sample.stem, locale, theme, width)
        for sample in sorted((samples() / "reports").glob("*.yaml"))
        for locale in LOCALES
        for theme in themes
        for width in ((WIDE, NARROW) if theme == "plain" else (WIDE,))
    )


def pages(wanted: Sequence[View], folder: Path) -> Iterator[tuple[View, bytes]]:
    """Yield the HTML of each view, made in workspaces below `folder`; numbers are asked for once a sample."""
    for sample, of_sample in groupby(wanted, lambda view: view.sample):
        spec = _workspace(folder / sample, sample)
        text = spec.read_text("utf-8")
        preview = Preview(folder / sample, spec, CommandContext(NOW, NOW, {}), lambda *_: None)
        for (locale, theme), of_page in groupby(of_sample, lambda view: (view.locale, view.theme)):
            spec.write_text(f"{text}\nlocale: {locale}\ntheme: {theme}\n", "utf-8")
            page = preview.draw().pages[0][1]
            if b"<main" not in page:
                sys.exit(f"{sample} in {locale} and {theme} cannot be made:\n{page.decode()}")
            yield from ((view, page.replace(b"</head>", _SHORT, 1)) for view in of_page)


def picture(browser: Browser, page: bytes, *, width: int) -> Image.Image:
    """Return the small picture of a page. It is taken larger, because a browser's own small letters are ragged."""
    shown = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=2 / _REDUCED)
    shown.set_content(page.decode())
    shown.evaluate(_SHOW_ALL)
    taken = shown.screenshot(full_page=True)
    shown.close()
    with Image.open(BytesIO(taken)) as image:
        return image.convert("RGB").reduce(2)


def _workspace(folder: Path, sample: str) -> Path:
    """Make a workspace with one sample; return its spec."""
    spec = folder / "reports" / f"{sample}.yaml"
    spec.parent.mkdir(parents=True)
    text = (samples() / "reports" / spec.name).read_text("utf-8")
    (folder / "reporter.yaml").write_bytes((samples() / "reporter.yaml").read_bytes())
    if sample in ACCOUNTS:
        text = text.replace("accounts: all\n", f"accounts: [{ACCOUNTS[sample]}]\n")
    spec.write_text(text, "utf-8")
    return spec


def _sheet(shown: Sequence[tuple[View, Image.Image]]) -> Image.Image:
    """Return all pictures on one: a row a sample, a column a theme or width, the tallest cut below."""
    rows = [list(row) for _, row in groupby(shown, lambda one: one[0].sample)]
    height = sum(min(max(image.height for _, image in row), _TALLEST) + _CAPTION + _GAP for row in rows)
    width = max(sum(image.width + _GAP for _, image in row) for row in rows)
    sheet = Image.new("RGB", (width + _GAP, height + _GAP), "#d5dae0")
    pen, font, top = ImageDraw.Draw(sheet), ImageFont.load_default(14), _GAP
    for row in rows:
        left = _GAP
        for view, image in row:
            words = f"{view.sample} · {view.theme}" if view.width == WIDE else f"{view.width} px"
            pen.text((left, top + 4), words, fill="#16202c", font=font)
            sheet.paste(image.crop((0, 0, image.width, min(image.height, _TALLEST))), (left, top + _CAPTION))
            left += image.width + _GAP
        top += min(max(image.height for _, image in row), _TALLEST) + _CAPTION + _GAP
    return sheet


def main() -> int:
    """Take all pictures and write them."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        sys.exit("make gallery needs a browser, chromium or google-chrome")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        taken = [(view, picture(browser, page, width=view.width)) for view, page in pages(views(), Path(folder))]
    COMPARED.mkdir(exist_ok=True)
    for old in COMPARED.glob("*.webp"):
        old.unlink()
    for view, image in taken:
        if view.compared:
            image.save(COMPARED / f"{view.name}.webp", quality=_QUALITY, method=6)
    for locale in LOCALES:
        sheet = _sheet([one for one in taken if one[0].locale == locale])
        sheet.save(DOCS / f"gallery-{locale}.webp", quality=_SHEET_QUALITY, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
