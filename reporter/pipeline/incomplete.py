"""What a fetch and the reports made from it lack, a plain line each: account, what, how many, why, what is shown.

Whatever makes a run incomplete (exit 3) because of its data has its line here; without a line it is complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reporter.catalog.models import Login
from reporter.core.observations import INCOMPLETE_REASONS, Missing, Observed, Reason, Snapshot
from reporter.core.problems import ProblemLine
from reporter.core.report import Report
from reporter.executor.fetch import Fetched
from reporter.executor.plan import AccountPlan, Plan
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.read.snapshots import latest
from reporter.history.read.watch import known_until

_DELAY = timedelta(hours=48)  # Instagram may take so long to have numbers of a new media item
_PERMISSIONS = {
    Login.FACEBOOK: "instagram_manage_insights",
    Login.INSTAGRAM: "instagram_business_manage_insights",
}
_WHY = {
    Reason.GONE: "deleted or no longer accessible",
    Reason.FAILED: "the request failed",
    Reason.REFUSED: "the API rejected it for others of their kind",
}
_ALWAYS = ("views", "reach")  # metrics that every media item has
# Reasons that an account may have for some of its media items without anything being wrong with its token.
_SAYS_NOTHING = {
    Reason.NOT_AVAILABLE,
    Reason.NOT_SUPPORTED,
    Reason.NOT_ON_FACEBOOK,
    Reason.BEFORE_BUSINESS_ACCOUNT,
}

_Measure = tuple[str, str, str]  # account, media id, metric
_Why = tuple[str, str]  # reason, and why in words


@dataclass(frozen=True, slots=True)
class ReportsShown:
    """What is made from the data: `reports` by a run, nothing by a collection.

    `expected`: whether the command makes reports at all.
    """

    reports: Sequence[Report] = ()
    expected: bool = True

    @property
    def accounts(self) -> set[str]:
        """The accounts that some report is about."""
        return {account for report in self.reports for account in report.accounts}

    @property
    def as_last_read(self) -> bool:
        """Say whether the reports show the newest numbers, neither growth nor those at an age."""
        return bool(self.reports) and all(one.basis == "published" and not one.at_age for one in self.reports)


def unanswered_accounts(fetched: Fetched) -> frozenset[str]:
    """Return the accounts that failed and gave nothing at all in this fetch.

    An account of which a list was read to its end, or any media item was received, failed in part only.
    """
    return frozenset(one.account for one in fetched.failures) - fetched.reachable


def incomplete_lines(
    fetched: Fetched, plan: Plan, *, history: History, retention: timedelta, shown: ReportsShown
) -> list[ProblemLine]:
    """Return a line for each failure of an account, and for each account, cause and set of metrics that are missing."""
    return [
        *_failures(fetched, plan, history, shown=shown),
        *_without_permission(fetched, plan, retention),
        *_measures(fetched, plan, history, shown=shown),
    ]


def _failures(fetched: Fetched, plan: Plan, history: History, *, shown: ReportsShown) -> Iterator[ProblemLine]:
    failed = [one.account for one in fetched.failures]
    if not failed:
        return
    gave_nothing = unanswered_accounts(fetched)
    with history.read() as transaction:
        until = known_until(transaction, failed, plan.now)
    for one in fetched.failures:
        text = f"{one.account}: {one.error}"
        instead = _instead(one.account, until.get(one.account), shown, heard=one.account not in gave_nothing)
        yield ProblemLine(f"{text}; {instead}" if instead else text, cause=text)


def _instead(account: str, until: datetime | None, shown: ReportsShown, *, heard: bool) -> str:
    """Say what there is of an account that failed."""
    if shown.expected and not shown.reports:
        return ""
    if shown.expected and account not in shown.accounts:
        return "no report was created for this account"
    if heard:
        return "the report includes what was collected" if shown.expected else "what was collected is saved"
    if until is None:
        return "the report has no data for this account" if shown.expected else ""
    known = f"what was collected until {_moment(until)}"
    return f"the report includes {known}" if shown.expected else f"history holds {known}"


def _without_permission(fetched: Fetched, plan: Plan, retention: timedelta) -> Iterator[ProblemLine]:
    """Warn of accounts whose every answer was empty: that is how the API replies to a token without the permission.

    Media items of which it may have no numbers yet, or none any more, say nothing.
    """
    found: dict[str, list[Snapshot]] = {}
    for one in fetched.snapshots:
        if plan.now - retention < one.media.published < plan.now - _DELAY:
            found.setdefault(one.media.account, []).append(one)
    for own in plan.accounts:
        snapshots = found.get(own.account, [])
        if _are_empty(snapshots, own):
            cause = f"{own.account}: the API returned no insights"
            permission = f"check that its token has the permission {_PERMISSIONS[own.login]}"
            yield ProblemLine(
                f"{cause} for any of {_items(len(snapshots))}; {permission}; earlier values are kept", cause=cause
            )


def _are_empty(snapshots: Sequence[Snapshot], own: AccountPlan) -> bool:
    """Say whether answers were empty, and none held a number or a failure, which would have a line of its own.

    Some metrics may well be empty for everything: only one that every media item has tells of the token.
    """
    asked = {
        (metric, measure.reason if isinstance(measure, Missing) else None)
        for one in snapshots
        for never in [own.never(one.media.product_type)]
        for metric, measure in one.measures.items()
        if metric not in never
    }
    telling = any((metric, Reason.NOT_AVAILABLE) in asked for metric in _ALWAYS)
    return telling and {reason for _, reason in asked} <= _SAYS_NOTHING


def _measures(fetched: Fetched, plan: Plan, history: History, *, shown: ReportsShown) -> Iterator[ProblemLine]:
    """Give a line for each account, cause and set of media items with the metrics that all of these lack."""
    failed = _failed(fetched)
    missing = _absent(shown.reports) | failed
    older = _older(fetched, plan, history, failed=failed)
    media: dict[tuple[str, _Why], dict[str, list[str]]] = {}
    for (account, media_id, metric), cause in missing.items():
        media.setdefault((account, cause), {}).setdefault(metric, []).append(media_id)
    for (account, (reason, why)), by_metric in media.items():
        together: dict[tuple[frozenset[str], str], list[str]] = {}
        for metric, ids in by_metric.items():
            instead = _older_words([older.get((account, one, metric)) for one in ids], shown)
            together.setdefault((frozenset(ids), instead), []).append(metric)
        for (which, instead), metrics in together.items():
            text = f"{account}: no values of {_listed(metrics)} for {_items(len(which))}: {why}"
            whole = f"{text}; {instead}" if instead else text
            yield ProblemLine(whole, cause=f"{account}: {reason}: {why}", kind="incomplete")


def _failed(fetched: Fetched) -> dict[_Measure, _Why]:
    """Return what should have been read now and was not, even where the report can show an older number."""
    return {
        (one.media.account, one.media.media_id, metric): _why(measure.reason, measure.detail)
        for one in fetched.snapshots
        for metric, measure in one.measures.items()
        if isinstance(measure, Missing) and measure.reason in INCOMPLETE_REASONS
    }


def _absent(reports: Sequence[Report]) -> dict[_Measure, _Why]:
    """Return what reports lack; what the API said of it only where it is in the operator's language."""
    return {
        (one.account, one.media_id, one.metric): _why(
            Reason(one.reason), one.detail if report.locale.startswith("en") else ""
        )
        for report in reports
        for one in report.absences
        if one.reason in INCOMPLETE_REASONS
    }


