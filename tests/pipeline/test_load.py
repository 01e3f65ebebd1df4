"""The dataset of a report, read from history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporter.analysis.context import HistoryFacts
from reporter.analysis.dataset.build import Dataset
from reporter.analysis.dataset.measures import reason_column
from reporter.catalog.load import load_catalog
from reporter.history.open import History
from reporter.pipeline.load import load_data
from reporter.pipeline.plan import plan_editions
from reporter.spec.editions import editions
from tests.support.analysis_makers import make_spec
from tests.support.history_makers import hour, look, measures, media
from tests.support.workspaces import make_workspace

WEEK = 7 * 24


def loaded(history: History, now: float = WEEK + 8, **keys: Any) -> tuple[Dataset, HistoryFacts]:  # noqa: ANN401 - a spec's keys
    """Load the report of last week, as known so many hours after the beginning of that week."""
    workspace = make_workspace(Path(), "acme")
    due = editions(make_spec(**keys), name="weekly", workspace=workspace, now=hour(now))
    plan = plan_editions(due, workspace=workspace, catalog=load_catalog(), now=hour(now))
    return load_data(history, due[0], plan=plan, catalog=load_catalog())


def numbers(data: Dataset) -> list[str]:
    return [media_id[-1] for media_id in sorted(data.media["media_id"])]


def test_only_media_of_the_period_are_in_the_dataset(history: History) -> None:
    items = [
        (media(number, published=at), measures(views=number))
        for number, at in ((1, -1), (2, 0), (3, WEEK - 1), (4, WEEK))
    ]
    look(history, WEEK + 1, *items)
    data, _ = loaded(history)
    assert numbers(data) == ["2", "3"]
    assert data.media["views"].to_list() == [2, 3]


def test_an_empty_history_is_an_empty_dataset(history: History) -> None:
    data, facts = loaded(history, compare="previous_period")
    assert data.media.is_empty()
    assert facts.ground.never_listed == {"acme"}
    assert facts.earlier is not None
    assert facts.earlier.media.is_empty()


def test_nothing_that_was_read_later_is_in_the_report(history: History) -> None:
    look(history, WEEK + 1, (media(1, published=5), measures(views=10)))
    look(history, WEEK + 20, (media(1, published=5), measures(views=99)))
    assert loaded(history)[0].media["views"].to_list() == [10]
    assert loaded(history, now=WEEK + 30)[0].media["views"].to_list() == [99]


def test_the_earlier_week_is_as_it_was_known_then(history: History) -> None:
    before = media(1, published=-100)
    look(history, 8, (before, measures(views=10)))
    look(history, WEEK + 8, (before, measures(views=50)))
    then, now = ({"period": "previous_period", "as_known": known} for known in ("then", "now"))
    for compare, views in ((then, 10), (now, 50)):
        earlier = loaded(history, compare=compare)[1].earlier
        assert earlier is not None
        assert earlier.media["views"].to_list() == [views]


def test_without_a_comparison_there_is_no_earlier_dataset(history: History) -> None:
    look(history, WEEK + 1, (media(1, published=5), measures(views=10)))
    assert loaded(history)[1].earlier is None


def test_growth_is_that_of_older_media_as_well(history: History) -> None:
    old = media(1, published=-500)
    look(history, 0, (old, measures(views=100)))
    look(history, WEEK, (old, measures(views=130)))
    data, _ = loaded(history, basis="gained")
    assert data.media["views"].to_list() == [30]


def test_at_an_age_the_first_reading_from_then_on_counts(history: History) -> None:
    item = media(1, published=10)
    for at, views in ((20, 1), (60, 6), (WEEK + 1, 90)):
        look(history, at, (item, measures(views=views)))
    assert loaded(history, at_age="48h")[0].media["views"].to_list() == [6]


def test_metrics_that_a_product_type_never_has_say_so(history: History) -> None:
    look(history, WEEK + 1, (media(1, published=5, product_type="STORY"), measures(views=3)))
    data, _ = loaded(history, metrics=("views", "saved"))
    assert data.media["saved"].to_list() == [None]
    assert data.media[reason_column("saved")].to_list() == ["not_supported"]


def test_deleted_media_are_counted_and_left_out(history: History) -> None:
    items = [(media(number, published=number), measures(views=number)) for number in (1, 2)]
    look(history, WEEK + 1, *items)
    look(history, WEEK + 2, items[0])
    data, facts = loaded(history)
    assert numbers(data) == ["1"]
    assert facts.gone == {"acme": 1}


def test_past_weeks_are_loaded_for_the_small_charts_of_key_figures(history: History) -> None:
    for back in (3, 2, 1, 0):
        item = media(back, published=-back * WEEK + 5)
        look(history, -back * WEEK + 6, (item, measures(views=back)))
        look(history, -(back - 1) * WEEK + 8, (item, measures(views=10 * back)))
    _, facts = loaded(history)
    starts = [period.start for period, _ in facts.past.periods]
    assert starts == [
        hour(-weeks * WEEK) for weeks in (4, 3, 2, 1)
    ]  # the list of three weeks ago closes the week before it
    assert loaded(history, sections=({"kind": "media"},))[1].past.periods == ()
