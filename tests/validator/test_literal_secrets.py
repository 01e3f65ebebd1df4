"""Secrets in written files: found by key and by looks, and never shown."""

from __future__ import annotations

import pytest

from reporter.core.diagnostics import Diagnostic, Severity
from reporter.validator.literal_secrets import literal_secrets, without_secrets

FACEBOOK = "EAABinventedForATestItOpensNothing0000"
INSTAGRAM = "IGAAinventedItOpensNothing00"
BASE64 = "aB3" * 15
APP_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("text", [FACEBOOK, INSTAGRAM, BASE64, APP_SECRET, "1234567890|abcdefghijklmnopqrstu_v"])
def test_what_looks_like_a_secret_is_found_anywhere(text: str) -> None:
    assert list(literal_secrets({"title": f"Weekly {text}", "sections": ({"body": text},)})) == [
        (("title",), f"Weekly {text}"),
        (("sections", 0, "body"), text),
    ]


@pytest.mark.parametrize("key", ["token", "app_secret", "password", "Token", "passwort"])
def test_short_secrets_are_found_by_their_key(key: str) -> None:
    assert [path for path, _ in literal_secrets({"accounts": {"acme": {key: "hunter2"}}})] == [
        ("accounts", "acme", key)
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"token": "env:ACME_TOKEN"},
        {"token": "file:secrets/acme.token"},
        {"password": "keyring:reporter/smtp"},
        {"token": None},
        {"instagram_id": "17841400000000001"},
        {"history": "sqlite:///.reporter/history.sqlite3"},
        {"title": "ig_reels_video_view_total_time by total_interactions"},
        {"body": "Our secret: we post every day at nine in the morning, and mean it"},
        {"when": "token_days < 7"},
    ],
)
def test_references_and_ordinary_words_are_no_secrets(value: dict[str, object]) -> None:
    assert list(literal_secrets(value)) == []


def test_a_password_in_an_address_is_a_secret() -> None:
    assert len(list(literal_secrets({"history": "postgresql+psycopg://me:hunter2@db.example.com/x"}))) == 1


def test_a_list_of_secrets_is_looked_through() -> None:
    found = literal_secrets({"webhook": {"app_secrets": ["env:OLD", "abcdefabcdef"]}})
    assert list(found) == [(("webhook", "app_secrets", 1), "abcdefabcdef")]


@pytest.mark.parametrize(
    "line",
    [f"    token: {FACEBOOK}", "    token: hunter2", 'x: {password: "hunter2", user: me}', f"title: {INSTAGRAM}"],
)
def test_no_text_of_a_diagnostic_shows_a_secret(line: str) -> None:
    told = Diagnostic("a.yaml", 1, 5, 9, Severity.ERROR, "x", f"bad {FACEBOOK}", f"see {INSTAGRAM}", line)
    clean = without_secrets(told, ())
    texts = clean.message + clean.help + clean.source_line
    assert FACEBOOK not in texts
    assert INSTAGRAM not in texts
    assert "hunter2" not in texts
    assert len(clean.source_line) == len(line)


def test_known_secrets_are_starred_wherever_they_stand() -> None:
    told = Diagnostic("a.yaml", 1, 1, 2, Severity.ERROR, "x", "unknown key", "", "weird: open sesame")
    assert without_secrets(told, ["open sesame"]).source_line == "weird: ***********"


def test_a_short_secret_of_the_line_is_starred_in_what_is_said_of_it() -> None:
    line = "  password: hunter2: x"
    one = Diagnostic("a.yaml", 1, 13, 23, Severity.ERROR, "yaml-syntax", "no", 'in quotes: "hunter2: x"', line)
    shown = without_secrets(one, ())
    assert "hunter2" not in shown.source_line + shown.message + shown.help
