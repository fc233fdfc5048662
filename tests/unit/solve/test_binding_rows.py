"""Rows that stand at their limit are counted; rows that nothing enters bind nothing."""

from __future__ import annotations

import linopy
import pandas as pd

from orepact.solve import Limits, RowUnit, check_solution, program_of, solve


def test_a_full_knapsack_binds_and_an_unused_link_does_not() -> None:
    """Weights 2, 3, 5 in 8: items 2 and 3 fill it; item 1 stays out, so its link binds nothing."""
    model = linopy.Model()
    item = pd.RangeIndex(3, name="item")
    take = model.add_variables(binary=True, coords=[item], name="take")
    open_ = model.add_variables(lower=0.0, upper=9.0, coords=[item], name="open")
    weights, profits = pd.Series([2.0, 3.0, 5.0], item), pd.Series([1.0, 4.0, 8.0], item)
    model.add_constraints((take * weights).sum() <= 8.0, name="weight")
    model.add_constraints(take - open_ <= 0.0, name="link")
    model.add_constraints(open_.sum() == 2.0, name="opened")
    model.add_objective((take * profits).sum(), sense="max")
    program = program_of(model)
    found = solve(program, Limits(gap=0.0))
    units = {name: RowUnit(unit="1", tolerance=1e-7) for name in ("weight", "link", "opened")}
    check = check_solution(program, found, units)
    binding = {item.family: (item.binding, item.rows) for item in check.families}
    assert check.holds
    assert binding["weight"] == (1, 1)
    assert binding["link"] == (2, 3)
    assert binding["opened"] == (0, 1), "an equation leaves no room to speak of"
