"""What media items gained between two looks: the difference of what was read, never an estimate of it.

An average or rate is worked out for the plays gained in between, from the totals at both ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

from reporter.analysis.dataset.measures import is_lowered
from reporter.catalog.models import Metric, Pooling
from reporter.core.i18n import Translator
from reporter.core.observations import Growth, MetricValue, Missing, Observed, Reason, Snapshot

_NOT_COLLECTED = Missing(Reason.NOT_COLLECTED)
_LOWERED = Missing(Reason.LOWERED)
_NOT_PLAYED = Missing(Reason.NOT_AVAILABLE, "not played in the period")


def gains(growths: Iterable[Growth], metrics: Sequence[Metric], *, translator: Translator) -> list[Snapshot]:
    """Return one snapshot a growth, its measures what each metric grew by; `oldest` is None for what began inside."""
    return [
        Snapshot(
            growth.closing.media,
            growth.closing.seen,
            {
                metric.name: _gain(growth, metric, translator=translator)
                for metric in metrics
                if _is_asked(growth, metric.name)
            },
            oldest=growth.opening.seen if growth.opening else None,
            times=growth.closing.times,
        )
        for growth in growths
    ]


def _is_asked(growth: Growth, metric: str) -> bool:
    """Say whether the metric was ever asked of the media item; of what never was the dataset knows why."""
    return metric in growth.closing.measures or (growth.opening is not None and metric in growth.opening.measures)


def _gain(growth: Growth, metric: Metric, *, translator: Translator) -> MetricValue:
    changed = next((change for change in metric.breaks if _lies_between(change.on, growth)), None)
    if changed is not None:
        return Missing(
            Reason.NOT_AVAILABLE,
            translator.say(
                "the definition of the metric changed between the two readings: {change}",
                change=translator.say(changed.label),
            ),
        )
    if not metric.pooling.kind.adds_up:
        return _of_plays(growth, metric)
    return _LOWERED if _is_lowered(growth, metric) else _difference(growth, metric.name)


def _is_lowered(growth: Growth, metric: Metric) -> bool:
    """Say whether Meta lowered the number before either end: then the difference is no growth."""
    return any(is_lowered(end, metric) for end in (growth.opening, growth.closing) if end)


def _difference(growth: Growth, metric: str) -> MetricValue:
    last = growth.closing.measures.get(metric, _NOT_COLLECTED)
    first = growth.opening.measures.get(metric, _NOT_COLLECTED) if growth.opening else Observed(0)
    if not isinstance(last, Observed):
        return last
    if not isinstance(first, Observed):
        return first
    return Observed(last.value - first.value, _parts(first, last, begun_inside=growth.opening is None))


def _parts(first: Observed, last: Observed, *, begun_inside: bool) -> Mapping[str, int | float] | None:
    """Return what each value of a breakdown grew by; a value absent from a whole split was 0, else it is not known."""
    if last.breakdown is None or (first.breakdown is None and not begun_inside):
        return None
    before, after = _folded(first.breakdown or {}), _folded(last.breakdown)
    whole = [sum(split.values()) == total.value for split, total in ((before, first), (after, last))]
    return {
        value: after.get(value, 0) - before.get(value, 0)
        for value in dict.fromkeys((*after, *before))
        if (value in before or whole[0]) and (value in after or whole[1])
    }


def _folded(split: Mapping[str, int | float]) -> dict[str, int | float]:
    folded: dict[str, int | float] = {}
    for value, number in split.items():
        folded[value.upper()] = folded.get(value.upper(), 0) + number
    return folded


def _of_plays(growth: Growth, metric: Metric) -> MetricValue:
    """Return an average or rate over the plays gained: with plays = total / each, of which both ends tell."""
    ends = [_plays(growth.opening, metric) if growth.opening else (0.0, 0.0), _plays(growth.closing, metric)]
    for end in reversed(ends):
        if isinstance(end, Missing):
            return end
    (first_weight, first_plays), (last_weight, last_plays) = (end for end in ends if not isinstance(end, Missing))
    plays = last_plays - first_plays
    return Observed((last_weight - first_weight) / plays) if plays > 0 else _NOT_PLAYED


def _plays(snapshot: Snapshot, metric: Metric) -> tuple[float, float] | Missing:
    """Return what the metric is an average of, and over how many plays; (0, 0) for what was never played."""
    rule = metric.pooling
    numbers: list[int | float] = []
    for name in (metric.name, rule.total, rule.each):
        measure = snapshot.measures.get(name, _NOT_COLLECTED)
        if isinstance(measure, Missing):
            return measure
        numbers.append(measure.value)
    average, total, each = numbers
    plays = total / each if each > 0 else 0.0
    return (total if rule.kind is Pooling.MEAN_PER_PLAY else average * plays), plays


def _lies_between(day: date, growth: Growth) -> bool:
    first = growth.opening.seen if growth.opening else growth.closing.media.published
    return first < datetime.combine(day, time(), UTC) <= growth.closing.seen
