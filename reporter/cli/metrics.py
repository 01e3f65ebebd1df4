"""`reporter metrics`: shows the catalog in at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict

import click

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import metrics_for
from reporter.catalog.models import Catalog, Metric, ProductType
from reporter.cli.options import known_name, with_json
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, UsageError

_WIDTH = 80
_POOLING = {
    "sum": "added up",
    "sum_of_reach": "added up, shown as sum of post reach, never as a number of people",
    "mean_per_play": "total watch time divided by initial plays",
    "weighted_by_plays": "mean weighted by initial plays",
}


@click.command("metrics")
@click.argument("name", required=False)
@click.option(
    "--for",
    "product_type",
    type=click.Choice(list(ProductType), case_sensitive=False),
    help="List only metrics for this product type.",
)
@with_json
@click.pass_obj
def command(terminal: Terminal, *, name: str | None, product_type: ProductType | None, as_json: bool) -> Exit:
    """List available metrics, or show the details of one metric."""
    catalog = load_catalog()
    metrics: Sequence[Metric] = tuple(catalog.metrics.values())
    if name:
        metric_name = known_name(_metric_name(terminal, catalog, name), catalog.metrics, what="metric")
        metrics = [catalog.metrics[metric_name]]
    elif product_type:
        metrics = metrics_for(catalog, product_type)
    if as_json:
        terminal.print_json({"exit": Exit.DONE, "metrics": [_plain(metric) for metric in metrics]})
    elif name:
        terminal.print_text(_page(catalog, metrics[0]))
    else:
        terminal.print_text(_table(metrics))
    return Exit.DONE


def _metric_name(terminal: Terminal, catalog: Catalog, name: str) -> str:
    """Return the metric for a name that Meta uses elsewhere, and show why. Raises UsageError if there is none."""
    if name not in catalog.other_names:
        return name
    metric_name, reason = catalog.other_names[name]
    text = f'"{name}" is not a metric of media items: {reason}'
    if not metric_name:
        raise UsageError(text)
    terminal.print_problems(text)
    return metric_name


def _table(metrics: Sequence[Metric]) -> str:
    width = max(len(metric.name) for metric in metrics)
    lines = [f"{'metric':{width}}  FEED REELS STORY  note"]
    for metric in metrics:
        marks = [(" yes" if kind in metric.product_types else "  - ").center(len(kind)) for kind in ProductType]
        lines.append(f"{metric.name:{width}}  {' '.join(marks)}   {_note(metric)}"[:_WIDTH].rstrip())
    return "\n".join([*lines, "", "`reporter metrics NAME` shows the details of a metric."])


def _note(metric: Metric) -> str:
    if metric.removal:
        return f"removed; use {metric.replacement}" if metric.replacement else "removed"
    if len(metric.logins) == 1:
        return f"{metric.logins[0]} login"
    return f"by {metric.breakdowns[0][:14]}" if metric.breakdowns else ""


def _page(catalog: Catalog, metric: Metric) -> str:
    values = [pair for name in metric.breakdowns for pair in catalog.breakdowns[name].values.items()]
    facts = [
        ("meaning", f"{metric.label}: {metric.help}"),
        ("media", ", ".join(metric.product_types)),
        ("login", ", ".join(metric.logins)),
        ("unit", metric.unit.value),
        ("totals", _POOLING[metric.pooling.kind]),
        ("breakdown", ", ".join(metric.breakdowns)),
        *(("values", f"{value} = {label}") for value, label in values),
        ("since", " ".join(filter(None, (metric.since_version, str(metric.since_date or ""))))),
        ("removed", _removal(metric)),
        ("use", metric.replacement),
        *(("note", text) for text in metric.caveats),
        ("source", f"{metric.source}, checked on {metric.checked_on}"),
    ]
    wrap = textwrap.TextWrapper(width=_WIDTH, subsequent_indent=" " * 12)
    return "\n".join([metric.name, *(wrap.fill(f"  {key:9} {text}") for key, text in facts if text)])


def _removal(metric: Metric) -> str:
    removal = metric.removal
    if removal is None:
        return ""
    kept = removal.except_created_before
    older = f"; older versions kept it for media items created before {kept}" if kept else ""
    older += f", until Meta deleted those values on {removal.gone_on}" if removal.gone_on else ""
    return f"in {removal.version}, and in all versions on {removal.everywhere_on}{older}"


def _plain(metric: Metric) -> dict[str, object]:
    return {key: _text(value) for key, value in asdict(metric).items()}


def _text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _text(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_text(part) for part in value]
    return value if isinstance(value, bool | None.__class__) else str(value)
