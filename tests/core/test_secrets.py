"""Secrets are read only from where they are kept well, and never shown."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.core.errors import ConfigurationError, CredentialsError
from reporter.core.secrets import hide, read_secret, write_secret

CANARY = "canary-token-4711"


def _read(reference: str, folder: Path, environ: dict[str, str] | None = None) -> str:
    return read_secret(reference, what="token of acme", environ=environ or {}, folder=folder)


def test_l02_a_token_comes_from_the_environment_without_its_line_end(tmp_path: Path) -> None:
    assert _read("env:ACME", tmp_path, {"ACME": f" {CANARY}\n"}) == CANARY


def test_an_unset_variable_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="token of acme: environment variable ACME is not set"):
        _read("env:ACME", tmp_path)


def test_a_private_file_gives_its_token(tmp_path: Path) -> None:
    (tmp_path / "acme").write_text(f"{CANARY}\n")
    (tmp_path / "acme").chmod(0o600)
    assert _read("file:acme", tmp_path) == CANARY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_l11_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "acme").write_text(CANARY)
    (tmp_path / "acme").chmod(mode)
    with pytest.raises(CredentialsError, match="chmod 600") as told:
        _read("file:acme", tmp_path)
    assert CANARY not in str(told.value)


def test_l11_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "acme", 0o600)
    with pytest.raises(CredentialsError, match="not a regular file"):
        _read("file:acme", tmp_path)


@pytest.mark.parametrize("value", ["tok en", "tökén", "tok\x00en", "a\nb"])
def test_l02_characters_that_no_token_has_are_refused_and_not_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(CredentialsError) as told:
        _read("env:ACME", tmp_path, {"ACME": value})
    assert value not in str(told.value)


@pytest.mark.parametrize("reference", ["plain", "env:", "vault:x", ""])
def test_anything_but_a_reference_is_refused(tmp_path: Path, reference: str) -> None:
    with pytest.raises(ConfigurationError, match="env:NAME, file:PATH or keyring:SERVICE/NAME"):
        _read(reference, tmp_path)


def test_l03_of_two_secrets_where_one_holds_the_other_both_vanish() -> None:
    assert hide("a=abcd b=abcdef", {"abcd", "abcdef"}) == "a=*** b=***"


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=40))
def test_a_secret_vanishes_as_typed_as_in_an_address_and_as_in_json(secret: str) -> None:
    shown = hide(f"<{secret}> <{quote(secret, safe='')}> <{json.dumps(secret)[1:-1]}>", {secret})
    assert shown == "<***> <***> <***>" or secret in "<***> <***> <***>"


def test_l11_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("some-token")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    for use in (partial(read_secret, environ={}), partial(write_secret, value="new")):
        with pytest.raises(CredentialsError, match="is a link"):
            use("file:link", what="token of acme", folder=tmp_path)
    assert (tmp_path / "real").read_text() == "some-token"


def test_l11_a_file_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 1_000_000)
    (tmp_path / "large").chmod(0o600)
    with pytest.raises(CredentialsError, match="too large"):
        read_secret("file:large", what="token of acme", environ={}, folder=tmp_path)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_l10_a_stored_secret_is_private_and_replaces_the_old_one_as_a_whole(tmp_path: Path, umask: int) -> None:
    (tmp_path / "acme.token").write_text("old")
    (tmp_path / "acme.token").chmod(0o600)
    before = os.umask(umask)
    try:
        write_secret("file:acme.token", "new-token", what="token of acme", folder=tmp_path)
    finally:
        os.umask(before)
    assert read_secret("file:acme.token", what="token of acme", environ={}, folder=tmp_path) == "new-token"
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("acme.token", 0o600)]


@pytest.mark.parametrize("place", ["file:nowhere", "file:folder/nowhere"])
def test_nothing_is_stored_where_nothing_was(tmp_path: Path, place: str) -> None:
    with pytest.raises(CredentialsError):
        write_secret(place, "new-token", what="token of acme", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


class Locked:
    """A keyring as cron finds it."""

    def get_password(self, service: str, name: str) -> str:
        raise RuntimeError(f"{service}/{name}: the secret is hunter2")

    def set_password(self, service: str, name: str, value: str) -> None:
        raise RuntimeError(f"{service}/{name}: {value}")


def test_l12_a_locked_keyring_is_told_without_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", Locked())
    for use in (partial(read_secret, environ={}), partial(write_secret, value="new-token")):
        with pytest.raises(CredentialsError) as told:
            use("keyring:reporter/acme", what="token of acme", folder=tmp_path)
        assert (
            str(told.value)
            == "token of acme: the keyring is locked or not available on this computer; store the secret in a file"
        )


def test_l12_a_keyring_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match="pip install keyring"):
        read_secret("keyring:reporter/acme", what="token of acme", environ={}, folder=tmp_path)
