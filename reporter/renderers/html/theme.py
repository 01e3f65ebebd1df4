"""The report's theme as style rules: colours of the light and the dark page, and fonts."""

from __future__ import annotations

import re

from markupsafe import Markup

from reporter.core.report import Theme
from reporter.renderers.colours import variables

_FONT = re.compile(r"[A-Za-z0-9 ,'-]{1,200}")


def theme_style(theme: Theme) -> Markup:
    """Return the theme as style rules: custom properties for light and dark, and its fonts. Safe inside <style>."""
    light, dark = variables(theme.brand)
    font_list = fonts(theme)
    rules = f":root{{{_properties(light)}}}body{{{f'font-family:{font_list};' if font_list else ''}}}"
    # S704: colours are made of hexadecimal digits, the font of what the pattern allows.
    return Markup(f"{rules}@media screen and (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}")  # noqa: S704


def fonts(theme: Theme) -> Markup:
    """Return the theme's own fonts as a list for a style rule, "" where it has none. Safe inside <style>."""
    # S704: made of what the pattern allows.
    return Markup(f"{theme.font},system-ui,sans-serif" if _FONT.fullmatch(theme.font) else "")  # noqa: S704


def _properties(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())
