"""A text section's Markdown as HTML, or as plain lines: the safe subset.

No raw HTML, no pictures, no links but http, https and mailto.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from reporter.renderers.formats import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

_SAFE_ADDRESS = re.compile(r"(?i)(https?://|mailto:)[^\s\\]+")
# A section's own title is an h2: headings inside it begin one level below.
_LEVEL = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_MOST_NESTING = 20
_SIGNS = re.compile(r"(\*\*|__|`)(.+?)\1")
_LINKS = re.compile(r"\[([^\]]{1,500})\]\(([^)\s]{1,2000})\)")
_BULLET = re.compile(r"^(\s*)[-*+]\s+")


def html(body: str) -> str:
    """Return the Markdown as HTML that holds nothing but text, structure and safe links."""
    reader = _reader()
    tokens = reader.parse(clean(body))
    for token in tokens:
        token.tag = _LEVEL.get(token.tag, token.tag)
    return str(reader.renderer.render(tokens, reader.options, {}))


def plain(line: str) -> str:
    """Return a line of Markdown without its signs, for readers who get no HTML."""
    line = _LINKS.sub(r"\1 (\2)", line.lstrip("#").strip() if line.startswith("#") else line)
    return _SIGNS.sub(r"\2", _BULLET.sub(r"\1• ", line))


@lru_cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": _MOST_NESTING})
    reader.enable("table").enable("strikethrough").disable(["html_block", "html_inline"])
    reader.add_render_rule("image", _words_of_picture)
    # The documented way to say which addresses may become links is to put a function in this one's place.
    reader.validateLink = _is_safe  # type: ignore[method-assign,assignment]
    return reader


def _is_safe(address: str) -> bool:
    return _SAFE_ADDRESS.fullmatch(address) is not None


def _words_of_picture(_renderer: RendererHTML, tokens: Sequence[Token], place: int, *_rest: object) -> str:
    return escape(tokens[place].content)
