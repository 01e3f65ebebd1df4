"""Deliveries by email without a mail server."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import findings, spec


def test_a_folder_needs_no_mail_server(folder: Path) -> None:
    assert findings(folder, spec("deliver: [{folder: {path: published}}]")) == []
