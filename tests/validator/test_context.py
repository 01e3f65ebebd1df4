"""What rules know besides the spec."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporter.catalog.load import load_catalog
from reporter.spec.workspace import Workspace, WorkspaceModel
from reporter.validator.context import RuleContext, find_zone
from tests.support.analysis_makers import make_spec

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def context(**keys: Any) -> RuleContext:  # noqa: ANN401 - any keys
    accounts = {"acme": {"login": "sandbox", "tags": ["retail"]}, "beta": {"login": "sandbox"}}
    workspace = Workspace(Path(), WorkspaceModel.model_validate({"accounts": accounts, **keys}))
    return RuleContext(load_catalog(), workspace, "weekly", NOW, themes=lambda: (), templates=lambda _: ())


@pytest.mark.parametrize(
    ("written", "version"),
    [("v21.0", "v21.0"), ("v28.0", "v28.0"), (None, "v27.0"), ("latest", "v27.0"), ("v2.30", "v27.0")],
)
def test_an_invalid_version_does_not_hide_other_findings(written: str | None, version: str) -> None:
    assert context(api={"version": written}).version == version


@pytest.mark.parametrize(
    ("path", "is_faulty"),
    [
        (("outputs",), True),
        (("outputs", "html"), True),
        (("outputs", "html", "file"), True),
        (("outputs", "html", "file", "x"), False),
        (("outputs", "csv"), False),
        (("metrics",), False),
    ],
)
def test_a_path_is_faulty_when_something_below_it_is(path: tuple[str, ...], *, is_faulty: bool) -> None:
    with_fault = replace(context(), faulty=(("outputs", "html", "file"),))
    assert with_fault.is_faulty(*path) is is_faulty


def test_the_accounts_are_those_of_the_spec_that_exist() -> None:
    assert list(context().accounts(make_spec(accounts=("beta", "nobody")))) == ["beta"]
    assert list(context().accounts(make_spec(accounts={"tags": ("retail",)}))) == ["acme"]


def test_a_period_that_is_not_valid_is_none() -> None:
    period = context().period(make_spec())
    assert period is not None
    assert period.name == "2026-W47"
    assert context().period(make_spec(period="fortnight")) is None
    assert context().period(make_spec(timezone="Nowhere/There")) is None


def test_a_client_with_an_unknown_time_zone_leaves_no_reports_to_check() -> None:
    clients = {"X": {"accounts": ["acme"], "timezone": "Mars"}}
    spec = make_spec(for_each="account")
    assert [edition.account for edition in context().editions(spec)] == ["acme", "beta"]
    assert context(clients=clients).editions(spec) == ()


@pytest.mark.parametrize("name", ["", "Berlin", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"])
def test_what_is_not_a_time_zone(name: str) -> None:
    assert find_zone(name) is None


def test_a_time_zone_is_found_by_its_name() -> None:
    zone = find_zone("Europe/Berlin")
    assert zone is not None
    assert zone.key == "Europe/Berlin"


def test_the_help_names_the_metrics_with_a_breakdown() -> None:
    assert context().breakdown_help == "metrics with a breakdown: profile_activity, navigation"
