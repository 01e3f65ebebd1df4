"""Missing values: one absence for each, and notes that sum them up by metric."""

from __future__ import annotations

from reporter.core.observations import Missing, Reason
from reporter.core.report import Absence, NoteKind
from tests.support.analysis_makers import item, notes, reel, report


def test_absences_are_every_missing_measure_in_order() -> None:
    failed = Missing(Reason.FAILED, "the answer was cut off")
    found = report([item(2, views=failed, saved=1), item(1, views=1, product_type="STORY")], metrics=("views", "saved"))
    assert found.absences == (
        Absence("acme", "17000000000000001", "saved", "not_supported", label="Saves"),
        Absence("acme", "17000000000000002", "views", "failed", "the answer was cut off", "Views"),
    )


def test_notes_sum_up_what_is_missing_and_why() -> None:
    snapshots = [
        *(item(number, reach=10) for number in range(3)),
        item(4, reach="not_enough_viewers"),
        item(5, reach="failed"),
        item(6, reach="failed"),
        item(7, product_type="STORY", reach="not_supported"),
    ]
    found = notes(report(snapshots, metrics=("reach",)), NoteKind.MISSING)
    assert found == [
        (
            "Reach",
            (
                "Posts with a value: 3 of 6. Missing: could not be fetched (2); "
                "too few viewers for Instagram to report a value (1)."
            ),
        ),
        ("Reach", "Not available for stories."),
    ]


def test_a_product_type_that_has_the_metric_here_and_there_is_not_said_to_lack_it() -> None:
    snapshots = [item(1, reach=10), item(2, reach="not_supported"), reel(3, reach="not_supported")]
    assert notes(report(snapshots, metrics=("reach",)), NoteKind.MISSING) == [
        ("Reach", "Posts with a value: 1 of 2. Missing: not available for this type of post (1)."),
        ("Reach", "Not available for reels."),
    ]
