"""What stands around the sections: alerts, highlights, absences and data notes."""

from __future__ import annotations

from datetime import timedelta

from reporter.analysis.build import build_report
from reporter.catalog.load import load_catalog
from reporter.core.report import NoteKind, Theme
from tests.support.analysis_makers import NOW, dataset, item, make_edition, make_spec, notes, report

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}


def test_the_report_says_what_it_is() -> None:
    found = report(
        [item(1, views=1, seen=NOW - timedelta(minutes=5))], timezone="Europe/Berlin", description="For Monday"
    )
    assert (found.title, found.name, found.description) == ("Weekly", "weekly", "For Monday")
    assert (found.period.name, found.accounts) == ("2026-W47", ("acme",))
    assert found.period.words == "Mon 16 – Sun 22 Nov 2026"
    assert found.as_of.isoformat() == "2026-11-23T08:55:00+01:00"
    assert found.media.kind == "media"


def test_the_list_of_media_is_there_whatever_the_sections() -> None:
    found = report([item(1, views=1), item(2)], sections=({"kind": "text", "body": "x"},), calculated=RATE)
    assert len(found.media.rows) == 2
    assert [column.name for column in found.media.columns][-2:] == ["views", "engagement_rate"]


def test_notes_tell_of_stories_only_where_they_may_be_lost() -> None:
    assert notes(report([]), NoteKind.STORIES) != []
    assert notes(report([], media={"product_types": ("FEED",)}), NoteKind.STORIES) == []
    assert notes(report([], metrics=("saved",)), NoteKind.STORIES) == []
    assert notes(report([], period="today"), NoteKind.STORIES) == []


def test_failures_are_told_and_notes_are_in_order() -> None:
    edition = make_edition(make_spec(), accounts=("acme", "b"))
    found = build_report(
        edition,
        dataset([item(1, views=1)], edition),
        catalog=load_catalog(),
        theme=Theme(),
        texts={},
        annotations=(),
        failures=[("b", "the token of b has expired")],
        silent=frozenset({"b"}),
    )
    assert ("b", "No response for this account: the token of b has expired.") in notes(found, NoteKind.MISSING)
    table = found.sections[3]
    assert [(cell.value, cell.missing) for cell in table.rows[1].cells] == [
        ("b", ""),
        (None, "failed"),
        (None, "failed"),
    ]
    order = list(NoteKind)
    assert [order.index(note.kind) for note in found.notes] == sorted(order.index(note.kind) for note in found.notes)


def test_sections_of_one_kind_get_names_of_their_own() -> None:
    found = report([], sections=({"kind": "kpis"}, {"kind": "kpis"}, {"kind": "text", "body": "x"}, {"kind": "kpis"}))
    assert [section.name for section in found.sections] == ["kpis", "kpis-2", "text", "kpis-3"]
