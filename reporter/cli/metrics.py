"""`reporter metrics`: the catalog, readable, in at most 80 columns."""

from __future__ import annotations

import textwrap
from dataclasses import asdict

import click

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Catalog, Metric, ProductType
from reporter.cli.options import known_name, with_json
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, UsageError

_WIDTH = 80
_POOLING = {
    "sum": "added up",
    "sum_of_reach": "added up, shown as sum of post reach, never as people",
    "mean_per_play": "total watch time by initial plays",
    "weighted_by_plays": "mean weighted by initial plays",
}


@click.command("metrics")
@click.argument("name", required=False)
@click.option(
    "--for", "product_type", type=click.Choice(list(ProductType), case_sensitive=False), help="Only what it has."
)
@with_json
@click.pass_obj
def command(terminal: Terminal, *, name: str | None, product_type: ProductType | None, as_json: bool) -> Exit:
    """Show what can be asked of the API: all metrics, or one with everything known of it."""
    catalog = load_catalog()
    if name:
        names = [known_name(_right_name(terminal, catalog, name), catalog.metrics, what="metric")]
    else:
        names = [one.name for one in catalog.metrics.values() if not product_type or product_type in one.product_types]
    chosen = [catalog.metrics[one] for one in names]
    if as_json:
        terminal.print_json({"exit": Exit.DONE, "metrics": [_plain(one) for one in chosen]})
    elif name:
        terminal.print_text(_page(catalog, chosen[0]))
    else:
        terminal.print_text(_table(chosen))
    return Exit.DONE


def _right_name(terminal: Terminal, catalog: Catalog, name: str) -> str:
    """Return the metric that a name from elsewhere stands for, and say so. Raises UsageError where there is none."""
    if name not in catalog.other_names:
        return name
    right, why = catalog.other_names[name]
    if not right:
        raise UsageError(f'"{name}" is not a metric of media items: {why}')
    terminal.print_problems(f'"{name}" is not a metric of media items: {why}')
    return right


def _table(metrics: list[Metric]) -> str:
    wide = max(len(one.name) for one in metrics)
    lines = [f"{'metric':{wide}}  FEED REELS STORY  note"]
    for one in metrics:
        marks = [(" yes" if kind in one.product_types else "  - ").center(len(kind)) for kind in ProductType]
        lines.append(f"{one.name:{wide}}  {' '.join(marks)}   {_note(one)}"[:_WIDTH].rstrip())
    return "\n".join([*lines, "", "reporter metrics NAME tells more about one."])


def _note(metric: Metric) -> str:
    if metric.removal:
        return f"gone: {metric.replacement}" if metric.replacement else "gone"
    if len(metric.logins) == 1:
        return f"{metric.logins[0]} login"
    return f"by {metric.breakdowns[0][:14]}" if metric.breakdowns else ""


def _page(catalog: Catalog, metric: Metric) -> str:
    values = [pair for one in metric.breakdowns for pair in catalog.breakdowns[one].values.items()]
    facts = [
        ("what", f"{metric.label}: {metric.help}"),
        ("media", ", ".join(metric.product_types)),
        ("login", ", ".join(metric.logins)),
        ("unit", metric.unit.value),
        ("several", _POOLING[metric.pooling.kind]),
        ("breakdown", ", ".join(metric.breakdowns)),
        *(("values", f"{value} = {label}") for value, label in values),
        ("since", " ".join(filter(None, (metric.since_version, str(metric.since_date or ""))))),
        ("gone", _removal(metric)),
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
    older = f"; older versions kept it for media created before {kept}" if kept else ""
    older += f", until their numbers were deleted by {removal.gone_on}" if removal.gone_on else ""
    return f"from {removal.version} on, and from every version since {removal.everywhere_on}{older}"


def _plain(metric: Metric) -> dict[str, object]:
    return {key: _text(value) for key, value in asdict(metric).items()}


def _text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _text(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_text(one) for one in value]
    return value if isinstance(value, bool | None.__class__) else str(value)
