"""The browser that tests look at pages with: the machine's own chromium, driven by Playwright without a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.needed import program


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a running browser; a machine without one skips, CI fails."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program("browser"), args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()
