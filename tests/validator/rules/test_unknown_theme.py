"""Themes that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(("name", "lines", "place"), [("ours", ("theme: ours",), (5, 8)), ("plain", (), (1, 1))])
def test_a_theme_that_is_too_pale_is_told_even_when_nobody_names_it(
    folder: Path, name: str, lines: tuple[str, ...], place: tuple[int, int]
) -> None:
    (folder / "templates" / "themes").mkdir(parents=True)
    (folder / "templates" / "themes" / f"{name}.yaml").write_text('brand: "#ffd400"\n', "utf-8")
    (found,) = load(folder, spec(*lines)).diagnostics
    assert (found.code, found.line, found.column) == ("unknown-theme", *place)
    assert f"theme {name}.yaml, line 1: brand #ffd400 has a contrast of 1.43:1 with white" in found.message
