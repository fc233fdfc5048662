"""Shared capacity: rail, port, power, water, and the concentrate that feeds a smelter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.choice import exercised
from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_shared_capacity"]

Floats = NDArray[np.float64]


def _added(data: PlanData, resource: int, years: NDArray[np.int64]) -> Floats:
    """Coefficient of ``y[i,t]``: what starting by t and not by t - 1 adds, telescoped.

    Returns
    -------
    added : ndarray, shape (year, option, start)
    """
    starts = np.array(data.starts)
    lead = np.array([option.lead for option in data.options])
    steps = data.adds[:, resource]
    years_open = years[:, None, None] - starts[None, None, :] - lead[None, :, None]
    at = np.clip(years_open, 0, steps.shape[1] - 1)
    option = np.broadcast_to(np.arange(len(data.options))[None, :, None], at.shape)
    by_start = np.where(years_open >= 0, steps[option, at], 0.0)
    by_start[:, :, :-1] -= by_start[:, :, 1:].copy()
    return np.asarray(by_start, dtype=float)


def add_shared_capacity(sheet: Sheet, data: PlanData) -> None:
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
            added = _added(data, place, data.years[used]) / size
            blocks["y"] = -np.tile(added, (len(data.scenarios), 1, 1))
        sheet.rows(f"capacity:{resource}", blocks, at_most=data.in_place[place] / size)
