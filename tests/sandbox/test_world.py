"""The world without HTTP: ids, rhythm, growth, splits and pictures."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import reporter.sandbox
from reporter.catalog.models import ProductType
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.world import ACCOUNTS, account_of, published_media, renewed_token, token
from tests.support.sandbox_media import since

ALIASES = [account.alias for account in ACCOUNTS]
LUMEN = ACCOUNTS[0]


def test_four_accounts_use_facebook_and_one_instagram() -> None:
    assert sorted(str(account.login) for account in ACCOUNTS) == ["facebook"] * 4 + ["instagram"]


def test_account_ids_are_text_of_17_digits_and_differ() -> None:
    ids = {account.instagram_id for account in ACCOUNTS}
    assert len(ids) == 5
    assert all(len(one) == 17 and one.startswith("178414") and one.isdigit() for one in ids)


def test_tokens_say_whose_they_are_and_do_not_look_real() -> None:
    for account in ACCOUNTS:
        assert account_of(token(account.alias)) is account
        assert account_of(renewed_token(renewed_token(token(account.alias)))) is account
        assert not token(account.alias).startswith(("EAA", "IG"))
    assert account_of("somebody else's") is None
    assert account_of(token("lumen") + "~x") is None


@pytest.mark.parametrize("account", ACCOUNTS, ids=ALIASES)
def test_accounts_keep_their_rhythm(account: SandboxAccount) -> None:
    fewest, most = account.rhythm.media
    found = since(account, 7 * 20)
    assert fewest * 20 - most <= len(found) <= most * 20 + most
    assert {one.product_type for one in found} == {ProductType.FEED, ProductType.REELS}
    assert {one.media_type for one in found} == {"IMAGE", "VIDEO", "CAROUSEL_ALBUM"}
    assert found == sorted(found, key=lambda one: one.published, reverse=True)


def test_lumen_publishes_nine_to_twelve_a_week_and_stories_every_week() -> None:
    monday = datetime(2026, 11, 9, tzinfo=UTC) - timedelta(hours=2)  # Cape Town's
    weeks = [0] * 4
    for media in since(LUMEN, 60):
        place = (monday - media.published) // timedelta(days=7) + 1
        if 0 < place <= 4:
            weeks[place - 1] += 1
    assert all(9 <= count <= 12 for count in weeks), weeks
    assert 10 * 4 <= len(since(LUMEN, 28, stories=True)) <= 20 * 5


def test_videos_of_the_time_before_reels_are_feed() -> None:
    old = [
        media for media in published_media(LUMEN, until=datetime(2022, 5, 1, tzinfo=UTC)) if media.media_type == "VIDEO"
    ]
    assert old
    assert {one.product_type for one in old} == {ProductType.FEED}


def test_no_module_of_the_sandbox_imports_the_client() -> None:
    folder = Path(reporter.sandbox.__file__).parent
    for path in folder.rglob("*.py"):
        known: tuple[str, ...] = ("reporter.sandbox", "reporter.catalog", "reporter.core.observations")
        if path.name in {"past.py", "courses.py"}:  # what history would hold, in history's own values
            known += ("reporter.history.write.backlog",)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            inside = [name for name in names if name.startswith("reporter")]
            assert all(name.startswith(known) for name in inside), path.name
