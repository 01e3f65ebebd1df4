"""Placeholders and the file names made from them."""

from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from reporter.spec.placeholders import PLACEHOLDERS, file_name, fill, find_braces


def test_braces_are_found_with_their_places() -> None:
    found = find_braces("weekly-{period}-{who} }")
    assert [(one.name, one.start, one.length) for one in found] == [("period", 7, 8), ("who", 16, 5), ("", 22, 1)]


def test_filling_never_looks_at_a_value_again() -> None:
    assert fill("{title} {period}", {"title": "{period}", "period": "2026-W47"}) == "{period} 2026-W47"


def test_a_plain_value_stays_readable() -> None:
    values = {"client": "Acme GmbH", "period": "2026-11-01_2026-11-15", "name": "weekly"}
    assert file_name("{name}-{client}-{period}.html", values) == "weekly-Acme GmbH-2026-11-01_2026-11-15.html"


def test_signs_that_files_cannot_have_leave_a_readable_name() -> None:
    assert file_name("{client}.html", {"client": "Kettle & Crumb (Leeds)"}) == "Kettle-Crumb-Leeds.html"


def test_a_value_cannot_leave_the_folder_or_meet_another() -> None:
    assert "/" not in file_name("{client}.html", {"client": "../../etc/passwd"})
    assert file_name("{client}.html", {"client": "a/b"}) != file_name("{client}.html", {"client": "a-b"})
    assert not file_name("{client}", {"client": ".hidden"}).startswith(".")


@given(st.text(max_size=400))
def test_any_value_gives_one_name_of_reasonable_length(value: str) -> None:
    name = file_name("{client}.html", {"client": value})
    assert PurePosixPath(name).name == name
    assert "\0" not in name
    assert 5 < len(name.encode("utf-8", errors="surrogatepass")) <= 200


def test_the_placeholders_are_those_of_the_product() -> None:
    assert PLACEHOLDERS == ("title", "name", "client", "account", "period", "start", "end", "date")
