"""The table of rules is complete, and every rule explains itself."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from reporter.validator import rules
from reporter.validator.rules import RULES

FOLDER = Path(rules.__file__).parent


def test_every_module_of_the_folder_is_in_the_table_once() -> None:
    named = [rule.__name__.rpartition(".")[2] for rule in RULES]
    assert sorted(named) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_codes_are_those_of_the_modules_names_and_unique() -> None:
    assert [rule.CODE for rule in RULES] == [rule.__name__.rpartition(".")[2].replace("_", "-") for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.CODE))
def test_a_rule_checks_something_and_documents_itself(rule: ModuleType) -> None:
    assert any(hasattr(rule, name) for name in ("check", "check_workspace", "check_document"))
    assert rule.__doc__ is not None
    assert re.search(r"```yaml\n.+?\n```", rule.__doc__, re.DOTALL), "a failing example"
