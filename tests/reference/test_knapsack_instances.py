"""Optima of 0/1 knapsack instances P01 and P07.

J. Burkardt, KNAPSACK_01: Data for the 01 Knapsack Problem, Florida State University: P01 (10
items, capacity 165, optimum 309) and P07 (15 items, capacity 750, optimum 1458). Exact integers.
"""

import linopy
import pandas as pd
import pytest
import xarray as xr

from orepact.solve import Limits, RowUnit, check_solution, program_of, solve

INSTANCES = {
    "P01": (
        [23, 31, 29, 44, 53, 38, 63, 85, 89, 82],
        [92, 57, 49, 68, 60, 43, 67, 84, 87, 72],
        165,
        309,
    ),
    "P07": (
        [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
        750,
        1458,
    ),
}


@pytest.mark.parametrize("name", sorted(INSTANCES))
def test_published_optimum_is_reached_and_checked(name: str) -> None:
    weights, profits, capacity, optimum = INSTANCES[name]
    model = linopy.Model()
    item = pd.RangeIndex(len(weights), name="item")
    take = model.add_variables(binary=True, coords=[item], name="take")
    model.add_constraints((take * xr.DataArray(weights, coords=[item])).sum() <= capacity, name="w")
    model.add_objective((take * xr.DataArray(profits, coords=[item])).sum(), sense="max")
    found = solve(program_of(model), Limits(gap=0.0))
    assert found.objective == pytest.approx(optimum, abs=1e-9)
    check = check_solution(program_of(model), found, {"w": RowUnit(unit="1", tolerance=0.0)})
    assert check.holds
    assert check.objective == optimum
