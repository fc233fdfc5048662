"""Shared capacity: rail, port, power, water, and the concentrate that feeds a smelter."""

from __future__ import annotations

import linopy
import numpy as np

from orepact.plan.choice import exercised
from orepact.plan.data import PlanData
from orepact.plan.pointwise import rows_of

__all__ = ["add_shared_capacity", "supply"]


def supply(data: PlanData, resource: int, year: int, option: int, start: int) -> float:
    """Return what an option started in a year adds to a resource in a later year."""
    years_open = year - start - data.options[option].lead
    if years_open < 0:
        return 0.0
    steps = data.adds[option, resource]
    return float(steps[min(years_open, steps.size - 1)])


def _added(data: PlanData, resource: int, year: int) -> np.ndarray:
    """Coefficient of ``y[i,t]``: what starting by t and not by t - 1 adds, telescoped."""
    last = len(data.starts) - 1
    found = np.zeros((len(data.options), last + 1))
    for option in range(len(data.options)):
        by_start = np.array([supply(data, resource, year, option, t) for t in data.starts])
        found[option] = by_start
        found[option, :last] -= by_start[1:]
    return found


def add_shared_capacity(model: linopy.Model, data: PlanData) -> None:
    """Add one row for every resource r that is used, year t and scenario s.

    ::

        sum_c use[c,r,t] x[c,s] <= in_place[r] + sum_i adds[i,r](t - start - lead)

    with ``use`` negative for a project that supplies r. Feed is such a resource: a smelter takes
    what the chosen mines give in that year and no more. x is e where a column can be dropped.
    """
    for place, resource in enumerate(data.resources):
        used = np.flatnonzero((data.use[:, place, :] > 0.0).any(axis=0))
        if used.size == 0:
            continue
        demand = np.repeat(data.use[:, place, used][:, None, :], len(data.scenarios), axis=1)
        size = max(1e-9, float(np.abs(demand).max()))
        blocks = exercised(data, demand / size)
        if data.options:
            added = np.stack([_added(data, place, int(data.years[n])) for n in used]) / size
            blocks["y"] = -np.tile(added, (len(data.scenarios), 1, 1))
        model.add_constraints(
            rows_of(model, blocks) <= data.in_place[place] / size, name=f"capacity:{resource}"
        )
