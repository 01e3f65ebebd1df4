"""What the documents say is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import generate
import pytest
from pydantic import BaseModel

from reporter.cli import COMMANDS, run
from reporter.core.errors import Exit
from reporter.spec.annotations import AnnotationsFile
from reporter.spec.model import ReportSpec
from reporter.spec.theme import ThemeFile
from reporter.spec.workspace import WorkspaceModel

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_reference_is_what_the_generator_makes() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_readme_names_only_commands_and_exit_codes_that_exist() -> None:
    named = set(re.findall(r"`?reporter ([a-z]+)\b", re.sub(r"keyring:\S+", "", README)))
    assert named <= set(COMMANDS)
    codes = {int(code) for row in re.findall(r"^\| ([\d ·]+) \|", README, re.MULTILINE) for code in row.split(" · ")}
    assert codes <= {int(code) for code in Exit}


def test_files_that_the_documents_point_to_are_there() -> None:
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/look.md", "docs/reference/report.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text("utf-8")):
            assert target.startswith("https://") or ((ROOT / document).parent / target).exists(), (document, target)


def test_the_readmes_spec_is_valid(tmp_path: Path) -> None:
    spec = re.search(r"```yaml\n(title: .*?)```", README, re.DOTALL)
    assert spec is not None
    (tmp_path / "reporter.yaml").write_text("accounts: {lumen: {login: sandbox}}\n")
    (tmp_path / "weekly.yaml").write_text(spec[1])
    assert run(["validate", str(tmp_path / "weekly.yaml"), "--workspace", str(tmp_path)]) is Exit.DONE


def test_the_readmes_finding_is_what_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"```text\n\s*(reports/weekly\.yaml:4:11.*?)```", README, re.DOTALL)
    assert shown is not None
    (tmp_path / "reporter.yaml").write_text("accounts: {lumen: {login: sandbox}}\n")
    spec = tmp_path / "weekly.yaml"
    spec.write_text("title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [reech, saved]\n")
    assert run(["validate", str(spec), "--workspace", str(tmp_path)]) is Exit.CONFIGURATION
    told = re.sub(r"^\S*weekly\.yaml", "reports/weekly.yaml", capsys.readouterr().out)
    assert [line.strip() for line in told.splitlines()] == [line.strip() for line in shown[1].strip().splitlines()]


@pytest.mark.parametrize("model", [ReportSpec, WorkspaceModel, AnnotationsFile, ThemeFile])
def test_every_key_says_what_it_means(model: type[BaseModel]) -> None:
    def silent(part: type[BaseModel]) -> set[tuple[str, str]]:
        found = {(part.__name__, name) for name, field in part.model_fields.items() if not field.description}
        below = (one for field in part.model_fields.values() for one in generate.models_in(field.annotation))
        return found.union(*map(silent, below))

    assert silent(model) == set()
