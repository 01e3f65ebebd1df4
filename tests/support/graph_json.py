"""Any JSON, with the keys that answers of the Graph API have."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = [
    "data",
    "name",
    "values",
    "value",
    "total_value",
    "breakdowns",
    "dimension_keys",
    "dimension_values",
    "results",
    "id",
    "timestamp",
    "paging",
    "next",
    "cursors",
    "after",
    "error",
    "code",
    "body",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)
