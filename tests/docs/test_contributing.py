"""The files that the recipes send contributors to exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATHS = sorted(
    set(re.findall(r"`((?:reporter|tests|docs|templates)/[^`\s]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
)


@pytest.mark.parametrize("path", [path for path in PATHS if "NAME" not in path])
def test_a_path_in_the_recipes_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_layout_lists_every_room() -> None:
    listed = re.findall(r"^\| `(\w+)/` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    rooms = {path.name for path in (ROOT / "reporter").iterdir() if path.is_dir()} - {"__pycache__"}
    assert set(listed) == rooms
