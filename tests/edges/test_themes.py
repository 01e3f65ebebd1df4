"""Themes: the workspace's own win, and a wrong one is told by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.errors import ConfigurationError
from reporter.themes import load_theme
from reporter.themes import theme_names

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def _theme(folder: Path, text: str, name: str = "acme") -> Path:
    themes = folder / "templates" / "themes"
    themes.mkdir(parents=True, exist_ok=True)
    (themes / f"{name}.yaml").write_text(text)
    return themes


def test_the_plain_theme_is_there_without_any_file(tmp_path: Path) -> None:
    assert load_theme("", tmp_path).brand == "#1f4e8c"
    assert theme_names(tmp_path) == ("plain",)


def test_a_workspaces_own_theme_wins(tmp_path: Path) -> None:
    themes = _theme(tmp_path, 'brand: "#AA0000"\nlogo: logo.png\nfooter: Acme\n')
    (themes / "logo.png").write_bytes(PNG)
    theme = load_theme("acme", tmp_path)
    assert (theme.brand, theme.logo, theme.footer) == ("#aa0000", PNG, "Acme")
    _theme(tmp_path, "footer: ours\n", "plain")
    assert load_theme("", tmp_path).footer == "ours"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("brand: #ff0000\n", "line 1: .*comment"),
        ('footer: x\nbrand: "red"\n', "line 2"),
        ("colour: x\n", "line 1: unknown key"),
        ("logo: missing.png\n", "logo missing.png"),
        ("- a\n", "line 1"),
    ],
)
def test_a_wrong_theme_is_told_by_line(tmp_path: Path, text: str, words: str) -> None:
    _theme(tmp_path, text)
    with pytest.raises(ConfigurationError, match=words):
        load_theme("acme", tmp_path)


@pytest.mark.parametrize("name", ["../acme", "nope", "a/b"])
def test_a_name_leads_to_no_other_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="there are plain"):
        load_theme(name, tmp_path)
