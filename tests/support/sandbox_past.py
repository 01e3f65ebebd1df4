"""A history that holds the past of sandbox accounts, as their first run leaves it: recorded once, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from reporter.history.db.location import file_lock
from reporter.history.open import open_history
from reporter.history.write.backlog import record_backlog
from reporter.sandbox.past import past
from reporter.sandbox.world import ACCOUNTS

FOLDER, FILE = ".reporter", "history.sqlite3"
EVERYBODY = tuple(account.alias for account in ACCOUNTS)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # of most tests that run the program


def remember(workspace: Path, accounts: Sequence[str], *, cache: Path) -> None:
    """Put the history into a workspace. `cache`: the folder of the recorded ones, shared by all test processes."""
    recorded = cache / f"past-{'-'.join(accounts)}"
    with file_lock(recorded.with_suffix(".lock"), wait=True):
        if not recorded.exists():
            _record(recorded, accounts)
    (workspace / FOLDER).mkdir(mode=0o700)
    shutil.copy2(recorded / FILE, workspace / FOLDER / FILE)


def _record(folder: Path, accounts: Sequence[str]) -> None:
    draft = folder.with_suffix(".new")
    draft.mkdir()
    with open_history(f"sqlite:///{FILE}", draft) as history:
        for account in accounts:
            record_backlog(history, account, past(account, account, NOW))
    draft.rename(folder)
