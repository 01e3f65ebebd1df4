"""Themes: the workspace's own win, a wrong one is told by line, and what is shipped can be read on light and dark."""

from __future__ import annotations

import re
from colorsys import rgb_to_hls
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from reporter.core.contrast import PAPER, PAPER_DARK, TEXT_CONTRAST, contrast
from reporter.core.errors import ConfigurationError
from reporter.core.shipped import templates
from reporter.renderers.colours import variables
from reporter.renderers.html.theme import fonts
from reporter.spec.theme import load_theme, theme_names

SHIPPED = ("pine", "plain", "umber")


def _png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 10), "navy").save(made, "PNG")
    return made.getvalue()


PNG = _png()


def _theme(folder: Path, text: str, name: str = "acme") -> Path:
    themes = folder / "templates" / "themes"
    themes.mkdir(parents=True, exist_ok=True)
    (themes / f"{name}.yaml").write_text(text)
    return themes


def test_the_plain_theme_is_there_without_any_file(tmp_path: Path) -> None:
    assert load_theme("", tmp_path).brand == "#1f4e8c"
    assert theme_names(tmp_path) == SHIPPED


def test_a_workspaces_own_theme_wins(tmp_path: Path) -> None:
    themes = _theme(tmp_path, 'brand: "#AA0000"\nlogo: logo.png\nfooter: Acme\n')
    (themes / "logo.png").write_bytes(PNG)
    theme = load_theme("acme", tmp_path)
    assert (theme.brand, theme.logo, theme.footer) == ("#aa0000", PNG, "Acme")
    _theme(tmp_path, "footer: ours\n", "plain")
    assert load_theme("", tmp_path).footer == "ours"


@pytest.mark.parametrize("data", [PNG[:40], PNG[:-40], PNG[:8] + b"0" * 40, b"\xff\xd8\xff\xe0"])
def test_a_damaged_logo_is_told(tmp_path: Path, data: bytes) -> None:
    (_theme(tmp_path, "logo: logo.png\n") / "logo.png").write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"logo logo\.png is damaged"):
        load_theme("acme", tmp_path)


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
    with pytest.raises(ConfigurationError, match="themes: pine, plain, umber"):
        load_theme(name, tmp_path)


def _hue(colour: str) -> float:
    return rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0] * 360


@pytest.mark.parametrize(
    ("brand", "found"), [("#ffd400", "1.43"), ("#FF6600", "2.93"), ("#00c8ff", "1.96"), ("#777777", "4.47")]
)
def test_a_pale_brand_is_refused_with_the_nearest_shade_that_is_not(tmp_path: Path, brand: str, found: str) -> None:
    _theme(tmp_path, f'footer: x\nbrand: "{brand}"\n')
    told = (
        f"theme acme.yaml, line 2: brand {brand} has a contrast of {found}:1 with white, but text requires 4.5:1; "
        'write "(#[0-9a-f]{6})", its nearest shade that is dark enough'
    )
    with pytest.raises(ConfigurationError) as refused:
        load_theme("acme", tmp_path)
    offered = re.fullmatch(told, str(refused.value))
    assert offered is not None, refused.value
    shade = offered[1]
    assert _hue(shade) == pytest.approx(_hue(brand), abs=1)
    _theme(tmp_path, f'brand: "{shade}"\n')
    assert load_theme("acme", tmp_path).brand == shade
    lighter = "#" + "".join(f"{round(int(shade[at : at + 2], 16) * 1.02):02x}" for at in (1, 3, 5))
    _theme(tmp_path, f'brand: "{lighter}"\n')
    with pytest.raises(ConfigurationError, match="contrast"):
        load_theme("acme", tmp_path)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_theme_can_be_read_on_light_and_dark(name: str, tmp_path: Path) -> None:
    theme = load_theme(name, tmp_path)
    assert contrast(theme.brand, PAPER) >= TEXT_CONTRAST
    light, dark = variables(theme.brand)
    assert light["brand"] == theme.brand  # as the theme says it: nothing had to be moved
    assert dark["paper"] == PAPER_DARK
    for side in (light, dark):
        assert contrast(side["brand"], side["paper"]) >= TEXT_CONTRAST
        assert contrast(side["brand-ink"], side["brand"]) >= TEXT_CONTRAST
        assert contrast(side["brand-text"], side["brand-tint"]) >= TEXT_CONTRAST
        assert contrast(side["brand-text"], side["paper"]) >= TEXT_CONTRAST
        assert contrast(side["ink"], side["brand-bar"]) >= TEXT_CONTRAST


def test_a_brand_that_is_nearly_black_keeps_its_hue_on_dark_pages() -> None:
    _, dark = variables("#0a1a2f")
    assert contrast(dark["brand"], PAPER_DARK) >= TEXT_CONTRAST
    assert _hue(dark["brand"]) == pytest.approx(_hue("#0a1a2f"), abs=3)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "plain"])
def test_the_fonts_of_a_theme_reach_the_page(name: str, tmp_path: Path) -> None:
    theme = load_theme(name, tmp_path)
    assert theme.font
    assert fonts(theme).startswith(theme.font)


def test_fonts_in_double_quotes_are_not_lost(tmp_path: Path) -> None:
    _theme(tmp_path, "font: '\"Times New Roman\", serif'\n")
    assert fonts(load_theme("acme", tmp_path)) == "'Times New Roman', serif,system-ui,sans-serif"


def test_every_shipped_theme_is_tested() -> None:
    assert {path.stem for path in (templates() / "themes").glob("*.yaml")} == set(SHIPPED)
