"""Random specs over random worlds: every figure, change, reason, alert, hold and sentence as the oracle has it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.oracle.check import Check
from tests.support.oracle.run import place
from tests.support.oracle.specs import make_spec
from tests.support.oracle.truth import Truth
from tests.support.oracle.world import make_world

FIRST, WORLDS, SPECS_EACH, GROUP = 40, 39, 8, 3  # 312 specs


@pytest.mark.parametrize("first", range(FIRST, FIRST + WORLDS, GROUP))
def test_reports_say_what_the_world_is(first: int, tmp_path: Path) -> None:
    faults, specs, figures = [], 0, 0
    for seed in range(first, first + GROUP):
        world, folder = make_world(seed), tmp_path / str(seed)
        folder.mkdir()
        with place(world, folder) as here:
            chance = Random(seed * 1000 + 7)  # noqa: S311 - no secret
            for number in range(SPECS_EACH):
                spec = make_spec(world, chance)
                truth, outcome = Truth(world, spec), here.run(spec)
                if not outcome.created.reports:
                    assert truth.silent == set(truth.aliases), (seed, number, outcome.problems)
                    continue
                check = Check(truth, outcome.created.reports[0]).run()
                specs, figures = specs + 1, figures + check.figures
                faults += [f"world {seed}, spec {number}: {one}" for one in check.faults]
    assert not faults, "\n".join([f"{len(faults)} faults of {figures} figures in {specs} specs", *faults[:20]])
    assert specs >= SPECS_EACH * GROUP // 2
