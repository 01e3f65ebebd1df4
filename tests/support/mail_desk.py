"""A workspace whose reports are mailed: what its specs say, how it is run, and what arrives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from tests.support.cli_started import Started
from tests.support.mail_server import PostOffice

NOW = "2026-11-23T08:00:00Z"  # a Monday; last week is 2026-W47
LATER = "2026-11-23T09:00:00Z"
BOSS, TEAM = "boss@example.com", "team@example.com"
TO_BOTH = f"deliver: [{{email: {{to: [{BOSS}, 'The Team <{TEAM}>'], body: text, attach: [csv]}}}}]\n"
SMALL = "outputs: {csv: {}}\n"
HISTORY = "sqlite:///.reporter/history.sqlite3"


@dataclass
class Desk:
    """A workspace whose mail goes to `office`."""

    folder: Path
    office: PostOffice
    start: Started

    def write(self, *lines: str, name: str = "weekly") -> None:
        """Add to a spec; one that is not there yet begins like the first."""
        file = self.folder / "reports" / f"{name}.yaml"
        before = file.read_text() if file.exists() else (self.folder / "reports" / "weekly.yaml").read_text()
        file.write_text(before + "".join(lines))

    def run(self, *arguments: str, now: str = NOW) -> CompletedProcess[str]:
        """Run the report `weekly`."""
        return self.start("run", "reports/weekly.yaml", "--now", now, *arguments)

    def counts(self) -> Counter[str]:
        """Count the messages that each recipient got."""
        return Counter(message.recipient for message in self.office.accepted)


def append(file: Path, text: str) -> None:
    """Add text to a file."""
    file.write_text(file.read_text() + text)


def mail_lines(url: str, *more: str) -> str:
    """Return the part of reporter.yaml about mail."""
    return "\n".join(("mail:", f"  server: {url}", "  from: Reports <reports@acme.example>", *more, ""))
