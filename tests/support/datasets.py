"""Datasets of snapshots, for tests of what counts in a report and what each media item is."""

from __future__ import annotations

from typing import Any

from reporter.analysis.dataset.build import Dataset
from reporter.core.observations import Snapshot
from tests.support.analysis_makers import dataset, make_edition, make_spec


def build(snapshots: list[Snapshot], **keys: Any) -> Dataset:  # noqa: ANN401 - a spec's keys
    """Return the dataset of a spec with these keys."""
    return dataset(snapshots, make_edition(make_spec(**keys)))


def kept(snapshots: list[Snapshot], **keys: Any) -> list[int]:  # noqa: ANN401 - a spec's keys
    """Return the numbers of the media items that count."""
    return [int(media_id) - 17_000_000_000_000_000 for media_id in build(snapshots, **keys).media["media_id"]]
