"""Issues and what became of their copies, on both databases the same."""

from __future__ import annotations

from functools import partial

import pytest
from history_makers import hour

from reporter.core.context import Surroundings
from reporter.core.errors import TemporaryError
from reporter.history.open import History
from reporter.history.outbox import HELD
from reporter.history.outbox import OUT
from reporter.history.outbox import Address
from reporter.history.outbox import Issue
from reporter.history.outbox import Key
from reporter.history.outbox import Posting
from reporter.history.outbox import State
from reporter.history.outbox import add_postings
from reporter.history.outbox import addresses_of
from reporter.history.outbox import find_issue
from reporter.history.outbox import issues_of
from reporter.history.outbox import keep_issue
from reporter.history.outbox import mark
from reporter.history.outbox import next_copy
from reporter.history.outbox import note_told
from reporter.history.outbox import postings
from reporter.history.outbox import read_files
from reporter.history.outbox import release
from reporter.history.outbox import untold
from reporter.history.runs import alone
from reporter.history.runs import noted
from reporter.history.write.accounts import record_token
from reporter.history.write.accounts import token_ends

KEY = Key("weekly", "", "2026-W47")
TO = [Address("mail-0", "a@example.com"), Address("mail-0", "Böß <b@example.com>"), Address("folder-1", "published")]
FILES = {
    "letter:mail-0": b"\0\xff letter",
    "letter:mail-0-light": b"light",
    "file:a_b%.xlsx": b"PK",
    "report.json": b"{}",
}


def issue(state: str = OUT, *, key: Key = KEY, week: int = 0, reason: str = "") -> Issue:
    start, end = hour(168 * week), hour(168 * (week + 1))
    return Issue(0, key, start, end, hour(200), "digest", state, reason)


def keep(history: History, one: Issue, *, to: list[Address] = TO) -> int:
    return history.write(partial(keep_issue, issue=one, files=FILES, to=to))


def copies(history: History, *states: State, report: str | None = None) -> list[Posting]:
    with history.read() as connection:
        return postings(connection, report, states=states or tuple(State))


def test_an_issue_is_kept_whole_with_a_copy_for_each_address(history: History) -> None:
    number = keep(history, issue())
    with history.read() as connection:
        assert find_issue(connection, KEY) == issue()._replace(number=number)
        assert find_issue(connection, Key("weekly", "acme", "2026-W47")) is None
        assert read_files(connection, number, "letter:mail-0") == {"": b"\0\xff letter", "-light": b"light"}
        assert read_files(connection, number, "file:") == {"a_b%.xlsx": b"PK"}
        assert read_files(connection, number, "file:a%") == {}
        assert addresses_of(connection, number) == TO
    assert [(one.recipient, one.state, one.tries) for one in copies(history)] == [
        (one.recipient, State.PENDING, 0) for one in TO
    ]


def test_what_is_out_is_never_made_anew(history: History) -> None:
    number = keep(history, issue())
    assert keep(history, issue(reason="other")) == number
    assert len(copies(history)) == len(TO)


def test_what_is_held_waits_and_is_replaced_until_it_is_released(history: History) -> None:
    keep(history, issue(HELD, reason="coverage < 0.95"))
    number = keep(history, issue(HELD, reason="story_gaps > 0"))
    assert copies(history) == []
    with history.read() as connection:
        assert [one.reason for one in issues_of(connection, state=HELD)] == ["story_gaps > 0"]
        assert issues_of(connection, "weekly") == []
    history.write(partial(release, issue=number, now=hour(300)))
    assert len(copies(history)) == len(TO)


def test_each_copy_has_its_own_fate_and_counts_its_tries(history: History) -> None:
    keep(history, issue())
    first, second, third = copies(history)
    for _ in range(2):
        history.write(partial(mark, posting=first.number, state=State.SENDING, now=hour(201)))
    history.write(partial(mark, posting=first.number, state=State.SENT, detail="250 OK", now=hour(202)))
    history.write(partial(mark, posting=second.number, state=State.UNKNOWN, detail="dropped", now=hour(203)))
    assert [(one.number, one.tries, one.detail, one.changed) for one in copies(history, State.SENT)] == [
        (first.number, 2, "250 OK", hour(202))
    ]
    assert [one.number for one in copies(history, State.UNKNOWN, State.PENDING)] == [second.number, third.number]
    assert copies(history, report="monthly") == []


def test_a_further_copy_has_the_next_number(history: History) -> None:
    number = keep(history, issue())
    with history.read() as connection:
        assert next_copy(connection, number) == 1
    history.write(partial(add_postings, issue=number, to=TO[:1], copy=1, now=hour(300), wish="resent by me"))
    with history.read() as connection:
        assert next_copy(connection, number) == 2
        assert addresses_of(connection, number) == TO
    assert [one.detail for one in copies(history) if one.copy] == ["resent by me"]


def test_issues_come_in_the_order_of_their_periods(history: History) -> None:
    for week in (2, 0, 1):
        keep(history, issue(key=Key("weekly", "", f"week {week}"), week=week), to=[])
    with history.read() as connection:
        assert [one.key.period for one in issues_of(connection, "weekly")] == ["week 0", "week 1", "week 2"]


def test_the_operator_is_told_once_a_day(history: History) -> None:
    causes = ["a" * 500, "token"]
    for day, news in (("2026-11-23", set(causes)), ("2026-11-23", set()), ("2026-11-24", set(causes))):
        with history.read() as connection:
            found = untold(connection, causes, day)
        assert found == news
        history.write(partial(note_told, causes=sorted(found), day=day))


def test_a_tokens_end_is_the_last_that_was_told(history: History) -> None:
    for ends in (hour(500), hour(900), None, hour(700)):
        history.write(partial(record_token, account="acme", ends=ends, seen=hour(1)))
    history.write(partial(record_token, account="solo", ends=None, seen=hour(1)))
    with history.read() as connection:
        assert token_ends(connection, ["acme", "solo", "nobody"]) == {"acme": hour(700)}


def test_a_run_knows_that_the_one_before_broke_off(history: History) -> None:
    killed_ones = []  # else they would be closed, and written down as ended

    def run(at: int, *, killed: bool = False) -> object:
        around = Surroundings(hour(at), hour(at), {})
        noting = noted(history, "run weekly", around)
        note = noting.__enter__()
        if killed:
            killed_ones.append(noting)
        else:
            noting.__exit__(None, None, None)
        return note.broke_off

    assert [run(1), run(2, killed=True), run(3), run(4)] == [None, None, hour(2), None]


@pytest.mark.parametrize("second", ["run weekly", "run monthly"])
def test_g08_only_the_same_report_waits(history: History, second: str) -> None:
    with alone(history, "run weekly"):
        if second == "run weekly":
            with pytest.raises(TemporaryError, match="another run weekly is at work"), alone(history, second):
                pass
        else:
            with alone(history, second):
                pass
