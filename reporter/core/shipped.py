"""Where the files that come with the program lie: templates, themes and the sample workspace.

They stand at the top level of the source tree and inside the package once installed; only this module knows that.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def templates() -> Path:
    """Return the folder of shipped templates and themes."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def samples() -> Path:
    """Return the folder that holds the sample workspace: reporter.yaml and reports/."""
    installed = _PACKAGE / "samples"
    return installed if installed.is_dir() else _PACKAGE.parent
