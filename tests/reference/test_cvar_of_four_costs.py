"""Conditional value at risk of the four equally likely costs 10, 20, 30 and 40 at alpha 0.6.

The instance of mpi-sppy's ``test_cvar.py`` (Pyomo/mpi-sppy), derived here by hand. The worst two
fifths of costs are all of 40 (weight 0.25) and 0.15 of 30: (40 x 0.25 + 30 x 0.15) / 0.4 = 36.25.
Read as rewards, the worst two fifths are all of 10 and 0.15 of 20: (2.5 + 3) / 0.4 = 13.75.
Exact up to the solver's 1e-9.
"""

from __future__ import annotations

import linopy
import pytest

from orepact.errors import OrepactError
from orepact.solve import Limits, Linear, Program, cvar, expected, posed, solve

AMOUNTS = (10.0, 20.0, 30.0, 40.0)
EVEN = {f"{amount:g}": 0.25 for amount in AMOUNTS}


def fixed_outcomes() -> tuple[Program, dict[str, Linear]]:
    model = linopy.Model()
    one = model.add_variables(lower=1.0, upper=1.0, name="one")
    return posed(model, {f"{amount:g}": amount * one for amount in AMOUNTS})


def test_worst_two_fifths_of_costs() -> None:
    program, costs = fixed_outcomes()
    wide, value = cvar(program, costs, EVEN, alpha=0.6)
    found = solve(wide.aiming(value.times(-1.0)), Limits(gap=0.0))
    assert value.at(found.x) == pytest.approx(36.25, abs=1e-9)
    # The first new column is the value at risk: 30 covers three fifths of the cases.
    assert found.x[program.cost.size] == pytest.approx(30.0, abs=1e-9)


def test_worst_two_fifths_of_rewards() -> None:
    program, rewards = fixed_outcomes()
    wide, value = cvar(program, rewards, EVEN, alpha=0.6, is_reward=True)
    found = solve(wide.aiming(value), Limits(gap=0.0))
    assert value.at(found.x) == pytest.approx(13.75, abs=1e-9)
    assert found.x[program.cost.size] == pytest.approx(20.0, abs=1e-9)


def test_alpha_zero_is_the_mean_and_a_tail_of_one_case_is_the_worst() -> None:
    program, costs = fixed_outcomes()
    assert expected(costs, EVEN).at(solve(program).x) == pytest.approx(25.0)
    for alpha, answer in ((0.0, 25.0), (0.75, 40.0)):
        wide, value = cvar(program, costs, EVEN, alpha=alpha)
        found = solve(wide.aiming(value.times(-1.0)), Limits(gap=0.0))
        assert value.at(found.x) == pytest.approx(answer, abs=1e-9)


@pytest.mark.parametrize(
    ("chances", "alpha", "said"),
    [
        ({"10": 0.5, "20": 0.5}, 0.6, "do not name the same scenarios"),
        ({"10": 0.5, "20": 0.5, "30": 0.5, "40": -0.5}, 0.6, "smallest -0.5"),
        (EVEN, 1.0, "alpha is 1"),
        ({**EVEN, "50": 0.0}, 0.6, "do not name the same scenarios"),
    ],
)
def test_chances_that_cannot_be_are_refused(
    chances: dict[str, float], alpha: float, said: str
) -> None:
    program, costs = fixed_outcomes()
    with pytest.raises(OrepactError, match=said):
        cvar(program, costs, chances, alpha=alpha)
