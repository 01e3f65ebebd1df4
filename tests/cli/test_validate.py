"""`reporter validate` as people meet it: quick, complete, and asking nobody."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.support.cli_started import Started

NOW = "2026-11-23T08:00:00Z"
HEAVY = ("requests", "openpyxl", "jinja2", "polars", "sqlalchemy", "resvg_py", "babel", "re2")


def test_a_right_workspace_is_passed_in_silence(reporter: Started) -> None:
    done = reporter("validate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_wrong_spec_is_told_with_its_place(reporter: Started, workspace: Path) -> None:
    (workspace / "reports" / "weekly.yaml").write_text(
        "title: Weekly\naccounts: all\nperiod: last_week\nmetrics: [reech, saved]\n"
    )
    done = reporter("validate")
    assert done.returncode == 78
    assert done.stdout == (
        'reports/weekly.yaml:4:11: error[unknown-metric]: unknown metric "reech"\n'
        "   |\n"
        " 4 | metrics: [reech, saved]\n"
        "   |           ^^^^^\n"
        '   = help: did you mean "reach"?  `reporter metrics` lists all\n'
    )


def test_json_is_a_list_of_the_documented_shape(reporter: Started, workspace: Path) -> None:
    (workspace / "reports" / "weekly.yaml").write_text("title: x\naccounts: all\nperiod: last_wek\nmetrics: [reech]\n")
    done = reporter("validate", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 78
    assert [(one["line"], one["column"]) for one in told] == [(3, 9), (4, 11)]
    assert set(told[0]) == {"path", "line", "column", "end_column", "severity", "code", "message", "help"}
    assert told[1]["end_column"] == 16


def test_json_of_nothing_wrong_is_an_empty_list(reporter: Started) -> None:
    assert json.loads(reporter("validate", "--format", "json").stdout) == []


def test_github_gets_its_annotations(reporter: Started, workspace: Path) -> None:
    (workspace / "reports" / "weekly.yaml").write_text("title: x\naccounts: all\nperiod: last_week\nmetrics: [reech]\n")
    line = reporter("validate", "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::error file=reports/weekly.yaml,line=4,col=11,endColumn=16,title=unknown-metric::")


def test_warnings_fail_only_when_asked_to(reporter: Started, workspace: Path) -> None:
    (workspace / "reports" / "weekly.yaml").write_text(
        "title: x\naccounts: all\nperiod: last_week\nmetrics: [views, reach, views]\n"
    )
    assert reporter("validate").returncode == 0
    assert reporter("validate", "--strict").returncode == 78


def test_fix_mends_in_place_and_keeps_comments(reporter: Started, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text("title: x  # ours\naccounts: all\nperiod: last_week\nmetrics: [saves, reech]  # two\n")
    done = reporter("validate", "--fix")
    assert done.returncode == 0
    assert spec.read_text() == "title: x  # ours\naccounts: all\nperiod: last_week\nmetrics: [saved, reach]  # two\n"


def test_validate_loads_no_heavy_library(reporter: Started, workspace: Path) -> None:
    program = (
        "import sys\nfrom reporter.cli import run\ncode = run(['validate'])\n"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules) or int(code))"
    )
    import subprocess

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=workspace, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert reporter("validate").returncode == 0


TEXT = "sections: [{kind: text, file: 'notes/{period}.md'}, {kind: media}]\n"


def test_what_validate_refuses_in_a_text_is_never_run(reporter: Started, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text() + TEXT)
    (workspace / "notes").mkdir()
    (workspace / "notes" / "2026-W47.md").write_bytes("Grüße".encode("cp1252"))
    checked = reporter("validate", "--now", NOW)
    assert checked.returncode == 78
    assert (
        'error[wrong-text]: the text file "notes/2026-W47.md" is not saved as UTF-8 (line 1, character 3)'
        in checked.stdout
    )
    for arguments in (("--now", NOW), ("--period", "2026-W47", "--now", "2026-12-07T08:00:00Z")):
        ran = reporter("run", "reports/weekly.yaml", *arguments)
        assert (ran.returncode, ran.stdout, "is not saved as UTF-8" in ran.stderr) == (78, "", True)
    assert not list(workspace.glob("out/*"))


def test_what_validate_refuses_in_annotations_is_never_run(reporter: Started, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text() + "annotations: marks.yaml\n")
    (workspace / "marks.yaml").write_text("- {date: 2026-11-18, text: fine}\n- {date: 2026-11-31, text: never}\n")
    assert reporter("validate", "--now", NOW).returncode == 78
    ran = reporter("run", "reports/weekly.yaml", "--now", NOW)
    assert (ran.returncode, ran.stdout) == (78, "")
    assert 'weekly was not run: marks.yaml:2:10: "2026-11-31" is not a valid date' in ran.stderr
    assert not list(workspace.glob("out/*"))
