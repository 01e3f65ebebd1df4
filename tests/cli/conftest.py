"""A workspace whose reports are mailed, for the tests of several commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_started import Started
from tests.support.mail_desk import SMALL, Desk, append, mail_lines
from tests.support.mail_server import PostOffice, mail_server


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Serve mail."""
    with mail_server() as served:
        yield served


@pytest.fixture
def desk(workspace: Path, reporter: Started, office: PostOffice) -> Desk:
    """Return a workspace with a mail server and an operator, and a spec with one small output."""
    append(workspace / "reporter.yaml", mail_lines(office.url, "  operator: ops@example.com"))
    desk = Desk(workspace, office, reporter)
    desk.write(SMALL)
    return desk
