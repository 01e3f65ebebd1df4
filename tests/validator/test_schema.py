"""JSON Schemas for editors say what the models and the catalog say."""

from __future__ import annotations

import json

from reporter.catalog.load import load_catalog
from reporter.spec.model import ReportSpec
from reporter.validator.schema import spec_schema, workspace_schema

CATALOG = load_catalog()


def test_metrics_are_offered_with_their_meaning() -> None:
    offered = {one.get("const"): one for one in spec_schema(CATALOG)["$defs"]["MetricName"]["anyOf"]}
    assert offered["reach"]["title"] == "Reach"
    assert "FEED, REELS, STORY" in offered["reach"]["description"]
    assert "impressions" not in offered


def test_every_key_of_a_spec_is_offered() -> None:
    keys = {field.alias or name for name, field in ReportSpec.model_fields.items()}
    assert set(spec_schema(CATALOG)["properties"]) == keys


def test_breakdowns_are_offered_for_the_metrics_that_have_them() -> None:
    assert spec_schema(CATALOG)["properties"]["breakdowns"]["properties"]["navigation"]["enum"] == [
        "story_navigation_action_type"
    ]


def test_a_comparison_is_offered_in_both_its_forms() -> None:
    schema = spec_schema(CATALOG)
    short, long = schema["properties"]["compare"]["anyOf"]
    assert short["enum"] == ["none", "previous_period", "previous_year"]
    form = schema["$defs"][long["$ref"].rpartition("/")[2]]
    assert form["properties"]["period"]["enum"] == short["enum"]
    assert form["properties"]["as_known"]["enum"] == ["then", "now"]
    assert form["additionalProperties"] is False


def test_an_account_is_offered_its_collaborations() -> None:
    assert workspace_schema()["$defs"]["Account"]["properties"]["collaborations"]["type"] == "boolean"


def test_what_may_come_from_defaults_is_not_required() -> None:
    assert spec_schema(CATALOG)["required"] == ["title", "metrics"]
    assert workspace_schema()["required"] == ["accounts"]


def test_numbers_may_stand_where_text_is_wanted() -> None:
    assert "number" in spec_schema(CATALOG)["properties"]["title"]["type"]


def test_schemas_are_plain_json_with_all_references_inside() -> None:
    for schema in (spec_schema(CATALOG), workspace_schema()):
        text = json.dumps(schema)
        names = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
        assert names <= set(schema["$defs"])
