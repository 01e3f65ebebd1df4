"""Why a value is missing, as text."""

from __future__ import annotations

import pytest

from reporter.core.i18n import Translator
from reporter.core.observations import Reason
from reporter.core.reasons import REASONS, reason_words


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert reason.value in REASONS


@pytest.mark.parametrize("locale", ["de_DE", "fr_FR", "es_ES", "it_IT", "pt_PT"])
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_translated(reason: str, locale: str) -> None:
    words = reason_words(reason, translator=Translator(locale))
    assert words
    assert words != REASONS[reason]


def test_an_unknown_reason_is_shown_as_it_is_named() -> None:
    english = Translator("en_GB")
    assert reason_words("some_new_reason", translator=english) == "some new reason"
    assert reason_words("", translator=english) == "no value"
    assert reason_words("no_media", translator=english) == "no posts"
