"""The fixture `reporter` and what it returns: the program as people start it, and what it printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

Started = Callable[..., CompletedProcess[str]]


def printed_json(done: CompletedProcess[str]) -> dict[str, Any]:
    """Return the object that a command printed. Asserts that it ended well."""
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed
