"""The section table: media items grouped by one or two dimensions."""

from __future__ import annotations

from tests.support.analysis_makers import cells, column, item, on, reel, section, total, values


def test_a_table_ranks_groups_and_leaves_small_ones_unranked() -> None:
    snapshots = [
        *(item(number, views=10) for number in range(3)),  # FEED: 30 of 3
        *(reel(number, views=30) for number in range(10, 13)),  # REELS: 90 of 3
        item(20, product_type="STORY", views=1_000),  # more than all, but on one media item
    ]
    shown = section(snapshots, {"kind": "table", "by": "product_type", "metrics": ("views",)})
    assert values(shown) == [
        {"product_type": "REELS", "media": 3, "views": 90},
        {"product_type": "FEED", "media": 3, "views": 30},
        {"product_type": "STORY", "media": 1, "views": 1_000},
    ]
    assert [cell.weak for cell in cells(shown, "views")] == [False, False, True]
    assert total(shown, "views") == 1_120
    assert (shown.name, shown.title, shown.rank) == ("table-by-product-type", "By product type", "views")
    assert shown.notes == ("Groups of fewer than 3 posts are listed after the others and are not ranked.",)
    assert shown.chart is not None


def test_hashtags_count_in_each_and_the_total_counts_once() -> None:
    snapshots = [
        item(1, caption="#Sommer #ad", views=10),
        item(2, caption="#sommer", views=5),
        item(3, caption="none", views=100),
    ]
    shown = section(snapshots, {"kind": "table", "by": "hashtag", "metrics": ("views",)})
    assert values(shown) == [
        {"hashtag": "#Sommer", "media": 2, "views": 15},
        {"hashtag": "#ad", "media": 1, "views": 10},
    ]
    assert (total(shown, "media"), total(shown, "views")) == (3, 115)
    assert "counts for each of its hashtags" in shown.notes[0]
    assert "(1)" in shown.notes[0]


def test_labels_show_every_value_and_the_unlabelled_last() -> None:
    labels = {"pillar": {"Launch": {"hashtags": ("newdrop",)}, "Deal": {"caption": {"contains": "deal"}}}}
    snapshots = [item(1, caption="#newdrop", views=1), item(2, views=50)]
    shown = section(snapshots, {"kind": "table", "by": "pillar", "metrics": ("views",)}, labels=labels)
    assert column(shown, "pillar") == ["Launch", "Deal", "unlabelled"]
    assert column(shown, "views") == [1, None, 50]
    assert cells(shown, "views")[1].missing == "no_media"


def test_two_dimensions_keep_the_first_ones_order() -> None:
    snapshots = [
        on(17, account="b", views=1, number=1),
        on(16, account="b", views=1, number=2),
        on(17, account="a", views=50, number=3),
    ]
    shown = section(snapshots, {"kind": "table", "by": ("account", "day"), "metrics": ("views",)}, accounts=("b", "a"))
    assert [(row["account"], row["day"].day) for row in values(shown)] == [("a", 17), ("b", 16), ("b", 17)]
    assert (shown.name, shown.title, shown.chart) == ("table-by-account-day", "By account and day", None)


def test_many_groups_make_no_chart() -> None:
    snapshots = [item(number, caption=f"#tag{number}", views=number) for number in range(16)]
    assert section(snapshots, {"kind": "table", "by": "hashtag"}).chart is None
    assert section(snapshots[:15], {"kind": "table", "by": "hashtag"}).chart is not None
