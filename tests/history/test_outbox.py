"""Archived reports and their deliveries, on both databases the same."""

from __future__ import annotations

from functools import partial

from reporter.history.open import History
from reporter.history.outbox import (
    ArchivedReport,
    Contents,
    Delivery,
    DeliveryState,
    Recipient,
    ReportKey,
    ReportState,
    Variant,
    add_deliveries,
    archive_report,
    archived_reports,
    deliveries,
    find_report,
    new_causes,
    next_copy,
    read_artifacts,
    read_computed,
    read_messages,
    recipients_of,
    record_notified,
    record_state,
    release,
)
from reporter.history.write.accounts import record_token, token_ends
from reporter.spec.outputs import TargetKind
from tests.support.history_makers import hour

KEY = ReportKey("weekly", "", "2026-W47")
TO = [
    Recipient(0, TargetKind.EMAIL, "a@example.com"),
    Recipient(0, TargetKind.EMAIL, "Böß <b@example.com>"),
    Recipient(1, TargetKind.FOLDER, "published"),
]
MESSAGES = {Variant.FULL: b"\0\xff message", Variant.LIGHT: b"light"}
CONTENTS = Contents(
    artifacts={"a_b%.xlsx": b"PK"},
    computed=b"{}",
    messages={(0, variant): data for variant, data in MESSAGES.items()},
)


def report(
    state: ReportState = ReportState.RELEASED, *, key: ReportKey = KEY, week: int = 0, reason: str = ""
) -> ArchivedReport:
    start, end = hour(168 * week), hour(168 * (week + 1))
    return ArchivedReport(0, key, start, end, hour(200), "digest", state, reason)


def archive(history: History, archived: ArchivedReport, *, to: list[Recipient] = TO) -> int:
    return history.write(partial(archive_report, report=archived, contents=CONTENTS, to=to))


def copies(history: History, *states: DeliveryState, name: str | None = None) -> list[Delivery]:
    with history.read() as connection:
        return deliveries(connection, name, states=states or tuple(DeliveryState))


def test_a_report_is_archived_whole_with_a_delivery_for_each_recipient(history: History) -> None:
    number = archive(history, report())
    with history.read() as connection:
        assert find_report(connection, KEY) == report()._replace(number=number)
        assert find_report(connection, ReportKey("weekly", "acme", "2026-W47")) is None
        assert find_report(connection, ReportKey("weekly", "", "2026-W47", "2026-11-20")) is None
        assert read_messages(connection, number, 0) == MESSAGES
        assert read_messages(connection, number, 1) == {}
        assert read_artifacts(connection, number) == {"a_b%.xlsx": b"PK"}
        assert read_computed(connection, number) == b"{}"
        assert recipients_of(connection, number) == TO
    assert [(copy.to, copy.state, copy.attempts) for copy in copies(history)] == [
        (one, DeliveryState.PENDING, 0) for one in TO
    ]


def test_what_is_released_is_never_made_anew(history: History) -> None:
    number = archive(history, report())
    assert archive(history, report(reason="other")) == number
    assert len(copies(history)) == len(TO)


def test_what_is_on_hold_waits_and_is_replaced_until_it_is_released(history: History) -> None:
    archive(history, report(ReportState.ON_HOLD, reason="coverage < 0.95"))
    number = archive(history, report(ReportState.ON_HOLD, reason="story_gaps > 0"))
    assert copies(history) == []
    with history.read() as connection:
        on_hold = archived_reports(connection, states=[ReportState.ON_HOLD])
        assert [one.reason for one in on_hold] == ["story_gaps > 0"]
        assert archived_reports(connection, "weekly", states=[ReportState.RELEASED]) == []
    history.write(partial(release, number=number, now=hour(300)))
    assert len(copies(history)) == len(TO)


def test_each_delivery_has_its_own_fate_and_counts_its_attempts(history: History) -> None:
    archive(history, report())
    first, second, third = copies(history)
    for _ in range(2):
        history.write(partial(record_state, number=first.number, state=DeliveryState.SENDING, now=hour(201)))
    sent = partial(record_state, number=first.number, state=DeliveryState.SENT, detail="250 OK", now=hour(202))
    history.write(sent)
    lost = partial(record_state, number=second.number, state=DeliveryState.UNKNOWN, detail="dropped", now=hour(203))
    history.write(lost)
    assert [
        (copy.number, copy.attempts, copy.detail, copy.changed) for copy in copies(history, DeliveryState.SENT)
    ] == [(first.number, 2, "250 OK", hour(202))]
    unsettled = copies(history, DeliveryState.UNKNOWN, DeliveryState.PENDING)
    assert [one.number for one in unsettled] == [second.number, third.number]
    assert copies(history, name="monthly") == []


def test_a_further_copy_has_the_next_number_and_who_requested_it(history: History) -> None:
    number = archive(history, report())
    with history.read() as connection:
        assert next_copy(connection, number) == 1
    history.write(partial(add_deliveries, number=number, to=TO[:1], copy=1, now=hour(300), requested_by="kim; me"))
    with history.read() as connection:
        assert next_copy(connection, number) == 2
        assert recipients_of(connection, number) == TO
    (further,) = [copy for copy in copies(history) if copy.copy]
    assert (further.requested_by, further.requested_at, further.detail) == ("kim; me", hour(300), "")
    history.write(partial(record_state, number=further.number, state=DeliveryState.SENT, detail="OK; 1", now=hour(301)))
    (further,) = [copy for copy in copies(history) if copy.copy]
    assert further.description == "resent by kim; me on 2026-11-28 12:00 UTC; OK; 1"
    assert {copy.request for copy in copies(history) if not copy.copy} == {""}


def test_reports_come_in_the_order_of_their_periods(history: History) -> None:
    for week in (2, 0, 1):
        archive(history, report(key=ReportKey("weekly", "", f"week {week}"), week=week), to=[])
    with history.read() as connection:
        assert [one.key.period for one in archived_reports(connection, "weekly")] == ["week 0", "week 1", "week 2"]


def test_the_operator_is_told_once_a_day(history: History) -> None:
    causes = ["a" * 500, "token"]
    for day, news in (("2026-11-23", set(causes)), ("2026-11-23", set()), ("2026-11-24", set(causes))):
        with history.read() as connection:
            found = new_causes(connection, causes, day)
        assert found == news
        history.write(partial(record_notified, causes=sorted(found), day=day))


def test_a_tokens_end_is_the_last_that_was_told(history: History) -> None:
    for ends in (hour(500), hour(900), None, hour(700)):
        history.write(partial(record_token, account="acme", expires=ends, seen=hour(1)))
    history.write(partial(record_token, account="solo", expires=None, seen=hour(1)))
    with history.read() as connection:
        assert token_ends(connection, ["acme", "solo", "nobody"]) == {"acme": hour(700)}
