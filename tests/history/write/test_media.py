"""Media items, their texts and their pictures."""

from __future__ import annotations

from sqlalchemy import func, select

from reporter.history.open import History
from reporter.history.read.rows import read_media
from reporter.history.tables import FACTS, PICTURE
from tests.support.history_makers import look, measures, media, media_query


def test_an_edited_caption_is_known_from_then_on(history: History) -> None:
    look(history, 1, (media(caption="first"), measures(views=1)))
    look(history, 2, (media(caption="first"), measures(views=1)))
    look(history, 3, (media(caption="second"), measures(views=1)))
    with history.read() as connection:
        assert connection.execute(select(func.count()).select_from(FACTS)).scalar() == 2
        captions = [
            next(iter(read_media(connection, media_query(now=at), gone_by=None).values())).caption for at in (2.5, 3)
        ]
    assert captions == ["first", "second"]


def test_text_that_no_database_takes_is_replaced(history: History) -> None:
    look(history, 1, (media(caption="a\0b\ud800c", permalink="x\0"), measures(views=1)))
    with history.read() as connection:
        (one,) = read_media(connection, media_query(), gone_by=None).values()
    assert (one.caption, one.permalink) == ("a\ufffdb\ufffdc", "x\ufffd")


def test_a_picture_is_kept_once(history: History) -> None:
    for at in (1, 2):
        look(history, at, (media(thumbnail=b"\x89PNG\r\n\x1a\nx"), measures(views=at)))
    with history.read() as connection:
        assert connection.execute(select(PICTURE.c.data)).scalars().all() == [b"\x89PNG\r\n\x1a\nx"]
        (one,) = read_media(connection, media_query(), gone_by=None).values()
    assert one.thumbnail == b"\x89PNG\r\n\x1a\nx"
