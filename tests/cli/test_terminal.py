"""What is printed, logged, and never shown."""

from __future__ import annotations

import json

import pytest

from reporter.cli.terminal import Terminal

SECRET = "made-up-secret-0815"


@pytest.fixture
def terminal() -> Terminal:
    """Return a terminal that knows one secret."""
    shown = Terminal()
    shown.secrets.add(SECRET)
    return shown


def test_results_and_problems_go_to_different_streams(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_text("out/weekly.html")
    terminal.print_problem("acme: the token expired\nsoon", kind="warning")
    assert capsys.readouterr() == ("out/weekly.html\n", "reporter: warning: acme: the token expired soon\n")


def test_secrets_and_control_characters_are_never_shown(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_text(f"token {SECRET}\x1b[31m")
    terminal.print_json({"token": SECRET})
    terminal.print_problem(f"{SECRET}\x1b[2J\u202e")
    terminal.print_problems(f"a\n{SECRET}\n")
    terminal.begin_log("run")
    terminal.log("delivery.sent", {"said": SECRET})
    for stream in capsys.readouterr():
        assert SECRET not in stream
        assert "\x1b" not in stream


def test_json_is_printed_as_people_can_read_it(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_json({"title": "Größe", "count": 1})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"title": "Größe", "count": 1}
    assert "Größe" in printed


def test_the_log_is_one_object_a_line_and_includes_problems(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.log("not.yet", {})
    terminal.begin_log("run")
    terminal.log("report.held", {"report": "weekly"})
    terminal.print_problem("acme: no response")
    terminal.counts["requests"] = 7
    terminal.end_log(3)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["run.started", "report.held", "problem", "run.finished"]
    assert [line["level"] for line in lines] == ["info", "warning", "error", "info"]
    assert (lines[-1]["exit"], lines[-1]["requests"]) == (3, 7)
    assert {line["run_id"] for line in lines} == {terminal.run_id}


def test_a_very_long_problem_is_cut(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_problem("x" * 100_000)
    assert len(capsys.readouterr().err) < 10_000
