"""Media ids say which media item is meant."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sandbox.ids import ObjectKey, media_id, read_media_id


@given(
    st.builds(ObjectKey, st.integers(0, 7), st.booleans(), st.integers(0, 4095), st.integers(0, 63), st.integers(0, 15))
)
@settings(max_examples=200, deadline=None)
def test_an_id_says_which_media_item_is_meant(key: ObjectKey) -> None:
    assert len(media_id(key)) == 17
    assert read_media_id(media_id(key)) == key


@given(st.one_of(st.text(max_size=20), st.integers(0, 10**17).map(str)))
@settings(max_examples=200, deadline=None)
def test_other_ids_mean_nothing_or_themselves(text: str) -> None:
    key = read_media_id(text)
    assert key is None or media_id(key) == text
