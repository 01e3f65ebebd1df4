"""Which columns belong to a comparison, and its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Column, Format, Marks, Report, Role, Span
from reporter.renderers.comparisons import (
    ComparisonColumns,
    basis_words,
    change_remarks,
    compared_words,
    comparison_columns,
    figure_places,
    for_people,
    is_bare,
    is_part,
    period_short,
    period_words,
)
from tests.support.analysis_makers import item, report
from tests.support.compared_sample import SPAN
from tests.support.html_sample import sample

ENGLISH = Translator("en_GB")
COLUMNS = (
    Column("account", "Account", Format.TEXT),
    Column("views", "Views", Format.NUMBER),
    Column("previous_views", "Views, earlier", Format.NUMBER, "", Role.PREVIOUS, "views"),
    Column("change_views", "Views, change", Format.CHANGE, "", Role.CHANGE, "views"),
    Column("compared_views", "Views, compared part", Format.NUMBER, "", Role.COMPARED, "views"),
    Column("change_lost", "Lost", Format.CHANGE, "", Role.CHANGE, "lost"),
)


def test_columns_are_told_apart_by_their_role() -> None:
    assert figure_places(COLUMNS) == (0, 1)
    assert comparison_columns(COLUMNS) == {1: ComparisonColumns(previous=2, change=3, compared=4)}
    assert comparison_columns(COLUMNS[:2]) == {}


@pytest.mark.parametrize(("compared", "expected"), [(80, True), (100, False), (None, False)])
def test_a_part_is_compared_when_its_number_is_another(compared: int | None, *, expected: bool) -> None:
    cells = (Cell("acme"), Cell(100), Cell(50), Cell(0.6), Cell(compared), Cell())
    assert is_part(cells, 1, ComparisonColumns(compared=4)) is expected
    assert not is_part(cells, 1, ComparisonColumns())


def test_remarks_are_collected_without_repeats() -> None:
    over = Marks(remarks=("over 1 of 2 accounts",))
    cells = (Cell("acme"), Cell(100), Cell(50, marks=over), Cell(0.6, marks=over), Cell(80))
    at = ComparisonColumns(previous=2, change=3, compared=4)
    assert change_remarks(cells, at, translator=ENGLISH) == ("over 1 of 2 accounts",)


def test_a_change_of_unlike_ages_has_a_caution_of_its_own() -> None:
    cells = (Cell("acme"), Cell(100), Cell(50), Cell(1.0, "unlike_age"))
    at = ComparisonColumns(previous=2, change=3)
    assert change_remarks(cells, at, translator=ENGLISH) == ("the earlier posts were measured at a different age",)


def test_people_do_not_see_the_columns_of_programs() -> None:
    found = report(
        [item(1, views=100)], before=[item(2, views=80)], compare="previous_period", sections=({"kind": "kpis"},)
    )
    roles = [column.role for column in found.sections[0].columns]
    shown = for_people(found).sections[0]
    assert Role.COMPARED in roles
    assert [column.role for column in shown.columns] == [role for role in roles if role is not Role.COMPARED]
    assert all(len(row.cells) == len(shown.columns) for row in shown.rows)
    assert shown.totals is not None
    assert len(shown.totals.cells) == len(shown.columns)


def with_compare(span: Span | None) -> Report:
    return replace(sample(), compare=span, locale="en_GB")


def test_the_compared_period_in_words() -> None:
    assert (period_words(with_compare(None)), compared_words(with_compare(None)), period_short(with_compare(None))) == (
        "", "", "",
    )  # fmt: skip
    assert period_words(with_compare(SPAN)) == "Mon 9 – Sun 15 Nov 2026"
    assert compared_words(with_compare(SPAN)) == "Mon 9 – Sun 15 Nov 2026, previous period"
    part = replace(SPAN, part=True, kind="previous_year")
    assert compared_words(with_compare(part)).endswith(", same part of the period one year earlier")
    assert "2025" in period_short(with_compare(replace(SPAN, start=SPAN.start.replace(year=2025))))


def test_the_basis_in_words() -> None:
    assert basis_words(sample()) == ""
    assert basis_words(replace(sample(), locale="en_GB", basis="gained")) == "growth during the period"
    assert basis_words(replace(sample(), locale="en_GB", at_age="7d")) == "each post at the age of 7 days"


def test_a_report_of_text_alone_is_bare() -> None:
    assert is_bare(report([item(1, views=1)], at_age="30d"))
    assert not is_bare(report([item(1, views=1)]))
