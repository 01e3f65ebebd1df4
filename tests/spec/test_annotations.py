"""The files that a spec names: texts and annotations."""

from __future__ import annotations

from reporter.spec.annotations import AnnotationsFile
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import Source
from tests.support.yaml_texts import marked_text


def test_dated_marks_are_bound_entry_by_entry() -> None:
    document, _ = parse(
        Source("a.yaml", b"- {date: 2026-11-31, text: x}\n- {date: 2026-11-03, text: y}\n"), list_key="annotations"
    )
    assert document is not None
    made = bind(AnnotationsFile, document)
    assert made.value is not None
    assert [one.text for one in made.value.annotations] == ["y"]
    (one,) = map(document.locate, made.findings)
    assert (one.line, marked_text(one)) == (1, "2026-11-31")
