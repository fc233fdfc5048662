"""Every way a solve can end has its own status, and the proof is stated."""

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from orepact.solve import (
    Limits,
    Requirement,
    RowUnit,
    SolverError,
    Status,
    check_solution,
    explain_conflict,
    program_of,
    solve,
)


def knapsack(weights: list[float], profits: list[float], capacity: float) -> linopy.Model:
    model = linopy.Model()
    item = pd.RangeIndex(len(weights), name="item")
    take = model.add_variables(binary=True, coords=[item], name="take")
    model.add_constraints((take * xr.DataArray(weights, coords=[item])).sum() <= capacity, name="w")
    model.add_objective((take * xr.DataArray(profits, coords=[item])).sum(), sense="max")
    return model


def test_an_optimum_is_proved_and_its_binaries_are_whole() -> None:
    found = solve(program_of(knapsack([2, 3, 4, 5], [3, 4, 5, 8], 8)), Limits(gap=0.0))
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == 12.0
    assert found.absolute_gap == found.relative_gap == 0.0
    assert set(found.values_of("take").values.tolist()) <= {0.0, 1.0}


def test_infeasible_and_unbounded_are_statuses_without_values() -> None:
    model = linopy.Model()
    x = model.add_variables(lower=0.0, name="x")
    model.add_objective(1 * x, sense="max")
    assert solve(program_of(model)).status is Status.UNBOUNDED
    model.add_constraints(1 * x <= -1, name="below")
    found = solve(program_of(model))
    assert found.status is Status.INFEASIBLE
    assert not found.has_solution
    with pytest.raises(SolverError, match="infeasible"):
        found.values_of("x")


def test_a_node_limit_keeps_its_solution_and_an_honest_bound() -> None:
    rng = np.random.default_rng(3)
    model = linopy.Model()
    item = pd.RangeIndex(60, name="item")
    row = pd.RangeIndex(8, name="row")
    take = model.add_variables(binary=True, coords=[item], name="take")
    weights = xr.DataArray(rng.integers(10, 100, (8, 60)).astype(float), coords=[row, item])
    profits = xr.DataArray(rng.integers(10, 100, 60).astype(float), coords=[item])
    model.add_constraints((take * weights).sum("item") <= 1500, name="w")
    model.add_objective((take * profits).sum(), sense="max")
    cut_short = solve(program_of(model), Limits(gap=0.0, nodes=1))
    proved = solve(program_of(model), Limits(gap=0.0))
    assert cut_short.status is Status.NODE_LIMIT
    assert proved.status is Status.OPTIMAL
    assert cut_short.objective <= proved.objective <= cut_short.bound
    within = solve(program_of(model), Limits(gap=0.2))
    assert within.status is Status.GAP_REACHED
    assert within.relative_gap <= 0.2


def test_the_checker_finds_a_solution_right_and_a_forged_one_wrong() -> None:
    model = knapsack([2, 3, 4, 5], [3, 4, 5, 8], 8)
    found = solve(program_of(model), Limits(gap=0.0))
    units = {"w": RowUnit(unit="kg", tolerance=1e-6)}
    check = check_solution(program_of(model), found, units)
    assert check.holds
    assert check.objective == 12
    assert check.integers == 4
    found.x[:] = 1.0
    forged = check_solution(program_of(model), found, units)
    assert not forged.holds
    assert [text.split(":")[0] for text in forged.failures] == ["w", "objective"]
    assert next(item for item in forged.families if item.family == "w").worst == 6


def test_the_checker_refuses_a_binary_that_is_not_whole() -> None:
    model = knapsack([2, 3], [3, 4], 8)
    found = solve(program_of(model))
    found.x[0] = 0.9999999
    with pytest.raises(SolverError, match="whole number"):
        check_solution(program_of(model), found, {"w": RowUnit(unit="kg", tolerance=1e-6)})


def test_a_conflict_names_its_rows_and_the_least_relaxation_in_their_unit() -> None:
    model = knapsack([2, 3, 4, 5], [3, 4, 5, 8], 8)
    take = model.variables["take"]
    model.add_constraints(take.sum() >= 3, name="number")
    model.add_constraints(take.sel(item=3) >= 1, name="fourth")
    model.add_constraints(take.sel(item=0) <= 1, name="harmless")
    requirements = [
        Requirement(family="number", words="at least three items", unit="items"),
        Requirement(family="fourth", words="item four is taken", unit="items"),
        Requirement(family="harmless", words="item one once", unit="items"),
        Requirement(family="w", words="weight at most 8", unit="g", scale=1000.0),
    ]
    conflict = explain_conflict(program_of(model), requirements)
    assert conflict is not None
    assert {item.family for item in conflict.requirements} == {"number", "w"}
    amounts = {item.requirement: item.amount for item in conflict.relaxations}
    assert amounts == pytest.approx({"w": 2000.0, "number": 1.0})
    assert {item.unit for item in conflict.relaxations} == {"g", "items"}
    error = conflict.error("no plan can satisfy all requirements")
    assert error.exit_code == 1
    assert "weight at most 8 by 2000 g" in str(error)
    assert len(error.reason["relaxations"]) == len(conflict.relaxations)  # type: ignore[arg-type]


def two_ceilings() -> linopy.Model:
    """Two things to be built, each under its own ceiling: 5 and 3 are needed, 1 and 2 allowed."""
    model = linopy.Model()
    items = pd.RangeIndex(2, name="item")
    built = model.add_variables(binary=True, coords=[items], name="built")
    for place, (cost, ceiling) in enumerate([(5.0, 1.0), (3.0, 2.0)]):
        model.add_constraints(built.sel(item=place) >= 1, name=f"must{place}")
        model.add_constraints(cost * built.sel(item=place) <= ceiling, name=f"ceiling{place}")
    model.add_objective(built.sum(), sense="max")
    return model


CEILINGS = [
    Requirement(family=f"ceiling{n}", words=f"ceiling {n}", unit="MUSD", scale=100.0)
    for n in (0, 1)
]
MUSTS = [
    Requirement(family=f"must{n}", words=f"thing {n} is built", unit="thing", is_whole=True)
    for n in (0, 1)
]


def test_conflicts_that_none_can_mend_alone_give_way_together() -> None:
    conflict = explain_conflict(program_of(two_ceilings()), [*CEILINGS, *MUSTS])
    assert conflict is not None
    assert conflict.relaxations == ()
    # 5 - 1 and 3 - 2, in printed units; what must be built stands.
    amounts = {item.requirement: item.amount for item in conflict.together}
    assert amounts == pytest.approx({"ceiling0": 400.0, "ceiling1": 100.0})
    error = conflict.error("no plan")
    assert "Together: loosen ceiling 0 by 400 MUSD, and loosen ceiling 1 by 100 MUSD" in str(error)
    assert len(error.reason["together"]) == 2  # type: ignore[arg-type]


def test_where_ceilings_are_facts_the_things_to_be_built_are_dropped_together() -> None:
    conflict = explain_conflict(program_of(two_ceilings()), MUSTS)
    assert conflict is not None
    assert {item.requirement for item in conflict.together} == {"must0", "must1"}
    assert "Together: drop thing 0 is built, and drop thing 1 is built" in str(
        conflict.error("no plan")
    )


def test_facts_that_cannot_hold_are_no_conflict_of_requirements() -> None:
    model = knapsack([2, 3], [3, 4], -1)
    assert explain_conflict(program_of(model), []) is None
