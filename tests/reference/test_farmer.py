"""The farmer's problem: plan under uncertain yields, perfect information, and the mean's plan.

J. R. Birge and F. Louveaux, Introduction to Stochastic Programming, Springer, 1997, section 1.1;
the same data as ``examples/farmer`` of Pyomo/mpi-sppy. Published: 170, 80 and 250 acres and a
profit of 108,390 USD; 115,406 with perfect information (so that it is worth 7,016); 107,240 with
the plan made for mean yields (so that planning for uncertainty is worth 1,150). The unrounded
value of perfect information is 7,015.56. Linear programs, so the tolerance is half a cent.
"""

from __future__ import annotations

from collections.abc import Mapping

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from orepact.solve import (
    Limits,
    Linear,
    Program,
    Solve,
    best,
    cvar,
    expected,
    posed,
    solve,
)

CROPS = pd.Index(["wheat", "corn", "beets"], name="crop")
YIELDS = {"good": 1.2, "normal": 1.0, "bad": 0.8}
CHANCES = dict.fromkeys(YIELDS, 1.0 / 3.0)


def crop(*values: float) -> xr.DataArray:
    return xr.DataArray(list(values), coords=[CROPS])


def farm(yields: Mapping[str, float]) -> tuple[Program, dict[str, Linear]]:
    """Return the program and the profit of each scenario; the acres come before the yields."""
    model = linopy.Model()
    acres = model.add_variables(lower=0.0, coords=[CROPS], name="acres")
    model.add_constraints(acres.sum() <= 500.0, name="land")
    profits = {}
    for name, yield_ in yields.items():
        bought = model.add_variables(lower=0.0, coords=[CROPS], name=f"bought_{name}")
        sold = model.add_variables(lower=0.0, coords=[CROPS], name=f"sold_{name}")
        excess = model.add_variables(lower=0.0, name=f"excess_{name}")
        grown = acres * (yield_ * crop(2.5, 3.0, 20.0))
        model.add_constraints(grown + bought - sold >= crop(200.0, 240.0, 0.0), name=f"feed_{name}")
        model.add_constraints(bought.sel(crop="beets") <= 0.0, name=f"no_beets_{name}")
        model.add_constraints(sold.sel(crop="beets") - excess <= 6000.0, name=f"quota_{name}")
        profits[name] = (
            (sold * crop(170.0, 150.0, 36.0)).sum()
            - (36.0 - 10.0) * excess
            - (bought * crop(238.0, 210.0, 0.0)).sum()
            - (acres * crop(150.0, 230.0, 260.0)).sum()
        )
    return posed(model, profits)


def best_of(program: Program, aim: Linear) -> Solve:
    return solve(program.aiming(aim), Limits(gap=0.0))


@pytest.fixture(scope="module")
def recourse() -> tuple[Program, dict[str, Linear], Solve]:
    program, profits = farm(YIELDS)
    return program, profits, best_of(program, expected(profits, CHANCES))


def test_acres_and_profit_under_uncertainty(
    recourse: tuple[Program, dict[str, Linear], Solve],
) -> None:
    _, profits, found = recourse
    assert found.values_of("acres").values == pytest.approx([170.0, 80.0, 250.0], abs=1e-6)
    assert expected(profits, CHANCES).at(found.x) == pytest.approx(108_390.0, abs=0.005)


def test_perfect_information_and_planning_are_worth_what_is_published(
    recourse: tuple[Program, dict[str, Linear], Solve],
) -> None:
    program, profits, found = recourse
    with_recourse = expected(profits, CHANCES).at(found.x)
    known = 0.0
    for name, yield_ in YIELDS.items():
        alone, profit = farm({name: yield_})
        known += CHANCES[name] * profit[name].at(best_of(alone, profit[name]).x)
    assert known == pytest.approx(115_405.56, abs=0.005)
    assert known - with_recourse == pytest.approx(7_015.56, abs=0.005)
    mean, profit = farm({"mean": 1.0})
    acres = best_of(mean, profit["mean"]).values_of("acres").values
    assert acres == pytest.approx([120.0, 80.0, 300.0], abs=1e-6)
    columns = program.variables["acres"].values
    held = [Linear(coefficients=_unit(program, column)) for column in columns]
    fixed = program.with_rows("at_least", held, [float(a) - 1e-9 for a in acres])
    fixed = fixed.with_rows(
        "at_most", [row.times(-1.0) for row in held], [-float(a) - 1e-9 for a in acres]
    )
    of_the_mean = expected(profits, CHANCES).at(best_of(fixed, expected(profits, CHANCES)).x)
    assert of_the_mean == pytest.approx(107_240.0, abs=0.005)
    assert with_recourse - of_the_mean == pytest.approx(1_150.0, abs=0.01)


def test_a_farmer_who_fears_the_worst_third_plans_for_bad_yields(
    recourse: tuple[Program, dict[str, Linear], Solve],
) -> None:
    # The worst third of three equal cases is the worst case alone; no plan does better in it than
    # the plan made for it: 59,950 USD in the book's table 4.
    program, profits, found = recourse
    wide, worst = cvar(program, profits, CHANCES, alpha=2.0 / 3.0, is_reward=True)
    careful = best_of(wide, worst)
    assert worst.at(careful.x) == pytest.approx(59_950.0, abs=0.005)
    least = min(profit.at(found.x) for profit in profits.values())
    assert worst.at(careful.x) > least
    alone, profit = farm({"bad": YIELDS["bad"]})
    point = best(alone, "bad", profit, limits=Limits(gap=0.0))
    assert point is not None
    assert point.values["bad"] == pytest.approx(59_950.0, abs=0.005)


def _unit(program: Program, column: int) -> np.ndarray:
    row = np.zeros(program.cost.size)
    row[column] = 1.0
    return row
