"""What is said of missing measures reaches a reader in the language of the report."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import reporter
from reporter.analysis.notes import details
from reporter.analysis.notes.details import detail_words
from reporter.core.i18n import Translator


def _written() -> Iterator[str]:
    """Yield the second words of every `Missing(reason, "words")` of the program, a sign for each part filled in."""
    for file in sorted(Path(reporter.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Missing":
                yield from (text for one in node.args[1:] for text in _texts(one))


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(value.value) if isinstance(value, ast.Constant) else "7" for value in node.values)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def test_every_sentence_of_the_program_is_in_the_table() -> None:
    written = list(_written())
    assert len(written) > 12
    assert [detail for detail in written if not details._match(detail)[0]] == []


@pytest.mark.parametrize("kept", ["the answer was cut off", "the API refused with code 4 (see {page})", ""])
def test_what_is_not_in_the_table_stays_as_it_was_kept(kept: str) -> None:
    assert detail_words(kept, translator=Translator("de_DE")) == kept


@pytest.mark.parametrize(
    "kept", ["only media made before 2024-07-01 have it", "available only for posts created before 2024-07-01"]
)
def test_a_sentence_keeps_what_is_filled_in(kept: str) -> None:
    assert detail_words(kept, translator=Translator("en_GB")) == "available only for posts created before 2024-07-01"


def test_every_earlier_sentence_leads_to_a_current_one() -> None:
    assert set(details._EARLIER.values()) <= set(details._CURRENT)
    assert not set(details._EARLIER) & set(details._CURRENT)
