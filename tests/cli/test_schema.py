"""`reporter schema` prints the schemas of what people write and of what programs read."""

from __future__ import annotations

import json

import pytest

from reporter.cli import run
from tests.support.cli_started import Started


def test_the_schema_of_json_reports_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "report-json"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"schema", "accounts", "sections"} <= schema["properties"].keys()


def test_one_schema_is_asked_for_at_a_time() -> None:
    assert run(["schema", "report-json", "--workspace-file"]) == 64
    assert run(["schema", "reports"]) == 64


def test_schemas_are_json_schema(reporter: Started) -> None:
    schema = json.loads(reporter("schema").stdout)
    assert "metrics" in schema["properties"]
    assert "accounts" in json.loads(reporter("schema", "--workspace-file").stdout)["properties"]
