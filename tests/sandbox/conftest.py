"""A sandbox on loopback for the tests of what it answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reporter.sandbox.server import Sandbox, running
from tests.support.sandbox_client import NOW


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Return a server whose clock stands still."""
    with running(NOW) as served:
        yield served
