"""The type of the fixture `reporter`: starts the program and returns what it said."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

Started = Callable[..., "subprocess.CompletedProcess[str]"]
