"""The command line's manners: exit codes, one line a problem, no traceback, no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli_started import Started

NOW = "2026-11-23T08:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("frobnicate",), 64, "no such command"),
        (("collect", "lumem"), 64, 'did you mean "lumen"?'),
        (("history", "prune", "--older-than", "soon"), 64, '"soon" is not a valid age'),
        (("run", "--frob", "x"), 64, "no such option"),
        (("run",), 64, "missing argument"),
        (("run", "reports/nope.yaml"), 66, "cannot read reports/nope.yaml"),
        (("validate", "--workspace", "nowhere"), 66, "no reporter.yaml in nowhere"),
        (("metrics", "reech"), 64, 'did you mean "reach"?'),
        (("run", "reports/weekly.yaml", "--now", "soon"), 64, '"soon" is not a valid time'),
        (("run", "reports/weekly.yaml", "--period", "sometime"), 64, '"sometime" is not a valid period'),
    ],
)
def test_a_refusal_is_one_line_with_its_code(
    reporter: Started, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = reporter(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_help_names_every_command_and_exit_code(reporter: Started) -> None:
    done = reporter("--help")
    assert done.returncode == 0
    for word in ("init", "validate", "plan", "run", "metrics", "schema", "sandbox", "77"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_run_writes_files_and_prints_their_paths_only(reporter: Started, workspace: Path) -> None:
    done = reporter("run", "reports/weekly.yaml", "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["out/weekly-2026-W47.html", "out/weekly-2026-W47.xlsx"]
    assert all((workspace / path).stat().st_size > 10_000 for path in done.stdout.splitlines())


def test_run_as_json_is_one_object_of_the_documented_shape(reporter: Started) -> None:
    done = reporter("run", "reports/weekly.yaml", "--now", NOW, "--json", "--out", "elsewhere")
    told = json.loads(done.stdout)
    assert (told["exit"], len(told["artifacts"])) == (0, 2)
    assert told["reports"][0]["period"]["name"] == "2026-W47"
    assert told["requests"] > 0
    assert told["calls"] >= told["requests"]
    assert isinstance(told["missing"], dict)


def test_a_period_of_the_command_line_wins(reporter: Started) -> None:
    done = reporter("run", "reports/weekly.yaml", "--now", NOW, "--period", "2026-W46")
    assert done.stdout.splitlines()[0] == "out/weekly-2026-W46.html"


def test_each_client_gets_a_report_with_nothing_of_another(reporter: Started, workspace: Path) -> None:
    with (workspace / "reports" / "weekly.yaml").open("a") as spec:
        spec.write("for_each: client\noutputs: {json: {}}\n")
    done = reporter("run", "reports/weekly.yaml", "--now", NOW)
    assert done.returncode == 0
    paths = sorted(done.stdout.splitlines())
    assert len(paths) == 2
    texts = [(workspace / path).read_text() for path in paths]
    assert ("lumen" in texts[0], "nordpfad" in texts[0]) == (True, False)
    assert ("lumen" in texts[1], "nordpfad" in texts[1]) == (False, True)


def test_an_unset_token_is_told_before_anything_is_asked(reporter: Started, workspace: Path) -> None:
    (workspace / "reporter.yaml").write_text(
        'accounts: {acme: {instagram_id: "1", login: facebook, token: env:ACME_TOKEN}}\n'
    )
    assert reporter("validate").returncode == 0
    done = reporter("run", "reports/weekly.yaml")
    assert done.returncode == 78
    assert "environment variable ACME_TOKEN is not set" in done.stderr


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("http://evil.example", 78, "not this computer"),
        ("http://evil.example\\@127.0.0.1", 78, ""),
        ("ftp://127.0.0.1", 78, "must be an http or https URL without user, query or fragment"),
        ("http://127.0.0.1:1", 75, ""),
    ],
)
def test_tokens_go_to_this_machine_only(reporter: Started, workspace: Path, *, url: str, code: int, words: str) -> None:
    (workspace / "reporter.yaml").write_text(
        'accounts: {acme: {instagram_id: "1", login: facebook, token: env:ACME_TOKEN}}\n'
    )
    done = reporter("run", "reports/weekly.yaml", environ={"ACME_TOKEN": "canary-4711", "REPORTER_GRAPH_URL": url})
    assert done.returncode == code
    assert words in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
