"""What a text means, decided by the field that it is for."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from reporter.spec.yaml.scalars import Alias, Day, Name, TextLine, TrueFalse, Whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("-12", -12), ("100", 100)])
def test_whole_numbers(text: str, number: int) -> None:
    assert TypeAdapter(Whole).validate_python(text) == number


@pytest.mark.parametrize("text", ["", "007", "1.0", "1_000", "1e3", "+1", "٣", " 1", "0x1F", "9" * 19])
def test_what_is_not_a_whole_number(text: str) -> None:
    with pytest.raises(ValidationError, match="expected a whole number"):
        TypeAdapter(Whole).validate_python(text)


def test_only_true_and_false_are_flags() -> None:
    assert [TypeAdapter(TrueFalse).validate_python(text) for text in ("true", "false")] == [True, False]
    for text in ("yes", "on", "True", "1", ""):
        with pytest.raises(ValidationError, match="expected true or false"):
            TypeAdapter(TrueFalse).validate_python(text)


def test_dates_are_written_with_year_month_and_day() -> None:
    assert TypeAdapter(Day).validate_python("2028-02-29") == date(2028, 2, 29)
    for text in ("2026-02-29", "2026-2-1", "20260201", "2026-W05-1", "2026-02-01T00:00", "today"):
        with pytest.raises(ValidationError, match="expected a date"):
            TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x85b", "a\u2028b", "", "a" * 501])
def test_a_line_is_one_line_of_at_most_500_characters(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TextLine).validate_python(text)
    assert TypeAdapter(TextLine).validate_python("a" * 500) == "a" * 500


def test_names_and_aliases_start_differently() -> None:
    assert TypeAdapter(Name).validate_python("engagement_rate2") == "engagement_rate2"
    assert TypeAdapter(Alias).validate_python("4acme.de-x") == "4acme.de-x"
    for text in ("2nd", "a-b", "_a", "é", "a" * 61):
        with pytest.raises(ValidationError):
            TypeAdapter(Name).validate_python(text)
    for text in (".acme", "@acme", "ac me", "a" * 61):
        with pytest.raises(ValidationError):
            TypeAdapter(Alias).validate_python(text)
