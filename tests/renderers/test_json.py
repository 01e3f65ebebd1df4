from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.report import Cell, Column, Format, Report, Row, Section
from reporter.renderers.json import document
from reporter.renderers.outputs import render
from tests.support import tables_sample as sample


def loaded(report: Report) -> Any:  # noqa: ANN401 - JSON
    return json.loads(render("json", report, name="weekly.json").data.decode("utf-8"))


def test_the_shape_is_the_contract() -> None:
    got = loaded(sample.report())
    assert list(got) == [
        "schema", "title", "name", "period", "compare", "timezone", "as_of", "accounts", "highlights", "sections",
        "missing", "alerts", "notes",
    ]  # fmt: skip
    assert (got["schema"], got["timezone"]) == (1, "Europe/Berlin")
    assert got["period"] == {
        "name": "2026-W47",
        "start": "2026-11-16T00:00:00+01:00",
        "end": "2026-11-23T00:00:00+01:00",
    }
    assert got["as_of"] == "2026-11-23T08:00:00+00:00"
    assert got["compare"] is None
    assert got["missing"] == [
        {
            "account": "acme",
            "media_id": "17854360229135493",
            "metric": "engagement_rate",
            "reason": "not_available",
        }
    ]
    assert got["alerts"] == [{"name": "reach_drop", "message": "Reach fell", "account": "acme"}]


def test_a_section_holds_columns_rows_and_totals() -> None:
    got = loaded(sample.report(sample.table()))["sections"][0]
    assert got == {
        "kind": "table",
        "title": "By product type",
        "columns": [
            {"name": "product_type", "label": "Product type", "format": "text"},
            {"name": "views", "label": "Views", "format": "number"},
            {"name": "engagement_rate", "label": "Engagement rate", "format": "percent"},
        ],
        "rows": [
            {"product_type": "Reels", "views": 30_000, "engagement_rate": 0.07, "cells": {}},
            {
                "product_type": "Feed",
                "views": 9_000,
                "engagement_rate": 0.031,
                "cells": {"engagement_rate": {"n": 8, "of": 9}},
            },
            {
                "product_type": "Story",
                "views": 2_210,
                "engagement_rate": None,
                "cells": {"engagement_rate": {"missing": "not_enough_viewers"}},
            },
        ],
        "totals": {"product_type": "All", "views": 41_210, "engagement_rate": 0.0525, "cells": {}},
    }


def test_text_sections_carry_their_body_and_named_editions_their_name() -> None:
    got = loaded(sample.report(sample.words(), client="Acme GmbH"))
    assert got["client"] == "Acme GmbH"
    assert got["sections"][0]["body"].startswith("# Launch")
    assert got["sections"][0]["totals"] is None
    assert "account" not in got


def test_media_rows_keep_ids_as_text_and_times_with_offset() -> None:
    row = loaded(sample.report(sample.media()))["sections"][0]["rows"][0]
    assert row["media_id"] == "17854360229135492"
    assert row["published"] == "2026-11-16T18:05:00+01:00"
    assert isinstance(row["views"], int)


def test_what_is_no_number_is_null() -> None:
    section = replace(sample.table(), rows=(sample.row("Reels", float("nan"), float("inf")),))
    assert loaded(sample.report(section))["sections"][0]["rows"][0] == {
        "product_type": "Reels",
        "views": None,
        "engagement_rate": None,
        "cells": {},
    }


def test_it_is_written_as_utf_8_for_people_too() -> None:
    data = render("json", sample.report(title="Müller 🚀"), name="weekly.json").data
    assert "Müller 🚀".encode() in data
    assert data.endswith(b"}\n")


@settings(max_examples=50, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
def test_any_values_come_back(written: str, whole: int, number: float) -> None:
    section = Section("table", "t", written, columns=sample.table().columns, rows=(sample.row(written, whole, number),))
    got = loaded(sample.report(section))
    assert got == document(sample.report(section))
    assert list(got["sections"][0]["rows"][0].values()) == [written, whole, number, {}]


def test_half_a_character_does_not_stop_the_file() -> None:
    assert loaded(sample.report(title="a\ud800b"))["title"] == "a\ufffdb"


def test_weeks_and_months_have_their_codes() -> None:
    columns = (Column("week", "Week", Format.WEEK), Column("month", "Month", Format.MONTH))
    row = Row((Cell(date(2026, 11, 16)), Cell(date(2026, 11, 1))))
    got = loaded(sample.report(Section("table", "table", "By week", columns=columns, rows=(row,))))["sections"][0]
    assert got["rows"] == [{"week": "2026-W47", "month": "2026-11", "cells": {}}]
