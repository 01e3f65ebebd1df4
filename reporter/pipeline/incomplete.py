"""Describes what is missing after a fetch: a line per cause with account, metrics, number of posts and what is shown.

Each reason why the data of a run is incomplete (exit code 3) has a line. Without a line, the data is complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reporter.catalog.models import Login
from reporter.core.observations import INCOMPLETE_REASONS, Missing, Observed, Reason, Snapshot
from reporter.core.problems import Problem
from reporter.core.report import Report
from reporter.executor.fetch import Fetched
from reporter.executor.plan import AccountPlan, Plan
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import known_until

_DELAY = timedelta(hours=48)  # Instagram can take this long to provide insights for a new media item
_PERMISSIONS = {
    Login.FACEBOOK: "instagram_manage_insights",
    Login.INSTAGRAM: "instagram_business_manage_insights",
}
_WHY = {
    Reason.GONE: "deleted or no longer accessible",
    Reason.FAILED: "the request failed",
    Reason.REFUSED: "the API rejected it for similar media items",
}
_ALWAYS = ("views", "reach")  # metrics that every media item has
# Reasons that do not point to a problem with the token.
_HARMLESS = {
    Reason.NOT_AVAILABLE,
    Reason.NOT_SUPPORTED,
    Reason.NOT_ON_FACEBOOK,
    Reason.BEFORE_BUSINESS_ACCOUNT,
}

_Value = tuple[str, str, str]  # account, media id, metric
_Cause = tuple[str, str]  # reason, and its text


@dataclass(frozen=True, slots=True)
class ReportsShown:
    """The reports that a run created. `expected`: False for a command that creates none."""

    reports: Sequence[Report] = ()
    expected: bool = True

    @property
    def accounts(self) -> set[str]:
        """The accounts of all reports."""
        return {account for report in self.reports for account in report.accounts}

    @property
    def as_last_read(self) -> bool:
        """Whether the reports show the newest values, neither growth nor values at an age."""
        return bool(self.reports) and all(report.basis == "published" and not report.at_age for report in self.reports)


def unanswered_accounts(fetched: Fetched) -> frozenset[str]:
    """Return the accounts that failed and returned nothing at all.

    An account failed in part only if one of its listings is complete or one of its media items was received.
    """
    return frozenset(failure.account for failure in fetched.failures) - fetched.reachable


def incomplete_data(
    fetched: Fetched, plan: Plan, *, history: History, retention: timedelta, shown: ReportsShown
) -> list[Problem]:
    """Return a problem for each account that failed, and for each cause of missing values."""
    return [
        *_failures(fetched, plan, history, shown=shown),
        *_without_permission(fetched, plan, retention),
        *_values(fetched, plan, history, shown=shown),
    ]


def _failures(fetched: Fetched, plan: Plan, history: History, *, shown: ReportsShown) -> Iterator[Problem]:
    accounts = [failure.account for failure in fetched.failures]
    if not accounts:
        return
    unanswered = unanswered_accounts(fetched)
    with history.read() as transaction:
        until = known_until(transaction, accounts, plan.now)
    for failure in fetched.failures:
        account = failure.account
        message = str(failure.error)
        instead = _instead(account, until.get(account), shown, in_part=account not in unanswered)
        yield Problem(f"{message}; {instead}" if instead else message, account, failure.error.cause or message)


def _instead(account: str, until: datetime | None, shown: ReportsShown, *, in_part: bool) -> str:
    """Describe the data that is available for an account that failed."""
    if shown.expected and not shown.reports:
        return ""
    if shown.expected and account not in shown.accounts:
        return "no report was created for this account"
    if in_part:
        return "the report includes the data collected" if shown.expected else "the data collected is saved"
    if until is None:
        return "the report has no data for this account" if shown.expected else ""
    known = f"the data collected until {_moment(until)}"
    return f"the report includes {known}" if shown.expected else f"history contains {known}"


def _without_permission(fetched: Fetched, plan: Plan, retention: timedelta) -> Iterator[Problem]:
    """Give a problem for each account whose responses were all empty, as they are for a token without the permission.

    Media items that are too recent or too old for insights do not count.
    """
    by_account: dict[str, list[Snapshot]] = {}
    for snapshot in fetched.snapshots:
        if plan.now - retention < snapshot.media.published < plan.now - _DELAY:
            by_account.setdefault(snapshot.media.account, []).append(snapshot)
    for account in plan.accounts:
        snapshots = by_account.get(account.account, [])
        if _are_empty(snapshots, account):
            cause = "the API returned no insights"
            permission = f"check that its token has the permission {_PERMISSIONS[account.login]}"
            message = f"{cause} for any of {_items(len(snapshots))}; {permission}; earlier values are unchanged"
            yield Problem(message, account.account, cause)


def _are_empty(snapshots: Sequence[Snapshot], account: AccountPlan) -> bool:
    """Return whether no response has a value or a failure, and one lacks a metric that every media item has."""
    reasons: set[tuple[str, Reason | None]] = set()
    for snapshot in snapshots:
        never = account.never(snapshot.media.product_type)
        reasons |= {
            (metric, value.reason if isinstance(value, Missing) else None)
            for metric, value in snapshot.measures.items()
            if metric not in never
        }
    lacks_common_metric = any((metric, Reason.NOT_AVAILABLE) in reasons for metric in _ALWAYS)
    return lacks_common_metric and {reason for _, reason in reasons} <= _HARMLESS


def _values(fetched: Fetched, plan: Plan, history: History, *, shown: ReportsShown) -> Iterator[Problem]:
    """Give a problem for each account, cause and set of media items, with the metrics that all of them lack."""
    failed = _failed(fetched)
    missing = _absent(shown.reports) | failed
    older = _older(fetched, plan, history, failed=failed)
    media: dict[tuple[str, _Cause], dict[str, list[str]]] = {}
    for (account, media_id, metric), cause in missing.items():
        media.setdefault((account, cause), {}).setdefault(metric, []).append(media_id)
    for (account, (reason, cause_text)), by_metric in media.items():
        by_media: dict[tuple[frozenset[str], str], list[str]] = {}
        for metric, ids in by_metric.items():
            instead = _older_text([older.get((account, media_id, metric)) for media_id in ids], shown)
            by_media.setdefault((frozenset(ids), instead), []).append(metric)
        for (items, instead), metrics in by_media.items():
            text = f"no values of {_listed(metrics)} for {_items(len(items))}: {cause_text}"
            message = f"{text}; {instead}" if instead else text
            yield Problem(message, account, f"{reason}: {cause_text}", kind="incomplete")


def _failed(fetched: Fetched) -> dict[_Value, _Cause]:
    """Return the values that could not be read now, even if the report can show older ones."""
    return {
        (snapshot.media.account, snapshot.media.media_id, metric): _cause(value.reason, value.detail)
        for snapshot in fetched.snapshots
        for metric, value in snapshot.measures.items()
        if isinstance(value, Missing) and value.reason in INCOMPLETE_REASONS
    }


def _absent(reports: Sequence[Report]) -> dict[_Value, _Cause]:
    """Return the values that reports lack. Details are in the language of the report; only English ones are used."""
    return {
        (absence.account, absence.media_id, absence.metric): _cause(
            Reason(absence.reason), absence.detail if report.locale.startswith("en") else ""
        )
        for report in reports
        for absence in report.absences
        if absence.reason in INCOMPLETE_REASONS
    }


def _cause(reason: Reason, detail: str) -> _Cause:
    return reason.value, detail.rstrip(".") or _WHY.get(reason, reason.value.replace("_", " "))


def _older(
    fetched: Fetched, plan: Plan, history: History, *, failed: Mapping[_Value, _Cause]
) -> dict[_Value, datetime]:
    """Return when the older values that history holds for these were collected."""
    if not failed:
        return {}
    media = {(account, media_id) for account, media_id, _ in failed}
    published = [
        snapshot.media.published
        for snapshot in fetched.snapshots
        if (snapshot.media.account, snapshot.media.media_id) in media
    ]
    accounts = tuple(dict.fromkeys(account for account, _ in media))
    query = MediaQuery(accounts, min(published), max(published) + timedelta(seconds=1), plan.now, pictures=False)
    with history.read() as transaction:
        snapshots = latest(transaction, query)
    times = {}
    for snapshot in snapshots:
        for metric, value in snapshot.measures.items():
            key = (snapshot.media.account, snapshot.media.media_id, metric)
            if isinstance(value, Observed) and key in failed:
                times[key] = snapshot.times.get(metric, snapshot.seen)
    return times


def _older_text(times: Sequence[datetime | None], shown: ReportsShown) -> str:
    """Describe what is shown for values that could not be read now. `times`: when older values were collected."""
    known = sorted(time for time in times if time is not None)
    if not known:
        return "the report marks them as missing" if shown.reports else ""
    first, last = _day(known[0]), _day(known[-1])
    when = f"on {first}" if first == last else f"between {first} and {last}"
    of_them = f" for {len(known):,} of them" if len(known) < len(times) else ""
    if shown.as_last_read:
        others = " and marks the others as missing" if of_them else ""
        return f"the report shows the values collected {when}{of_them}{others}"
    return f"history contains the values collected {when}{of_them}"


def _items(count: int) -> str:
    return "1 media item" if count == 1 else f"{count:,} media items"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _day(when: datetime) -> str:
    at = when.astimezone(UTC)
    return f"{at.day} {at:%b %Y}"


def _moment(when: datetime) -> str:
    return f"{_day(when)}, {when.astimezone(UTC):%H:%M} UTC"
