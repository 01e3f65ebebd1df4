"""The browser that tests look at pages with: the machine's own chromium, driven by Playwright without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.needed import without


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a running browser; a machine without one skips, CI fails."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        without("needs a browser, chromium or google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()
