"""Unknown time zones."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import SANDBOX, findings, spec


def test_a_clients_wrong_time_zone_is_told_in_reporter_yaml_alone(folder: Path) -> None:
    workspace = SANDBOX + "clients: {X: {accounts: [solo], timezone: Mars}}\n"
    assert findings(folder, spec("for_each: client"), workspace) == [("unknown-timezone", 3, 43)]
