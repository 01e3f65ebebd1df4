"""From files to checked specs: several specs together, defaults of the workspace, and what is never imported."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.core.diagnostics import Diagnostic
from reporter.core.errors import NoInputError
from reporter.validator.fix import fix_files
from reporter.validator.load import Loaded, load_all

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SMALL = "title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [views]\n"
WORKSPACE = "accounts:\n  solo: {login: sandbox}\n"


def load(folder: Path, *specs: str, workspace: str = WORKSPACE) -> Loaded:
    (folder / "reporter.yaml").write_text(workspace, "utf-8")
    files = [folder / f"spec{index}.yaml" for index, _ in enumerate(specs)]
    for file, text in zip(files, specs, strict=True):
        file.write_text(text, "utf-8")
    return load_all(folder, files, now=NOW, shown=lambda path: path.name)


def places(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, int, str]]:
    return [(diagnostic.path, diagnostic.line, diagnostic.column, diagnostic.code) for diagnostic in diagnostics]


def test_two_specs_that_write_one_file_are_told_at_the_later(tmp_path: Path) -> None:
    named = SMALL + 'outputs: {html: {file: "Weekly-{period}.html"}}\n'
    made = load(tmp_path, named, SMALL, named.replace("Weekly-", "weekly-"))
    assert places(made.diagnostics) == [("spec2.yaml", 5, 24, "same-file")]
    assert "spec0.yaml" in made.diagnostics[0].message


def test_other_periods_are_other_files(tmp_path: Path) -> None:
    named = SMALL + 'outputs: {html: {file: "weekly-{period}.html"}}\n'
    assert load(tmp_path, named, named.replace("last_week", "last_month")).diagnostics == ()


def test_what_is_wrong_with_defaults_is_told_in_reporter_yaml_once(tmp_path: Path) -> None:
    workspace = WORKSPACE + "defaults:\n  theme: nowhere\n  week_start: funday\n"
    made = load(tmp_path, SMALL, SMALL, workspace=workspace)
    assert places(made.diagnostics) == [
        ("reporter.yaml", 4, 10, "unknown-theme"),
        ("reporter.yaml", 5, 15, "wrong-value"),
    ]


def test_a_spec_wins_over_defaults(tmp_path: Path) -> None:
    made = load(tmp_path, SMALL + "theme: plain\n", workspace=WORKSPACE + "defaults: {theme: nowhere, locale: de_DE}\n")
    assert made.diagnostics == ()
    assert made.specs[0].spec is not None
    assert (made.specs[0].spec.theme, made.specs[0].spec.locale) == ("plain", "de_DE")


def test_a_spec_is_still_checked_when_the_workspace_is_hopeless(tmp_path: Path) -> None:
    made = load(tmp_path, SMALL + "colour: red\n", workspace="- nothing\n")
    assert made.workspace is None
    assert made.failed
    assert ("spec0.yaml", 5, 1, "unknown-key") in places(made.diagnostics)


def test_a_missing_file_is_no_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "reporter.yaml").write_text(WORKSPACE, "utf-8")
    with pytest.raises(NoInputError):
        load_all(tmp_path, [tmp_path / "none.yaml"], now=NOW)


def test_mending_leaves_nothing_to_mend(tmp_path: Path) -> None:
    text = SMALL.replace("[views]", "[saves, reech]  # as agreed") + "sections:\n  - {kind: table, by: 'acount'}\n"
    made = load(tmp_path, text)
    assert fix_files(made) == 3
    mended = (tmp_path / "spec0.yaml").read_text("utf-8")
    assert mended == text.replace("saves, reech", "saved, reach").replace("acount", "account")
    assert load(tmp_path, mended).diagnostics == ()


def test_braces_where_a_list_is_meant_are_mended(tmp_path: Path) -> None:
    made = load(tmp_path, SMALL.replace("[views]", "{views, reach}  # both"))
    assert [diagnostic.code for diagnostic in made.diagnostics] == ["yaml-syntax"]
    assert fix_files(made) == 1
    assert (tmp_path / "spec0.yaml").read_text("utf-8") == SMALL.replace("[views]", "[views, reach]  # both")


def test_far_guesses_accounts_and_keys_that_are_there_are_never_mended(tmp_path: Path) -> None:
    text = SMALL.replace("all", "[sole]") + "tille: x\nlocael: de\ncolour: red\nweek_start: day\n"
    made = load(tmp_path, text)
    assert [diagnostic.code for diagnostic in made.diagnostics] == [
        "unknown-account",
        *["unknown-key"] * 3,
        "wrong-value",
    ]
    assert fix_files(made) == 1
    assert (tmp_path / "spec0.yaml").read_text("utf-8") == text.replace("locael", "locale")


def test_checking_imports_no_heavy_library(tmp_path: Path) -> None:
    load(tmp_path, SMALL)
    heavy = ["requests", "openpyxl", "jinja2", "polars", "sqlalchemy", "babel", "re2", "resvg_py", "markdown_it"]
    program = (
        "import sys, datetime, pathlib\n"
        "from reporter.validator.load import load_all\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "load_all(folder, [folder / 'spec0.yaml'], now=datetime.datetime.now(datetime.UTC))\n"
        f"print([name for name in {heavy!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert ran.stdout.strip() == "[]"
