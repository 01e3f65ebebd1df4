from __future__ import annotations

from reporter.core.i18n import Translator
from reporter.core.report import Cell
from reporter.renderers.counts import full_basis


def test_based_on() -> None:
    assert [
        full_basis(cell, translator=Translator("en_GB"))
        for cell in (Cell(1), Cell(1, n=14, of=14), Cell(1, n=12, of=14))
    ] == [
        "",
        "14 posts",
        "12 of 14 posts",
    ]
