"""Themes: a brand colour, a logo, a footer and fonts in one small YAML file of the workspace or shipped.

A workspace's own `templates/themes/NAME.yaml` wins over a shipped one. Nothing here decides how a report is ordered.
A brand colour that cannot be read on white is refused: the page would have to show another one in its place.
"""

from __future__ import annotations

import re
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

from pydantic import AfterValidator
from pydantic import Field
from pydantic_core import PydanticCustomError

from reporter.core.colours import DEFAULT_BRAND
from reporter.core.colours import PAPER
from reporter.core.colours import TEXT_CONTRAST
from reporter.core.colours import contrast
from reporter.core.colours import readable
from reporter.core.errors import ConfigurationError
from reporter.core.images import is_whole
from reporter.core.shipped import templates
from reporter.spec.base import Model
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.scalars import Line
from reporter.spec.yaml.source import read_source

if TYPE_CHECKING:
    from reporter.core.report import Theme

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST_BYTES = 200_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _read_on_white(brand: str) -> str:
    """Refuse a brand that is too pale. What reads on white is also a ground that white reads on."""
    found = contrast(brand, PAPER)
    if found < TEXT_CONTRAST:
        # rounded down, so that 4.499 is not told as enough
        raise PydanticCustomError(
            "pale_brand",
            "brand {brand} has a contrast of {found}:1 with white, and text needs {least}:1; "
            'write "{instead}", the nearest darker shade of it',
            {
                "brand": brand,
                "found": f"{floor(found * 100) / 100:.2f}",
                "least": TEXT_CONTRAST,
                "instead": readable(brand, PAPER, TEXT_CONTRAST),
            },
        )
    return brand


Brand = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(_read_on_white)]


class ThemeFile(Model):
    """What a theme file may say."""

    brand: Brand = Field(DEFAULT_BRAND, description='The colour of heads, links and charts, such as "#1f4e8c".')
    logo: Line | None = Field(None, description="A PNG or JPEG beside the theme, at most 200 KB.")
    footer: str = Field("", description="A line at the end of page and mail.")
    font: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ,'\"-]{0,200}$")] = Field(
        "", description="Font names with commas between, the first one that a reader's machine has; none is loaded."
    )


def theme_names(workspace: Path) -> tuple[str, ...]:
    """Return the themes that a spec may name in this workspace."""
    files = [path for folder in _folders(workspace) if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]
    return tuple(dict.fromkeys(path.stem for path in files))


def load_theme(name: str, workspace: Path) -> Theme:
    """Read a theme; "" is the plain one. Raises ConfigurationError with the first thing that is wrong in it."""
    from reporter.core.report import Theme  # here, because checking a spec needs no report

    path = _find(name or "plain", workspace)
    written = _read(path)
    return Theme(
        name=path.stem,
        brand=written.brand.lower(),
        logo=_logo(path.parent / written.logo) if written.logo else b"",
        footer=written.footer,
        font=written.font.replace('"', "'"),  # it also stands in style attributes of mails, between double quotes
    )


def _read(path: Path) -> ThemeFile:
    document, diagnostics = parse(read_source(path))
    faults = list(diagnostics)
    value = None
    if document is not None:
        bound = bind(ThemeFile, document)
        value = bound.value
        faults += map(document.locate, bound.findings)
    for one in faults:
        raise ConfigurationError(f"theme {path.name}, line {one.line}: {one.message}")
    return value or ThemeFile()


def _folders(workspace: Path) -> tuple[Path, Path]:
    return workspace / "templates" / "themes", templates() / "themes"


def _find(name: str, workspace: Path) -> Path:
    if NAME.fullmatch(name):
        for folder in _folders(workspace):
            if (folder / f"{name}.yaml").is_file():
                return folder / f"{name}.yaml"
    raise ConfigurationError(f'no theme "{name[:60]}"; there are {", ".join(theme_names(workspace))}')


def _logo(path: Path) -> bytes:
    try:
        data = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise ConfigurationError(f"logo {path.name}: {error.strerror}; name a PNG or JPEG beside the theme") from None
    if len(data) > _MOST_BYTES or not data.startswith(_PICTURES):
        raise ConfigurationError(f"logo {path.name} is no PNG or JPEG of at most {_MOST_BYTES // 1000} KB")
    if not is_whole(data):
        raise ConfigurationError(f"logo {path.name} is damaged: it cannot be read to its end; save it anew")
    return data
