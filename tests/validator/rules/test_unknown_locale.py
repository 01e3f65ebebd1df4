"""Locales that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, spec


@pytest.mark.parametrize("locale", ["de", "de_DE", "en_GB", "zh_TW", "zh_Hant_TW", "pt_BR"])
def test_locales_that_exist(folder: Path, locale: str) -> None:
    assert findings(folder, spec(f"locale: {locale}")) == []
