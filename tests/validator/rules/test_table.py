"""The table of rules is complete, and every rule explains itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reporter.validator import rules
from reporter.validator.rule import Rule
from reporter.validator.rules import RULES, same_file

FOLDER = Path(rules.__file__).parent


def test_every_module_of_the_folder_is_in_the_table_once() -> None:
    named = [_name(rule) for rule in RULES]
    assert sorted(named) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_codes_are_those_of_the_modules_names_and_unique() -> None:
    assert [rule.code for rule in RULES] == [_name(rule).replace("_", "-") for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_rule_checks_something_and_documents_itself(rule: Rule) -> None:
    defined = {value for name, value in vars(rule.module).items() if name.startswith("check")} - {
        same_file.check_together
    }
    assert defined
    assert defined <= {rule.spec, rule.workspace, rule.document}, "every check is in the table"
    assert re.search(r"```yaml\n.+?\n```", rule.documentation, re.DOTALL), "a failing example"


def _name(rule: Rule) -> str:
    return str(vars(rule.module)["__name__"]).rpartition(".")[2]
