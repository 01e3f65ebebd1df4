"""Every code that reading and binding tell is in the reference, and none else."""

from __future__ import annotations

import re
from pathlib import Path

import reporter.spec
from reporter.spec.yaml.codes import CODES


def test_the_codes_of_the_source_are_those_of_the_table() -> None:
    folder = Path(next(iter(reporter.spec.__path__)))
    sources = [path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "codes.py"]
    used = {code for text in sources for code in re.findall(r"(?:Fault|Finding)\(\s*\"([a-z-]+)\"", text)}
    chosen = {code for text in sources for code in re.findall(r"\"((?:wrong|yaml)-[a-z]+)\"", text)}
    assert used | chosen == set(CODES)
