"""Themes: a brand colour, a logo, a footer and fonts in one small YAML file, built-in or of the workspace.

`templates/themes/NAME.yaml` of the workspace overrides a built-in theme. A theme does not change what a report shows.
A brand colour that is not readable on white is rejected, because the HTML report would have to use another one.
"""

from __future__ import annotations

import re
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from reporter.core.contrast import DEFAULT_BRAND, PAPER, TEXT_CONTRAST, contrast, readable
from reporter.core.errors import ConfigurationError
from reporter.core.images import is_whole
from reporter.core.shipped import templates
from reporter.spec.base import Model
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.scalars import TextLine
from reporter.spec.yaml.source import read_source

if TYPE_CHECKING:
    from reporter.core.report import Theme

_IMAGE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST_BYTES = 200_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _read_on_white(brand: str) -> str:
    """Reject a brand colour that is too pale for text on white, and so also as a background of white text."""
    ratio = contrast(brand, PAPER)
    if ratio < TEXT_CONTRAST:
        # rounded down, so that 4.499 is not shown as sufficient
        raise PydanticCustomError(
            "pale_brand",
            "brand {brand} has a contrast of {ratio}:1 with white, but text requires {least}:1; "
            'write "{instead}", its nearest shade that is dark enough',
            {
                "brand": brand,
                "ratio": f"{floor(ratio * 100) / 100:.2f}",
                "least": TEXT_CONTRAST,
                "instead": readable(brand, PAPER, TEXT_CONTRAST),
            },
        )
    return brand


Brand = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(_read_on_white)]


class ThemeFile(Model):
    """The keys of a theme file."""

    brand: Brand = Field(DEFAULT_BRAND, description='Colour of headers, links and charts, such as "#1f4e8c".')
    logo: TextLine | None = Field(None, description="A PNG or JPEG file next to the theme, at most 200 KB.")
    footer: str = Field("", description="Line at the end of the HTML report and the email.")
    font: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ,'\"-]{0,200}$")] = Field(
        "", description="Font names, separated by commas; the first one on the reader's computer is used."
    )


def theme_names(workspace: Path) -> tuple[str, ...]:
    """Return the names of the themes in this workspace."""
    files = [path for folder in _folders(workspace) if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]
    return tuple(dict.fromkeys(path.stem for path in files))


def load_theme(name: str, workspace: Path) -> Theme:
    """Read a theme; "" is the plain one. Raises ConfigurationError with the first error in it."""
    from reporter.core.report import Theme  # here, because checking a spec needs no report

    path = _find(name or "plain", workspace)
    written = _read(path)
    return Theme(
        name=path.stem,
        brand=written.brand.lower(),
        logo=_logo(path.parent / written.logo) if written.logo else b"",
        footer=written.footer,
        font=written.font.replace('"', "'"),  # emails have it in style attributes, between double quotes
    )


def _read(path: Path) -> ThemeFile:
    document, diagnostics = parse(read_source(path))
    errors = list(diagnostics)
    value = None
    if document is not None:
        bound = bind(ThemeFile, document)
        value = bound.value
        errors += map(document.locate, bound.findings)
    for error in errors:
        raise ConfigurationError(f"theme {path.name}, line {error.line}: {error.message}")
    return value or ThemeFile()


def _folders(workspace: Path) -> tuple[Path, Path]:
    return workspace / "templates" / "themes", templates() / "themes"


def _find(name: str, workspace: Path) -> Path:
    if NAME.fullmatch(name):
        for folder in _folders(workspace):
            if (folder / f"{name}.yaml").is_file():
                return folder / f"{name}.yaml"
    raise ConfigurationError(f'unknown theme "{name[:60]}"; themes: {", ".join(theme_names(workspace))}')


def _logo(path: Path) -> bytes:
    try:
        data = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise ConfigurationError(f"logo {path.name}: {error.strerror}; use a PNG or JPEG next to the theme") from None
    if len(data) > _MOST_BYTES or not data.startswith(_IMAGE_STARTS):
        raise ConfigurationError(f"logo {path.name} is not a PNG or JPEG of at most {_MOST_BYTES // 1000} KB")
    if not is_whole(data):
        raise ConfigurationError(f"logo {path.name} is damaged; save it again")
    return data
