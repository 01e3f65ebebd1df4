"""Secrets are read only from where they are kept well, and never shown."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.credentials import hide
from reporter.credentials import read_secret
from reporter.errors import ConfigurationError
from reporter.errors import CredentialsError

CANARY = "canary-token-4711"


def _read(reference: str, folder: Path, environ: dict[str, str] | None = None) -> str:
    return read_secret(reference, what="token of acme", environ=environ or {}, folder=folder)


def test_a_token_comes_from_the_environment_without_its_line_end(tmp_path: Path) -> None:
    assert _read("env:ACME", tmp_path, {"ACME": f" {CANARY}\n"}) == CANARY


def test_an_unset_variable_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="token of acme: environment variable ACME is not set"):
        _read("env:ACME", tmp_path)


def test_a_private_file_gives_its_token(tmp_path: Path) -> None:
    (tmp_path / "acme").write_text(f"{CANARY}\n")
    (tmp_path / "acme").chmod(0o600)
    assert _read("file:acme", tmp_path) == CANARY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "acme").write_text(CANARY)
    (tmp_path / "acme").chmod(mode)
    with pytest.raises(CredentialsError, match="chmod 600") as told:
        _read("file:acme", tmp_path)
    assert CANARY not in str(told.value)


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "acme", 0o600)
    with pytest.raises(CredentialsError, match="no ordinary file"):
        _read("file:acme", tmp_path)


@pytest.mark.parametrize("value", ["tok en", "tökén", "tok\x00en", "a\nb"])
def test_characters_that_no_token_has_are_refused_and_not_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(CredentialsError) as told:
        _read("env:ACME", tmp_path, {"ACME": value})
    assert value not in str(told.value)


@pytest.mark.parametrize("reference", ["plain", "env:", "vault:x", ""])
def test_anything_but_a_reference_is_refused(tmp_path: Path, reference: str) -> None:
    with pytest.raises(ConfigurationError, match="env:NAME, file:PATH or keyring:SERVICE/NAME"):
        _read(reference, tmp_path)


def test_of_two_secrets_where_one_holds_the_other_both_vanish() -> None:
    assert hide("a=abcd b=abcdef", {"abcd", "abcdef"}) == "a=*** b=***"


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=40))
def test_a_secret_vanishes_as_typed_and_as_in_an_address(secret: str) -> None:
    shown = hide(f"<{secret}> <{quote(secret, safe='')}>", {secret})
    assert shown == "<***> <***>" or secret in "<***> <***>"
