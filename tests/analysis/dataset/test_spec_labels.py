"""Labels: the first rule that fits a media item names it."""

from __future__ import annotations

from tests.support.analysis_makers import item
from tests.support.datasets import build

CAPTIONS = [
    item(1, caption="Our SUMMER #Sommer #ad"),
    item(2, caption="Straße und Café #sommer", product_type="REELS", media_type="VIDEO"),
    item(3, caption="", product_type="STORY"),
    item(4, caption="Launch day #newdrop #Sommer"),
]


def test_the_first_label_that_fits_wins() -> None:
    labels = {"pillar": {"Drop": {"hashtags": ("newdrop",)}, "Summer": {"hashtags": ("sommer",)}}}
    media = build(CAPTIONS, labels=labels).media
    assert media["label:pillar"].to_list() == ["Summer", "Summer", "unlabelled", "Drop"]
