"""`reporter resend`: a second copy, and only on purpose."""

from __future__ import annotations

import pytest

from reporter.history.open import open_history
from reporter.history.outbox import DeliveryState, deliveries
from tests.support.mail_desk import BOSS, HISTORY, LATER, NOW, TEAM, TO_BOTH, Desk


def test_f20_resend_is_a_second_copy_on_purpose(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.run()
    done = desk.start("resend", "reports/weekly.yaml", "--period", "2026-W47", "--to", BOSS, "--now", LATER)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert desk.counts() == {BOSS: 2, TEAM: 1}
    one, _, two = (got.message for got in desk.office.accepted)
    assert one["Message-ID"] != two["Message-ID"]
    assert one.get_body(("plain",)).get_content() == two.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    desk.start("resend", "reports/weekly.yaml", "--period", "last_week", "--now", LATER)
    assert desk.counts() == {BOSS: 3, TEAM: 2}
    assert desk.run(now=LATER).stdout == ""
    with open_history(HISTORY, desk.folder) as history, history.read() as connection:
        sent = deliveries(connection, states=[DeliveryState.SENT])
    assert [one.request.partition(" by ")[0] for one in sent] == ["", "", "resent", "resent", "resent"]
    assert all(one.detail.endswith("250 OK: queued") for one in sent)
    assert all(one.request.endswith(" on 2026-11-23 09:00 UTC") for one in sent if one.copy)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--period", "2026-W46"), "weekly 2026-W46 was never delivered"),
        (("--period", "2026-W47", "--to", "boss"), '"boss" is not a valid email address'),
        (("--period", "yesteryear"), '"yesteryear" is not a valid period'),
    ],
)
def test_resend_refuses_what_it_cannot_send(desk: Desk, arguments: tuple[str, ...], words: str) -> None:
    desk.write(TO_BOTH)
    desk.run()
    done = desk.start("resend", "reports/weekly.yaml", *arguments, "--now", NOW)
    assert done.returncode == 64
    assert words in done.stderr
    assert desk.counts() == {BOSS: 1, TEAM: 1}
