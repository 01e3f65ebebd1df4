"""What readers are told in their language: every message, with the same placeholders, in the locale's figures."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from openpyxl import load_workbook

from reporter.cli import run
from reporter.core.errors import Exit
from reporter.core.i18n import FOLDER, Translator
from tests.support.sandbox_past import EVERYBODY, remember

ROOT = Path(__file__).parents[2]
ENGLISH, GERMAN = Translator("en_GB"), Translator("de_DE")
LANGUAGES = ("de", "es", "fr", "it", "pt_BR", "pt_PT")


def messages(language: str) -> list[Message]:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return [one for one in read_po(file, locale=language) if one.id]


def texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


@pytest.mark.slow
def test_the_files_hold_what_is_said_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "docs/messages.py", "--check"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "")


def test_no_message_hides_where_the_extractor_does_not_look() -> None:
    known = {text for message in messages("de") for text in texts(message.id)}
    for file in sorted((ROOT / "reporter").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                wanted = {"say": slice(0, 1), "mark_translatable": slice(0, 1), "say_count": slice(1, 3)}.get(
                    name, slice(0)
                )
                said = [one.value for one in node.args[wanted] if isinstance(one, ast.Constant)]
                assert set(said) <= known, f"{file.name}, line {node.lineno}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy or not all(texts(message.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_placeholders(language: str) -> None:
    for message in messages(language):
        wanted = set(re.findall(r"\{(\w*)\}", " ".join(texts(message.id))))
        for text in texts(message.string):
            assert set(re.findall(r"\{(\w*)\}", text)) == wanted, (message.id, text)
            assert "\n" not in text
            assert text.endswith(".") == texts(message.id)[0].endswith("."), (message.id, text)


def test_english_is_what_is_written() -> None:
    assert ENGLISH.say("Top {limit} by {metric}", limit=3, metric="views") == "Top 3 by views"
    assert [ENGLISH.say_count(count, "{count} day", "{count} days") for count in (0, 1, 1234)] == [
        "0 days",
        "1 day",
        "1,234 days",
    ]
    assert (ENGLISH.percent(0.0456, 1), ENGLISH.enumeration(["a", "b", "c"]), ENGLISH.day(date(2026, 11, 22))) == (
        "4.6%",
        "a, b and c",
        "22 Nov 2026",
    )
    labels = ("Engagement rate", "Facebook views")
    assert [ENGLISH.within(label) for label in labels] == ["engagement rate", "Facebook views"]


def test_german_counts_and_writes_figures_its_own_way() -> None:
    assert [GERMAN.say_count(count, "{count} day", "{count} days") for count in (1, 1234)] == ["1 Tag", "1.234 Tage"]
    assert (GERMAN.number(1234.5, 1), GERMAN.percent(0.0456, 1), GERMAN.day(date(2026, 11, 22))) == (
        "1.234,5",
        "4,6\xa0%",
        "22. Nov. 2026",
    )
    assert GERMAN.within("Interaktionen") == "Interaktionen"
    assert ENGLISH.number(1234.5, 1) == "1,234.5"


@pytest.mark.parametrize("locale", ["xx_XX", "", "en_US", "ar_EG"])
def test_where_a_language_is_not_spoken_english_is(locale: str) -> None:
    assert Translator(locale).say("All posts") == "All posts"


def test_what_is_filled_in_is_not_filled_again() -> None:
    text = ENGLISH.say("The text file {file} was not found.", file="{period}")
    assert text == "The text file {period} was not found."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de_DE", ("Kennzahlen", "Aufrufe", "Was passiert ist", "Hinweise zu den Daten", "34 von 79 Beiträgen")),
        (
            "fr_FR",
            ("Chiffres clés", "Vues", "Ce qui s’est passé", "Notes sur les données", "34 des 79 publications"),
        ),
        (
            "es_ES",
            ("Cifras clave", "Visualizaciones", "Qué ha pasado", "Notas sobre los datos", "34 de 79"),
        ),
        ("it_IT", ("Visualizzazioni", "Che cosa è successo", "Note sui dati", "su 34 di 79 post")),
        (
            "pt_PT",
            ("Gostos", "Partilhas", "Visualizações", "O que aconteceu", "com base em 34 de 79 publicações"),
        ),
        ("pt_BR", ("Visualizações", "O que aconteceu", "Notas sobre os dados", "com base em 34 de 79 publicações")),
    ],
)
def test_a_report_is_in_the_language_of_its_locale(
    tmp_path: Path, shared: Path, locale: str, words: tuple[str, ...]
) -> None:
    assert run(["init", str(tmp_path)]) is Exit.DONE
    remember(tmp_path, EVERYBODY, cache=shared)
    spec = tmp_path / "reports" / "weekly.yaml"
    spec.write_text(f"locale: {locale}\n{spec.read_text('utf-8')}", encoding="utf-8")
    assert run(["run", str(spec), "--now", "2026-11-23T08:00:00Z", "--workspace", str(tmp_path)]) is Exit.DONE
    page = (tmp_path / "out" / "weekly-2026-W47.html").read_text("utf-8")
    assert f'<html lang="{locale.replace("_", "-")}">' in page
    shown = " ".join(unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())
    book = load_workbook(tmp_path / "out" / "weekly-2026-W47.xlsx")["Notes"]
    texts = " ".join(str(cell.value) for row in book.iter_rows() for cell in row)
    assert [one for one in words if one not in shown] == []
    for english in ("Key figures", "What happened", "Data notes", "media items", "Posts", "Missing values"):
        assert english not in shown
        assert english not in texts


# Words of one Portuguese that the other does not use.
BRAZILIAN = r"colet|compartilh|curtid|mídia|arquivo|na época|porcentag|seç|planilha|\bo story|\bos stories"
EUROPEAN = (
    r"recolh|\bpartilh|gostos|multimédia|ficheiro|na altura|percentag|secç|folha"
    r"|\ba story|\bas stories|\bem falta|já não"
)


@pytest.mark.parametrize(("language", "foreign"), [("pt_BR", EUROPEAN), ("pt_PT", BRAZILIAN)])
def test_each_portuguese_keeps_to_its_own_words(language: str, foreign: str) -> None:
    translations = [text for message in messages(language) for text in texts(message.string)]
    assert [text for text in translations if re.search(foreign, text, flags=re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("locale", "likes"),
    [("pt", "Curtidas"), ("pt_BR", "Curtidas"), ("pt_PT", "Gostos"), ("pt_AO", "Gostos")],
)
def test_portuguese_without_a_country_is_that_of_brazil(locale: str, likes: str) -> None:
    assert Translator(locale).say("Likes") == likes


def test_weekdays_begin_as_they_do_where_the_locale_is_spoken() -> None:
    first_weekdays = {locale: Translator(locale).first_weekday for locale in ("de_DE", "en_US")}
    assert first_weekdays == {"de_DE": 0, "en_US": 6}
