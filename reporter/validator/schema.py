"""JSON Schemas of specs and reporter.yaml for editors, from the models and the catalog's metrics.

Editors use them to complete and check keys; the validator decides, and checks more.
"""

from __future__ import annotations

from typing import Any

from reporter.catalog.models import Catalog
from reporter.spec.model import ReportSpec
from reporter.spec.periods import NAMES
from reporter.spec.sections import SECTION_MODELS
from reporter.spec.workspace import WorkspaceModel

_Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_LIMITS = {"ge": "minimum", "le": "maximum"}  # pydantic leaves these when the number is read from text
# Everything else may come from `defaults` in reporter.yaml.
_REQUIRED = ["title", "metrics"]


def spec_schema(catalog: Catalog) -> _Schema:
    """Return the schema of `reports/*.yaml`."""
    schema = _start(ReportSpec, "Report spec")
    parts, properties = schema["$defs"], schema["properties"]
    parts["MetricName"] = _metric_name(catalog)
    name = {"$ref": "#/$defs/MetricName"}
    properties["metrics"]["items"] = name
    for model in SECTION_MODELS:
        keys = parts[model.__name__]["properties"]
        if "metrics" in keys:
            keys["metrics"]["items"] = name
        for key in model.metric_keys:
            keys[key] = name | {"description": keys[key]["description"]}
    properties["breakdowns"] |= _breakdowns(catalog)
    properties["period"]["anyOf"] = [_period_names(), *properties["period"]["anyOf"]]
    schema["required"] = _REQUIRED
    return schema


def workspace_schema() -> _Schema:
    """Return the schema of reporter.yaml."""
    return _start(WorkspaceModel, "Workspace")


def _start(model: type[ReportSpec | WorkspaceModel], title: str) -> _Schema:
    schema = _with_numbers_as_text(model.model_json_schema(by_alias=True))
    assert isinstance(schema, dict)
    return {"$schema": _DRAFT, **schema, "title": title}


def _with_numbers_as_text(node: object) -> object:
    """Accept numbers as text, as the validator does: editors would reject `title: 2026`."""
    if isinstance(node, list):
        return [_with_numbers_as_text(item) for item in node]
    if not isinstance(node, dict):
        return node
    # pydantic derives a text as `title` from the key's name; a mapping is our own key `title` in `properties`
    schema = {
        _LIMITS.get(key, key): _with_numbers_as_text(value)
        for key, value in node.items()
        if key != "title" or isinstance(value, dict)
    }
    if schema.get("type") == "string" and not {"const", "enum", "format"} & schema.keys():
        schema["type"] = ["string", "number", "boolean"]
    return schema


def _metric_name(catalog: Catalog) -> _Schema:
    """Return the metrics with their meanings; a calculated metric can have any other name."""
    known = [
        {
            "const": metric.name,
            "title": metric.label,
            "description": f"{metric.help} ({', '.join(metric.product_types)})",
        }
        for metric in catalog.metrics.values()
        if metric.removal is None
    ]
    return {"anyOf": [*known, {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,59}$"}]}


def _breakdowns(catalog: Catalog) -> _Schema:
    metrics = {metric.name: metric for metric in catalog.metrics.values() if metric.breakdowns}
    entries = {name: {"enum": list(metric.breakdowns), "description": metric.help} for name, metric in metrics.items()}
    return {"type": "object", "properties": entries, "additionalProperties": False}


def _period_names() -> _Schema:
    return {
        "enum": [name.replace("N", count) for name in NAMES for count in (("7", "30") if "N_days" in name else ("4",))]
    }
