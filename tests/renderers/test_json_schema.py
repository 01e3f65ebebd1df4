"""The schema of JSON reports fails for what is not their shape."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reporter.core.report import Column, Format, Section
from reporter.renderers.json import document
from reporter.renderers.json_schema import report_schema
from reporter.spec.sections import section_kinds
from tests.support import json_valid, marked_sample, tables_sample


def test_it_knows_every_kind_of_section() -> None:
    kinds = report_schema(section_kinds())["$defs"]["section"]["properties"]["kind"]["enum"]
    assert kinds == ["kpis", "trend", "table", "top", "media", "breakdown", "heatmap", "text"]


def test_every_fixed_object_is_closed() -> None:
    schema = report_schema(section_kinds())
    assert schema["additionalProperties"] is False
    assert {name for name, one in schema["$defs"].items() if one["additionalProperties"] is False} == {
        "span", "column", "section",
    }  # fmt: skip


@pytest.mark.parametrize("report", [marked_sample.report(), marked_sample.first_day(), tables_sample.report()])
def test_reports_are_valid(report: Any) -> None:  # noqa: ANN401 - each is a report
    json_valid.check(document(report))


def _drop(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda made: made.pop(key)


@pytest.mark.parametrize(
    "spoil",
    [
        _drop("schema"), _drop("accounts"), _drop("as_of"),
        lambda made: made.update(schema=2),
        lambda made: made.update(more=1),
        lambda made: made.update(as_of="yesterday"),
        lambda made: made["accounts"].update(acme=None),
        lambda made: made["sections"][0].update(kind="chart"),
        lambda made: made["sections"][0]["rows"][0].pop("cells"),
        lambda made: made["sections"][0]["rows"][0].update(views={"n": 1}),
        lambda made: made["sections"][0]["rows"][0].update(views=True),
        lambda made: made["sections"][0]["rows"][0]["cells"].update(views={}),
        lambda made: made["sections"][0]["rows"][0]["cells"].update(views={"provisional": False}),
        lambda made: made["sections"][0]["rows"][0]["cells"].update(views={"n": "12"}),
        lambda made: made["sections"][0]["rows"][0]["cells"].update(views={"unknown": 1}),
        lambda made: made["sections"][0]["columns"][0].update(format="euro"),
        lambda made: made["notes"][0].update(kind="rumour"),
    ],
)  # fmt: skip
def test_wrong_shapes_are_not(spoil: Callable[[dict[str, Any]], object]) -> None:
    made = copy.deepcopy(document(marked_sample.report()))
    spoil(made)
    with pytest.raises(AssertionError, match=r"\$"):
        json_valid.check(made)


def test_a_label_may_be_called_as_the_mapping_is() -> None:
    columns = (Column("cells", "Cells", Format.TEXT), tables_sample.VIEWS)
    section = Section("table", "t", "By cell", columns=columns, rows=(tables_sample.row("battery", None),))
    report = replace(tables_sample.report(section))
    assert document(report)["sections"][0]["rows"] == [{"cells": "battery", "views": None, "cells_": {}}]
