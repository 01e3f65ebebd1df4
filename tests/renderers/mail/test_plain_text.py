from __future__ import annotations

import re

from tests.support import compared_sample
from tests.support.mail_sample import mail, tree

REPORT = compared_sample.page()
BODY = mail(REPORT)


def test_the_plain_text_holds_the_same_numbers_in_lines_of_a_terminal() -> None:
    for card in tree(BODY).all("td", class_="card"):
        label, number = (card.all("p", class_=name)[0].text for name in ("label", "number"))
        assert re.search(rf"^{re.escape(label)} +{re.escape(number)} ", BODY.text, re.MULTILINE)
    for item in tree(BODY).all("p", class_="amount"):
        assert item.text in BODY.text
    assert max(map(len, BODY.text.splitlines())) <= 78
    assert "<td" not in BODY.text