def _why(reason: Reason, detail: str) -> _Why:
    return reason.value, detail.rstrip(".") or _WHY.get(reason, reason.value.replace("_", " "))


def _older(
    fetched: Fetched, plan: Plan, history: History, *, failed: Mapping[_Measure, _Why]
) -> dict[_Measure, datetime]:
    """Return when the numbers that history holds of these measures were read."""
    if not failed:
        return {}
    concerned = {key[:2] for key in failed}
    published = [
        one.media.published for one in fetched.snapshots if (one.media.account, one.media.media_id) in concerned
    ]
    accounts = tuple(dict.fromkeys(account for account, _ in concerned))
    wanted = MediaQuery(accounts, min(published), max(published) + timedelta(seconds=1), plan.now, pictures=False)
    with history.read() as transaction:
        snapshots = latest(transaction, wanted)
    return {
        key: one.times.get(metric, one.seen)
        for one in snapshots
        for metric, measure in one.measures.items()
        for key in [(one.media.account, one.media.media_id, metric)]
        if isinstance(measure, Observed) and key in failed
    }


def _older_words(times: Sequence[datetime | None], shown: ReportsShown) -> str:
    """Say what is shown of measures that could not be read now. `times`: when the older numbers were read."""
    known = sorted(one for one in times if one is not None)
    if not known:
        return "the report marks them as missing" if shown.reports else ""
    first, last = _day(known[0]), _day(known[-1])
    when = f"on {first}" if first == last else f"between {first} and {last}"
    of_them = f" for {len(known):,} of them" if len(known) < len(times) else ""
    if shown.as_last_read:
        others = " and marks the others as missing" if of_them else ""
        return f"the report shows the values collected {when}{of_them}{others}"
    return f"history keeps the values collected {when}{of_them}"


def _items(count: int) -> str:
    return "1 media item" if count == 1 else f"{count:,} media items"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _day(when: datetime) -> str:
    at = when.astimezone(UTC)
    return f"{at.day} {at:%b %Y}"


def _moment(when: datetime) -> str:
    return f"{_day(when)}, {when.astimezone(UTC):%H:%M} UTC"
