"""The section text: words from the spec or from a file of the workspace."""

from __future__ import annotations

from tests.support.analysis_makers import section


def test_texts_come_from_the_spec_or_from_a_file() -> None:
    assert section([], {"kind": "text", "body": "**Hello**", "title": "Words"}).body == "**Hello**"
    assert section([], {"kind": "text", "file": "notes/a.md"}).body == "Words"
    absent = section([], {"kind": "text", "file": "notes/b.md"})
    assert (absent.body, absent.notes) == ("", ("The text file notes/b.md was not found.",))
