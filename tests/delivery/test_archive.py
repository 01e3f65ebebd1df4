"""Reports that are due, on hold or pending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.core.errors import ConfigurationError, UsageError
from reporter.core.report import Artifact
from reporter.delivery.archive import (
    archive,
    check_server,
    digest,
    find_pending,
    key_of,
    missed_periods,
    previous_report,
    request_copies,
    restore_files,
    select_due,
)
from reporter.history.open import History
from reporter.history.outbox import DeliveryState, ReportKey, deliveries, find_report
from reporter.spec.editions import Edition, editions
from tests.support.analysis_makers import item, make_spec, report
from tests.support.workspaces import NOW, make_workspace

WORKSPACE = make_workspace(Path(), "lumen", "velora")
FOLDER = ({"folder": {"path": "published"}},)
WEEK = timedelta(weeks=1)


def edition(now: datetime = NOW, **keys: Any) -> Edition:  # noqa: ANN401 - a spec's keys
    spec = make_spec(**{"deliver": FOLDER, "outputs": {"csv": {}}, **keys})
    return editions(spec, name="weekly", workspace=WORKSPACE, now=now)[0]


def store(history: History, stored: Edition, now: datetime = NOW, *, holds: tuple[str, ...] = ()) -> None:
    computed = replace(report([item(1, views=5)]), holds=holds)
    artifacts = {"csv": Artifact("weekly.csv", b"a,b\n")}
    archive(history, stored, computed, artifacts=artifacts, workspace=WORKSPACE, out=Path("out"), now=now)


def test_a_report_is_known_by_its_name_subject_and_period() -> None:
    assert key_of(edition(), NOW) == ReportKey("weekly", "", "2026-W47")
    assert key_of(edition(for_each="account"), NOW) == ReportKey("weekly", "lumen", "2026-W47")


def test_a_running_period_is_another_report_every_day() -> None:
    running = edition(period="this_week", timezone="Pacific/Kiritimati")
    assert key_of(running, NOW).as_of == "2026-11-23"
    assert key_of(running, NOW + timedelta(hours=4)).as_of == "2026-11-24"  # there


def test_a_report_is_due_until_it_is_archived(history: History) -> None:
    due = edition()
    assert select_due(history, [due], now=NOW, offline=False, release_held=False).create == (due,)
    store(history, due)
    assert select_due(history, [due], now=NOW, offline=False, release_held=False).create == ()


def test_offline_an_archived_report_is_restored_unless_its_spec_has_changed(history: History, tmp_path: Path) -> None:
    store(history, edition())
    batch = select_due(history, [edition()], now=NOW, offline=True, release_held=False)
    (archived,) = batch.restore
    (path,), document = restore_files(history, archived, tmp_path)
    assert (path.name, path.read_bytes(), document["title"]) == ("weekly.csv", b"a,b\n", "Weekly")
    changed = edition(title="Monthly")
    assert select_due(history, [changed], now=NOW, offline=True, release_held=False).create == (changed,)


def test_a_report_on_hold_is_created_again_until_it_is_released(history: History) -> None:
    held = edition()
    store(history, held, holds=("coverage < 0.95",))
    pending = find_pending(history, {"weekly": held.spec}, workspace=WORKSPACE, now=NOW)
    assert [(stored.key, stored.reason) for stored in pending.on_hold] == [(key_of(held, NOW), "coverage < 0.95")]
    assert pending.undelivered == ()
    assert select_due(history, [held], now=NOW, offline=False, release_held=False).create == (held,)
    assert select_due(history, [held], now=NOW, offline=False, release_held=True).create == ()
    pending = find_pending(history, {"weekly": held.spec}, workspace=WORKSPACE, now=NOW)
    assert [delivery.recipient for delivery in pending.undelivered] == ["published"]


def test_what_is_due_is_found_for_specs_that_deliver(history: History) -> None:
    specs = {"weekly": edition().spec, "draft": make_spec()}
    pending = find_pending(history, specs, workspace=WORKSPACE, now=NOW)
    assert pending.due == (ReportKey("weekly", "", "2026-W47"),)
    store(history, edition())
    assert find_pending(history, specs, workspace=WORKSPACE, now=NOW).due == ()


def test_periods_that_were_never_reported_are_listed_oldest_first(history: History) -> None:
    assert missed_periods(history, edition(), NOW) == []
    store(history, edition())
    later = NOW + 3 * WEEK
    assert [period.name for period in missed_periods(history, edition(later), later)] == ["2026-W48", "2026-W49"]
    assert missed_periods(history, edition(NOW + WEEK), NOW + WEEK) == []


def test_the_previous_report_is_that_of_the_same_spec(history: History) -> None:
    assert previous_report(history, edition(), NOW) is None
    store(history, edition())
    later = NOW + WEEK
    found = previous_report(history, edition(later), later)
    assert found is not None
    assert (found[0].period.name, found[1]["title"]) == ("2026-W47", "Weekly")
    assert previous_report(history, edition(later, title="Other"), later) is None
    assert previous_report(history, edition(later, sections=({"kind": "media"},)), later) is None


def test_a_further_copy_is_requested_by_somebody(history: History) -> None:
    with pytest.raises(UsageError, match="was never delivered"):
        request_copies(history, [edition()], to=None, now=NOW, by="maria")
    store(history, edition())
    assert request_copies(history, [edition()], to=None, now=NOW, by="maria") == 1
    with history.read() as connection:
        copies = deliveries(connection, "weekly", states=tuple(DeliveryState))
    assert [(delivery.copy, delivery.requested_by) for delivery in copies] == [(0, ""), (1, "maria")]


def test_what_is_on_hold_cannot_be_copied(history: History) -> None:
    store(history, edition(), holds=("media < 5",))
    with pytest.raises(UsageError, match=r"is on hold: media < 5; send it with `reporter run --release`"):
        request_copies(history, [edition()], to=None, now=NOW, by="maria")


def test_emails_need_a_mail_server() -> None:
    check_server(edition().spec, WORKSPACE)
    by_mail = edition(deliver=({"email": {"to": "a@example.com"}},)).spec
    with pytest.raises(ConfigurationError, match=r"reporter\.yaml has no mail: server"):
        check_server(by_mail, WORKSPACE)
    mail = {"server": "smtps://mail.example.com", "from": "a@example.com"}
    check_server(by_mail, make_workspace(Path(), mail=mail))


def test_the_digest_of_a_spec_leaves_out_its_period(history: History) -> None:
    assert digest(make_spec()) == digest(make_spec(period="last_month"))
    assert digest(make_spec()) != digest(make_spec(title="Other"))
    with history.read() as connection:
        assert find_report(connection, key_of(edition(), NOW)) is None
