"""Hosts, logins and secrets of accounts, and the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.catalog.models import Login
from reporter.core.errors import ConfigurationError
from reporter.executor.connect import (
    Identity,
    connect,
    hosts,
    identities,
    is_local,
    is_simulated,
    sandbox_brands,
    unreadable_secrets,
)
from tests.support.workspaces import NOW, make_workspace

FACEBOOK = {"login": "facebook", "instagram_id": "178414", "token": "env:TOKEN"}
INSTAGRAM = {"login": "instagram", "token": "env:TOKEN"}
URL = {"REPORTER_GRAPH_URL": "http://127.0.0.1:8000/"}


def test_accounts_have_the_identity_of_the_workspace() -> None:
    workspace = make_workspace(Path(), accounts={"acme": FACEBOOK, "beta": INSTAGRAM})
    assert identities(workspace) == {
        "acme": Identity("178414", Login.FACEBOOK),
        "beta": Identity("", Login.INSTAGRAM),
    }


def test_sandbox_accounts_are_brands_by_name_or_in_turn() -> None:
    workspace = make_workspace(Path(), "mine", "velora", "other")
    brands = sandbox_brands(workspace, {})
    assert brands["velora"] == "velora"
    assert len({*brands.values()}) == 3
    assert sandbox_brands(workspace, URL) == {}
    assert len(sandbox_brands(make_workspace(Path(), *(f"a{number}" for number in range(9))), {})) == 9


def test_each_account_needs_its_host_once() -> None:
    workspace = make_workspace(Path(), accounts={"acme": FACEBOOK, "beta": INSTAGRAM, "gamma": FACEBOOK})
    with hosts(workspace, environ={}, now=NOW) as urls:
        assert urls == {
            "graph.facebook.com": "https://graph.facebook.com",
            "graph.instagram.com": "https://graph.instagram.com",
        }
    with hosts(workspace, environ=URL, now=NOW) as urls:
        assert urls == {"127.0.0.1:8000": "http://127.0.0.1:8000"}
    with hosts(make_workspace(Path(), "lumen", "velora"), environ={}, now=NOW) as urls:
        assert list(urls) == ["sandbox"]
        assert urls["sandbox"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1",
        "127.0.0.1:8000",
        "http://user:word@127.0.0.1",
        "http://127.0.0.1/?x=1",
        "http://127.0.0.1/#x",
        "http://graph.example.com",
        "http://127.0.0.1.example.com",
        "http://[::1",
    ],
)
def test_tokens_are_sent_to_no_other_host(url: str) -> None:
    with pytest.raises(ConfigurationError, match="REPORTER_GRAPH_URL"):
        is_local({"REPORTER_GRAPH_URL": url})


def test_another_host_must_be_allowed() -> None:
    environ = {"REPORTER_GRAPH_URL": "https://graph.example.com", "REPORTER_ALLOW_FOREIGN_GRAPH": "1"}
    assert not is_local(environ)
    assert is_local(URL)
    assert not is_local({})
    assert is_local({"REPORTER_GRAPH_URL": "http://[::1]:8000"})


def test_an_account_is_simulated_in_the_sandbox_or_at_an_address_of_ones_own() -> None:
    workspace = make_workspace(Path(), accounts={"acme": FACEBOOK, "lumen": {"login": "sandbox"}})
    assert [is_simulated(workspace, alias, {}) for alias in ("acme", "lumen")] == [False, True]
    assert is_simulated(workspace, "acme", URL)


def test_every_secret_is_known_before_a_request_is_sent() -> None:
    workspace = make_workspace(Path(), accounts={"acme": {**FACEBOOK, "app_secret": "env:APP"}})
    secrets: set[str] = set()
    with connect(
        workspace,
        ("acme",),
        environ={"TOKEN": "made-up-token-0815", "APP": "made-up-app-0815"},
        now=NOW,
        secrets=secrets,
    ):
        assert secrets == {"made-up-token-0815", "made-up-app-0815"}


def test_a_missing_secret_names_its_source_and_what_to_do() -> None:
    workspace = make_workspace(Path(), accounts={"acme": FACEBOOK, "beta": {**INSTAGRAM, "token": "env:OTHER"}})
    errors = unreadable_secrets(workspace, ("acme", "beta"), {"TOKEN": "made-up-token-0815"})
    assert list(errors) == ["beta"]
    assert "OTHER" in str(errors["beta"])
    assert str(errors["beta"]).endswith("store it there, or change its source in reporter.yaml")
    with (
        pytest.raises(ConfigurationError, match="OTHER"),
        connect(workspace, ("beta",), environ={}, now=NOW, secrets=set()),
    ):
        pytest.fail("connected without a token")
