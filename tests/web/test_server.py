"""Serving on this computer, until a signal ends it."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from tests.support.webhook_server import (
    WORKSPACE,
    serving,
    start,
)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_when_it_is_told_to(tmp_path: Path, number: int, code: int) -> None:
    with serving(tmp_path) as served:
        served.process.send_signal(number)
        _, said = served.process.communicate(timeout=20)
        assert served.process.returncode == code
        assert len(said.strip().splitlines()) == 1
        assert "canary" not in said


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    (tmp_path / "reporter.yaml").write_text(WORKSPACE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(tmp_path, "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert (process.returncode, len(said.splitlines())) == (75, 1), said
