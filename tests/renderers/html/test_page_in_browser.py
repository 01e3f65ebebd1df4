"""Pages as a browser shows them: accessible in both schemes, no wider than the narrowest phone, sorted by a click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import gallery
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reporter.cli import run
from reporter.core.errors import Exit
from reporter.core.report import Report, Section, Theme
from reporter.core.shipped import samples
from reporter.renderers.outputs import render
from tests.support import compared_sample, html_sample
from tests.support.browser import browser

pytestmark = [pytest.mark.xdist_group("seen"), pytest.mark.browser]  # pages are made once
NOW = "2026-11-23T08:00:00Z"
NOTHING = Section(kind="media", name="media", title="All posts")
MADE: dict[str, Report] = {
    "odd": html_sample.sample(),
    "compared": compared_sample.page(),
    "right to left": replace(html_sample.sample(), locale="ar_EG"),
    "empty": replace(
        html_sample.sample(), sections=(NOTHING,), media=NOTHING, highlights=(), absences=(), alerts=(), notes=(),
        accounts=(), client="", description="", theme=Theme(),
    ),
}  # fmt: skip
SAMPLES = [path.stem for path in sorted((samples() / "reports").glob("*.yaml"))]
AXE = Axe()
# The rows of a table are made alike, and axe takes minutes for some hundreds of them.
CUT = "for (const row of document.querySelectorAll('tbody tr:nth-child(n+16)')) row.remove()"


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of every sample and of every report made by hand, by name."""
    folder = tmp_path_factory.mktemp("workspace")
    assert run(["init", str(folder)]) is Exit.DONE
    found = {}
    for name in SAMPLES:
        spec = folder / "reports" / f"{name}.yaml"
        if name in gallery.ACCOUNTS:
            spec.write_text(spec.read_text().replace("accounts: all\n", f"accounts: [{gallery.ACCOUNTS[name]}]\n"))
        before = set(folder.glob("out/*.html"))
        assert run(["run", str(spec), "--now", NOW, "--workspace", str(folder)]) is Exit.DONE
        found[name] = min({*folder.glob("out/*.html")} - before)
    for name, report in MADE.items():
        path = folder / f"{name}.html"
        path.write_bytes(render("html", report, name="page.html").data)
        found[name] = path
    return found


def faults(page: Page, **options: list[str]) -> list[tuple[str, list[str]]]:
    """What axe finds, with the elements; closes the page."""
    page.evaluate(CUT)
    found = AXE.run(page, options=options).response["violations"]
    page.close()
    return [(one["id"], [node["html"][:300] for node in one["nodes"]]) for one in found]


def opened(window: Browser, path: Path, *, scheme: Literal["dark", "light"] = "light", width: int = 1280) -> Page:
    page = window.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("name", [*SAMPLES, *MADE])
def test_axe_finds_no_fault(window: Browser, pages: dict[str, Path], name: str) -> None:
    assert faults(opened(window, pages[name])) == []
    # The dark scheme has other colours and is otherwise the same page.
    assert faults(opened(window, pages[name], scheme="dark"), runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("name", [*SAMPLES, *MADE])
def test_no_page_is_wider_than_the_narrowest_phone(window: Browser, pages: dict[str, Path], name: str) -> None:
    page = opened(window, pages[name], width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_a_click_on_a_head_sorts_a_long_table(window: Browser, pages: dict[str, Path]) -> None:
    page = opened(window, pages["odd"])
    table = page.locator("#media table")
    head = table.locator("thead th", has_text="Average watch time")
    place = head.evaluate("head => head.cellIndex")
    column = f"rows => rows.map(row => row.cells[{place}].dataset.v ?? '')"
    before = table.locator("tbody tr").evaluate_all(column)
    assert len(before) > 10
    head.get_by_role("button").click()
    down = table.locator("tbody tr").evaluate_all(column)
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").press("Enter")
    up = table.locator("tbody tr").evaluate_all(column)
    assert head.get_attribute("aria-sort") == "ascending"
    known = sorted(float(one) for one in before if one)
    missing = [""] * (len(before) - len(known))
    assert missing, "the sample has media without a value"
    assert [*map(float, filter(None, up))] == known
    assert [*map(float, filter(None, down))] == known[::-1]
    assert (up[len(known) :], down[len(known) :]) == (missing, missing)
    page.close()


def test_without_scripts_a_long_table_is_whole(window: Browser, pages: dict[str, Path]) -> None:
    page = window.new_page(java_script_enabled=False)
    page.goto(pages["odd"].as_uri())
    assert page.locator("#media thead th", has_text="Views").count() > 0
    assert page.locator("thead button").count() == 0
    page.close()
