"""Reports on their way: each recipient gets each issue once, on time, or somebody is told why not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reporter.history.open import open_history
from reporter.history.runs import alone
from tests.support.cli_started import Started
from tests.support.mail_desk import BOSS, HISTORY, LATER, NOW, SMALL, TEAM, TO_BOTH, Desk, append, mail_lines
from tests.support.mail_server import LOGIN, mail_server, trusted


def test_f19_the_same_period_run_ten_times_arrives_once(desk: Desk) -> None:
    desk.write(TO_BOTH)
    first = desk.run()
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "out/weekly-2026-W47.csv\n"
    for _ in range(9):
        again = desk.run(now=LATER)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert desk.counts() == {BOSS: 1, TEAM: 1}
    letter = desk.office.accepted[0].message
    assert (letter["Subject"], letter["To"]) == ("Weekly · 2026-W47", f"{BOSS}, The Team <{TEAM}>")
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "weekly-2026-W47.csv"
    assert attached.get_payload(decode=True) == (desk.folder / "out" / "weekly-2026-W47.csv").read_bytes()


def test_nothing_due_asks_nothing(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.run()
    found = json.loads(desk.run("--json", now=LATER).stdout)
    assert (found["exit"], found["requests"], found["artifacts"], found["deliveries"]) == (0, 0, [], [])


def test_the_next_period_is_another_issue(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.run()
    found = json.loads(desk.run("--json", now="2026-11-30T08:00:00Z").stdout)
    assert {(delivery["period"], delivery["state"]) for delivery in found["deliveries"]} == {("2026-W48", "sent")}
    assert desk.counts() == {BOSS: 2, TEAM: 2}
    assert len({mail.message["Message-ID"] for mail in desk.office.accepted}) == 2


def test_no_deliver_writes_files_whatever_was_delivered(desk: Desk) -> None:
    desk.write(TO_BOTH)
    for _ in range(2):
        assert desk.run("--no-deliver").stdout == "out/weekly-2026-W47.csv\n"
    assert desk.counts() == {}


def test_f05_greylisted_now_delivered_by_the_next_run(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.office.at_recipient = {BOSS: ["450 4.7.1 come back"], TEAM: ["450 4.7.1 come back"]}
    first = desk.run()
    assert first.returncode == 75
    assert f"weekly 2026-W47 to {BOSS}: not delivered yet; the next run retries it" in first.stderr
    second = desk.run(now=LATER)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert [desk.counts()[one] for one in (BOSS, TEAM)] == [1, 1]


@pytest.mark.parametrize(("answer", "code", "after"), [("550 5.1.1 no such user", 3, 1), ("450 4.2.1 full", 3, 2)])
def test_f07_one_recipient_of_two_is_refused(desk: Desk, answer: str, code: int, after: int) -> None:
    desk.write(TO_BOTH)
    desk.office.at_recipient = {TEAM: [answer]}
    assert desk.run().returncode == code
    assert desk.run(now=LATER).returncode == 0
    assert desk.counts()[BOSS] == 1
    assert desk.counts()[TEAM] == after - 1


@pytest.mark.parametrize(("answer", "code"), [("451 4.3.0 try again", 75), ("550 5.7.1 spam", 69)])
def test_f06_refused_after_the_dot_is_not_unknown(desk: Desk, answer: str, code: int) -> None:
    desk.write(f"deliver: [{{email: {{to: {BOSS}, attach: []}}}}]\n")
    desk.office.after_dot = {BOSS: [answer]}
    done = desk.run()
    assert done.returncode == code
    assert "unknown" not in done.stderr
    assert "perhaps" not in done.stderr


def test_f12_too_large_for_the_server_goes_without_the_attachment(workspace: Path, reporter: Started) -> None:
    with mail_server(most_bytes=30_000) as office:
        append(workspace / "reporter.yaml", mail_lines(office.url))
        desk = Desk(workspace, office, reporter)
        desk.write("outputs: {excel: {}}\n", f"deliver: [{{email: {{to: {BOSS}, body: text}}}}]\n")
        assert desk.run().returncode == 0
        (got,) = office.accepted
    assert list(got.message.iter_attachments()) == []
    assert "out/weekly-2026-W47.xlsx" in got.message.get_content()
    assert (workspace / "out" / "weekly-2026-W47.xlsx").stat().st_size > 0


def test_what_is_too_large_is_said_to_lie_where_it_was_written(workspace: Path, reporter: Started) -> None:
    with mail_server(most_bytes=30_000) as office:
        append(workspace / "reporter.yaml", mail_lines(office.url))
        desk = Desk(workspace, office, reporter)
        desk.write("outputs: {excel: {}}\n", f"deliver: [{{email: {{to: {BOSS}, body: text}}}}]\n")
        assert desk.run("--out", str(workspace / "else where")).returncode == 0
        (got,) = office.accepted
    words = " ".join(got.message.get_content().split())
    assert "stored at: else where/weekly-2026-W47.xlsx" in words


def test_each_client_gets_its_own_and_nobody_anothers(desk: Desk) -> None:
    yaml = (desk.folder / "reporter.yaml").read_text()
    yaml = yaml.replace("{accounts: [lumen]}", "{accounts: [lumen], contacts: [lumen@example.com]}")
    yaml = yaml.replace("{accounts: [nordpfad]}", "{accounts: [nordpfad], contacts: [nord@example.com]}")
    (desk.folder / "reporter.yaml").write_text(yaml)
    desk.write("for_each: client\n", "deliver: [{email: {to: contacts, attach: [csv], body: text}}]\n")
    assert desk.run().returncode == 0
    assert desk.counts() == {"lumen@example.com": 1, "nord@example.com": 1}
    for got in desk.office.accepted:
        own, other = ("lumen", "nordpfad") if got.recipient.startswith("lumen") else ("nordpfad", "lumen")
        (attached,) = got.message.iter_attachments()
        rows = attached.get_content().splitlines()[1:]
        assert rows
        assert all(own in row for row in rows)
        assert not any(other in row for row in rows)
        assert other not in str(got.message.get_body()).casefold().replace("reports@", "")


def test_a_folder_gets_its_copy(desk: Desk) -> None:
    desk.write("deliver: [{folder: {path: 'published/{period}'}}]\n")
    assert desk.run().returncode == 0
    copy = desk.folder / "published" / "2026-W47" / "weekly-2026-W47.csv"
    assert copy.read_bytes() == (desk.folder / "out" / "weekly-2026-W47.csv").read_bytes()
    copy.unlink()
    assert desk.run(now=LATER).returncode == 0
    assert not copy.exists()  # delivered once, like mail


def test_f22_one_faulty_report_of_three_stops_no_other(desk: Desk) -> None:
    for name in ("one", "two"):
        desk.write(f"deliver: [{{email: {{to: {name}@example.com, attach: [], body: text}}}}]\n", name=name)
    (desk.folder / "templates").mkdir()
    (desk.folder / "templates" / "broken.html").write_text("{{ report.nothing.at.all }}")
    broken = "deliver: [{email: {to: bad@example.com}}]\n"
    desk.write(broken, name="bad")
    bad = desk.folder / "reports" / "bad.yaml"
    bad.write_text(
        bad.read_text().replace(SMALL, "outputs: {html: {template: broken.html}}\n").replace("}}]", ", attach: []}}]")
    )
    names = [f"reports/{one}.yaml" for one in ("bad", "one", "two")]
    done = desk.start("run", *names, "--now", NOW)
    assert done.returncode == 3
    assert "broken.html" in done.stderr
    assert desk.counts() == {"one@example.com": 1, "two@example.com": 1, "ops@example.com": 1}


def test_h07_three_weeks_late_the_newest_is_delivered_and_the_others_listed_once(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.run()
    late = desk.run(now="2026-12-21T08:00:00Z")
    assert late.returncode == 0
    assert "no reports were created for delivery for 2026-W48 to 2026-W50 (3 periods)" in late.stderr
    assert desk.counts() == {BOSS: 2, TEAM: 2, "ops@example.com": 1}
    assert (desk.run(now="2026-12-21T09:00:00Z").stderr, desk.counts()["ops@example.com"]) == ("", 1)


def test_h09_a_clock_ten_years_ahead_is_doubted(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.run()
    done = desk.run(now="2036-11-24T08:00:00Z")
    assert done.returncode == 3
    assert "(521 periods); check the system clock" in done.stderr
    assert desk.counts()[BOSS] <= 2


def test_a_report_on_hold_goes_to_the_operator_until_it_is_released(desk: Desk) -> None:
    desk.write('hold_if: ["media > 0"]\n', TO_BOTH)
    held = desk.run()
    assert held.returncode == 3
    assert "weekly 2026-W47 is on hold: media > 0" in held.stderr
    assert desk.counts() == {"ops@example.com": 1}
    told = desk.office.accepted[0].message
    assert "media > 0" in told.get_body().get_content()  # type: ignore[union-attr]
    assert [part.get_filename() for part in told.iter_attachments()] == ["weekly-2026-W47.csv"]
    assert desk.run(now=LATER).returncode == 3
    assert desk.counts() == {"ops@example.com": 1}  # once a day
    refused = desk.start("resend", "reports/weekly.yaml", "--period", "2026-W47", "--now", LATER)
    assert (refused.returncode, "is on hold" in refused.stderr) == (64, True)
    released = json.loads(desk.run("--release", "--json", now=LATER).stdout)
    assert (released["exit"], released["requests"]) == (0, 0)
    assert desk.counts() == {"ops@example.com": 1, BOSS: 1, TEAM: 1}
    assert desk.run(now=LATER).stdout == ""


def test_a_held_report_too_large_for_the_server_is_told_with_its_place(workspace: Path, reporter: Started) -> None:
    with mail_server(most_bytes=20_000) as office:
        append(workspace / "reporter.yaml", mail_lines(office.url, "  operator: ops@example.com"))
        desk = Desk(workspace, office, reporter)
        desk.write("outputs: {excel: {}}\n", f"deliver: [{{email: {{to: {BOSS}}}}}]\n", 'hold_if: ["media > 0"]\n')
        done = desk.run()
        assert (done.returncode, "could not email the operator" in done.stderr) == (3, False)
        (got,) = office.accepted
    assert list(got.message.iter_attachments()) == []
    assert str(workspace / "out" / "weekly-2026-W47.xlsx") in got.message.get_content()


def test_release_sends_what_earlier_periods_have_on_hold_unless_one_is_named(desk: Desk) -> None:
    desk.write('hold_if: ["media > 0"]\n', TO_BOTH)
    for now in (NOW, "2026-11-30T08:00:00Z", "2026-12-07T08:00:00Z"):
        assert desk.run(now=now).returncode == 3
    assert desk.run("--release", "--period", "2026-W48", now="2026-12-07T09:00:00Z").returncode == 0
    assert desk.counts()[BOSS] == 1
    assert desk.run("--release", now="2026-12-07T10:00:00Z").returncode == 0
    letters = [mail.message["Subject"] for mail in desk.office.accepted if mail.recipient == BOSS]
    assert letters == ["Weekly · 2026-W48", "Weekly · 2026-W47", "Weekly · 2026-W49"]


def test_patience_begins_when_a_report_is_released_or_resent(desk: Desk) -> None:
    desk.write('hold_if: ["media > 0"]\n', f"deliver: [{{email: {{to: {BOSS}, attach: [], body: text}}}}]\n")
    assert desk.run().returncode == 3
    week = ("--period", "2026-W47")
    desk.office.at_recipient = {BOSS: ["450 4.7.1 come back"]}
    assert desk.run(*week, "--release", now="2026-11-30T08:00:00Z").returncode == 75
    assert desk.run(*week, now="2026-11-30T09:00:00Z").returncode == 0
    desk.office.at_recipient = {BOSS: ["450 4.7.1 come back"] * 2}
    late = desk.start("resend", "reports/weekly.yaml", *week, "--now", "2026-12-09T08:00:00Z")
    assert (late.returncode, "given up" in late.stderr) == (75, False)
    tried = desk.run(*week, now="2026-12-12T09:00:00Z")  # a try in between does not begin it anew
    assert (tried.returncode, "given up" in tried.stderr) == (75, False)
    desk.office.at_recipient = {BOSS: ["450 4.7.1 come back"]}
    assert "no more retries after 5 days" in desk.run(*week, now="2026-12-14T09:00:00Z").stderr


def test_what_was_on_hold_goes_out_when_the_reason_is_gone(desk: Desk) -> None:
    desk.write("sections: [{kind: text, file: 'notes/{period}.md', required: true}, {kind: media}]\n", TO_BOTH)
    held = desk.run()
    assert (held.returncode, "notes/2026-W47.md" in held.stderr) == (3, True)
    (desk.folder / "notes").mkdir()
    (desk.folder / "notes" / "2026-W47.md").write_text("A fine week.")
    assert desk.run(now=LATER).returncode == 0
    assert desk.counts() == {"ops@example.com": 1, BOSS: 1, TEAM: 1}
    (report,) = json.loads(desk.run("--offline", "--json", now=LATER).stdout)["reports"]
    assert report["sections"][0]["body"] == "A fine week."


def test_an_issue_is_made_again_byte_for_byte(desk: Desk) -> None:
    desk.write(TO_BOTH)
    yaml = desk.folder / "reports" / "weekly.yaml"
    yaml.write_text(yaml.read_text().replace(SMALL, "outputs: {csv: {}, html: {}, json: {}, excel: {}}\n"))
    desk.run()
    out = desk.folder / "out"
    sent = {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(sent) == 4
    desk.start("collect", "--now", "2026-11-25T08:00:00Z")
    for one in out.iterdir():
        one.unlink()
    done = desk.run("--period", "2026-W47", "--offline", "--json", now="2026-11-30T07:00:00Z")
    found = json.loads(done.stdout)
    assert (found["exit"], found["requests"], len(found["reports"])) == (0, 0, 1)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == sent
    assert desk.counts() == {BOSS: 1, TEAM: 1}


def test_the_next_issue_says_what_was_restated(desk: Desk) -> None:
    # without stories: nobody watched those of the days between, so the change would leave them out
    desk.write("compare: previous_period\nmedia: {product_types: [FEED, REELS]}\n", TO_BOTH)
    yaml = desk.folder / "reports" / "weekly.yaml"
    yaml.write_text(yaml.read_text().replace(SMALL, "outputs: {csv: {}, json: {}}\n"))
    views = {}
    for week, now in ((47, NOW), (48, "2026-11-30T08:00:00Z")):
        (report,) = json.loads(desk.run("--json", now=now).stdout)["reports"]
        (figures,) = (section["totals"] for section in report["sections"] if section["kind"] == "kpis")
        views[week] = figures
    (note,) = (one["text"] for one in report["notes"] if one["kind"] == "restated")
    then = views[47]["views"]
    assert views[48]["previous_views"] == then, "what is compared is what was reported; what came of it since is a note"
    assert note.startswith("Figures for Mon 16 – Sun 22 Nov 2026 have changed since the report of 23 Nov 2026, 08:00: ")
    found = re.search(rf"views: {then:,} in that report, ([0-9,]+) now", note)
    assert found
    assert int(found[1].replace(",", "")) > then
    restated = found[0]
    mails = [mail.message.get_body().get_content() for mail in desk.office.accepted[::2]]  # type: ignore[union-attr]
    assert [restated in " ".join(one.split()) for one in mails] == [False, True]


def test_alerts_stand_in_the_subject_with_the_account_that_they_are_about(desk: Desk) -> None:
    desk.write("alerts: {low: {when: 'views > 0', message: Views are up}}\n", TO_BOTH)
    desk.run()
    assert desk.office.accepted[0].message["Subject"] == "Weekly · 2026-W47 · Views are up"
    desk.write("alerts: {low: {when: 'views > 0', by: account, message: Up}}\n", TO_BOTH, name="each")
    each = desk.folder / "reports" / "each.yaml"
    written = (desk.folder / "reports" / "weekly.yaml").read_text()
    each.write_text(written.replace("message: Views are up", "by: account, message: Up"))
    assert desk.start("run", "reports/each.yaml", "--now", NOW).returncode == 0
    assert desk.office.accepted[-1].message["Subject"] == "Weekly · 2026-W47 · Up (lumen) and 1 more"


def test_every_recipient_that_is_refused_is_named_to_the_operator(desk: Desk) -> None:
    teams = [f"team{number}@example.com" for number in (1, 2, 3)]
    desk.write(f"deliver: [{{email: {{to: [{', '.join(teams)}], body: text, attach: []}}}}]\n")
    desk.office.at_recipient = {one: ["550 5.1.1 no such user"] for one in teams[:2]}
    assert desk.run().returncode == 3
    told = " ".join(desk.office.accepted[-1].message.get_content().split())
    assert [one in told for one in teams] == [True, True, False]


def test_the_operator_hears_of_a_cause_once_a_day(desk: Desk) -> None:
    desk.write(TO_BOTH)
    refusals = ["450 4.7.1 come back"] * 99
    desk.office.at_recipient = {BOSS: refusals, TEAM: refusals}
    for hour in ("08", "09", "10"):
        assert desk.run(now=f"2026-11-23T{hour}:00:00Z").returncode == 75
    assert desk.counts() == {"ops@example.com": 1}
    assert desk.run(now="2026-11-24T08:00:00Z").returncode == 75
    assert desk.counts() == {"ops@example.com": 2}
    assert desk.office.accepted[0].message["Subject"] == "[reporter] run weekly: 2 problems"


def test_what_no_server_takes_for_five_days_is_given_up_and_said(desk: Desk) -> None:
    desk.write(f"deliver: [{{email: {{to: {BOSS}, attach: []}}}}]\n")
    desk.office.at_recipient = {BOSS: ["450 4.7.1 come back"] * 2}
    assert desk.run().returncode == 75
    given_up = desk.run(now="2026-11-28T09:00:00Z")
    assert (given_up.returncode, "no more retries after 5 days" in given_up.stderr) == (69, True)
    assert desk.run(now="2026-11-28T10:00:00Z").stderr == ""


def test_no_mail_server_is_told_before_anything_is_asked(workspace: Path, reporter: Started) -> None:
    append(workspace / "reports" / "weekly.yaml", TO_BOTH + SMALL)
    done = reporter("run", "reports/weekly.yaml", "--now", NOW, "--json")
    assert done.returncode == 78
    assert "reporter.yaml has no mail server" in done.stderr
    assert json.loads(done.stdout)["requests"] == 0
    assert reporter("run", "reports/weekly.yaml", "--now", NOW, "--no-deliver").returncode == 0


def test_f11_a_wrong_password_leaves_the_letters_waiting_and_appears_nowhere(
    workspace: Path, reporter: Started
) -> None:
    canary = "canary-4711-password"
    with mail_server("starttls", login=True) as office:
        more = (f"  user: {LOGIN[0]}", "  password: env:SMTP_PASSWORD", "  operator: ops@example.com")
        append(workspace / "reporter.yaml", mail_lines(office.url, *more))
        desk = Desk(workspace, office, reporter)
        desk.write(SMALL, TO_BOTH)
        trust = {"SSL_CERT_FILE": str(trusted(workspace))}
        arguments = ("run", "reports/weekly.yaml", "--now", NOW)
        done = reporter(*arguments, "--log-format", "json", environ=trust | {"SMTP_PASSWORD": canary})
        assert done.returncode == 77
        assert office.accepted == []
        assert len(office.logins) == 2  # one for the letters, one for the operator's
        seen = done.stdout + done.stderr
        seen += "".join(path.read_bytes().decode("latin-1") for path in workspace.rglob("*") if path.is_file())
        assert canary not in seen
        assert reporter(*arguments, environ=trust | {"SMTP_PASSWORD": LOGIN[1]}).returncode == 0
        assert desk.counts() == {BOSS: 1, TEAM: 1}


def test_g02_a_second_run_is_told_who_is_at_work(desk: Desk) -> None:
    desk.write(TO_BOTH)
    with open_history(HISTORY, desk.folder) as history, alone(history, "run weekly"):
        done = desk.run()
    assert done.returncode == 75
    assert "another run weekly is already running (process" in done.stderr
    assert desk.counts()[BOSS] == 0


def test_a_period_that_is_not_over_is_another_issue_every_day(desk: Desk) -> None:
    desk.write(TO_BOTH)
    yaml = desk.folder / "reports" / "weekly.yaml"
    yaml.write_text(yaml.read_text().replace("last_week", "this_week"))
    for now in ("2026-11-24T08:00:00Z", "2026-11-24T20:00:00Z", "2026-11-25T08:00:00Z"):
        assert desk.run(now=now).returncode == 0
    assert desk.counts() == {BOSS: 2, TEAM: 2}


def test_the_log_is_one_object_a_line_with_the_runs_id(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.office.at_recipient = {TEAM: ["550 5.1.1 no such user"]}
    lines: list[dict[str, Any]] = [json.loads(line) for line in desk.run("--log-format", "json").stderr.splitlines()]
    events = [line["event"] for line in lines]
    assert events[0] == "run.started"
    assert events[-1] == "run.finished"
    assert {"delivery.sent", "delivery.failed", "problem"} <= set(events)
    assert {(line["subject"], line["recipient"]) for line in lines if line["event"] == "delivery.sent"} == {("", BOSS)}
    assert len({line["run_id"] for line in lines}) == 1
    assert lines[-1]["exit"] == 3
    assert {name: lines[-1][name] for name in ("reports", "sent", "failed", "unknown", "missing", "held")} == {
        "reports": 1, "sent": 1, "failed": 1, "unknown": 0, "missing": 0, "held": 0,
    }  # fmt: skip
    assert lines[-1]["requests"] > 0
    assert {line["level"] for line in lines if line["event"] == "delivery.failed"} == {"error"}


def test_alerts_are_logged_beside_the_json_object_too(desk: Desk) -> None:
    desk.write("for_each: client\n", "alerts: {low: {when: 'views > 0', message: Views are up}}\n")
    done = desk.run("--json", "--log-format", "json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert json.loads(done.stdout)["exit"] == 0
    subjects = [line["subject"] for line in lines if line["event"] == "report.alert"]
    assert subjects == ["Lumen Home", "Nordpfad GmbH"]


def test_a_faulty_spec_stops_no_sound_one_and_is_told(desk: Desk) -> None:
    for name in ("one", "two"):
        desk.write(f"deliver: [{{email: {{to: {name}@example.com, attach: [], body: text}}}}]\n", name=name)
    two = desk.folder / "reports" / "two.yaml"
    two.write_text(two.read_text().replace("views, reach", "views, reech"))
    both = desk.start("run", "reports/two.yaml", "reports/one.yaml", "--now", NOW, "--json")
    found = json.loads(both.stdout)
    assert (both.returncode, found["exit"], len(found["problems"])) == (3, 3, 1)
    assert 'error[unknown-metric]: unknown metric "reech"' in both.stderr
    assert desk.counts() == {"one@example.com": 1, "ops@example.com": 1}
    told = next(mail.message.get_content() for mail in desk.office.accepted if mail.recipient == "ops@example.com")
    assert 'two was not run: reports/two.yaml:4:18: unknown metric "reech"' in " ".join(told.split())
    assert desk.start("run", "reports/two.yaml", "--now", LATER).returncode == 78
    assert desk.counts()["ops@example.com"] == 1


def test_every_line_of_the_log_is_json_whatever_happens(desk: Desk) -> None:
    (desk.folder / "reports" / "bad.yaml").write_text("title: [\n")
    for arguments in (("run", "reports/bad.yaml"), ("run", "reports/none.yaml"), ("collect", "nobody"), ("run",)):
        lines = desk.start(*arguments, "--log-format", "json").stderr.splitlines()
        assert [json.loads(line)["event"] for line in lines][-1] == "run.finished", arguments
