"""The section breakdown: one metric split by a dimension of the API."""

from __future__ import annotations

from reporter.core.observations import Observed, Snapshot
from tests.support.analysis_makers import cells, column, item, section, total, values

NAVIGATION = {"metrics": ("navigation",), "breakdowns": {"navigation": "story_navigation_action_type"}}


def story(number: int, whole: int, **parts: int) -> Snapshot:
    return item(number, product_type="STORY", navigation=Observed(whole, parts))


def test_breakdowns_fill_zeros_only_where_the_parts_make_the_whole() -> None:
    snapshots = [story(1, 10, tap_forward=6, tap_exit=4), story(2, 9, tap_forward=5), story(3, 0)]
    shown = section(snapshots, {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert [one.name for one in shown.columns] == ["story_navigation_action_type", "label", "navigation", "share"]
    assert [(row["label"], row["navigation"]) for row in values(shown)] == [
        ("Forward", 11),  # 6 + 5
        ("Exit", 4),
        ("Back", 0),  # of the first and third, whose parts are complete
        ("Next story", 0),
    ]
    assert [cell.n for cell in cells(shown, "navigation")] == [3, 2, 2, 2]
    assert column(shown, "share") == [11 / 15, 4 / 15, 0, 0]
    assert (total(shown, "navigation"), total(shown, "share")) == (15, 1)
    assert shown.notes == ("The parts add up to 15. Instagram reports 19 for story navigation.",)


def test_an_absent_value_is_unknown_when_nothing_tells() -> None:
    shown = section([story(1, 9, tap_forward=5)], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert column(shown, "navigation") == [5, None, None, None]
    assert {cell.missing for cell in cells(shown, "navigation")[1:]} == {"not_available"}


def test_values_unknown_to_the_catalog_are_kept() -> None:
    shown = section([story(1, 3, swipe_up=3)], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert values(shown)[0] == {
        "story_navigation_action_type": "SWIPE_UP",
        "label": "Swipe up",
        "navigation": 3,
        "share": 1,
    }


def test_a_breakdown_without_media_says_so() -> None:
    shown = section([], {"kind": "breakdown", "metric": "navigation"}, **NAVIGATION)
    assert {cell.missing for cell in cells(shown, "navigation")} == {"no_media"}
    assert shown.totals is not None
    assert shown.totals.cells[2].missing == "no_media"
