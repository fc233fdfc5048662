"""Demand and stocks: what is missing at the importer, and what a store carries over."""

from __future__ import annotations

import numpy as np

from orepact.plan.data import PlanData
from orepact.plan.offtake import scale_of
from orepact.plan.sheet import Sheet

__all__ = ["add_demand"]


def add_demand(sheet: Sheet, data: PlanData) -> None:
    """Add shortage u and stock k of each outlet m, scenario s and year t of the horizon.

    ::

        o + other[t] + k[t-1] - k[t] + u[t] >= demand[t],  u, k >= 0            demand:m
        o + other[t] + k[t-1] - k[t] <= max(demand[t], other[t]) + room         used:m
        k[t] <= stock_most,  k[start-1] = stock_start                           stock:m
        u[t] <= (1 - least_met) missing[t]   for t >= by                        met:m
        missing[t] = max(0, demand[t] - other[t])

    Nothing is delivered beyond what is used or stored: ``room`` is 0. The last rows stand only
    where a share of what is missing must be met.
    """
    for outlet in data.outlets:
        seen = data.years <= data.horizon[1]
        years = data.years[seen].tolist()
        size, decks = scale_of(data, outlet), len(data.scenarios)
        coords = {"scenario": list(data.scenarios), "year": years}
        sheet.add(f"u:{outlet.id}", coords, upper=np.inf)
        sheet.add(f"k:{outlet.id}", coords, upper=outlet.stock_most / size)
        o, u, k = (sheet.places(f"{name}:{outlet.id}") for name in "ouk")
        need = (outlet.demand - outlet.other_supply)[seen] / size
        first = np.zeros(need.size)
        first[0] = outlet.stock_start / size
        at_least = np.tile(need - first, (decks, 1))
        before, now = k[:, :-1], k[:, 1:]
        name = f"demand:{outlet.id}"
        ends = [(o[:, :1], -1.0), (u[:, :1], -1.0), (k[:, :1], 1.0)]
        sheet.pairs(f"{name}:first", ends, at_most=-at_least[:, :1])
        later = [(o[:, 1:], -1.0), (u[:, 1:], -1.0), (before, -1.0), (now, 1.0)]
        sheet.pairs(name, later, at_most=-at_least[:, 1:])
        most = np.tile(np.maximum(need, 0.0) - first, (decks, 1))
        sheet.pairs(f"used:{outlet.id}:first", [(o[:, :1], 1.0), (k[:, :1], -1.0)],
                    at_most=most[:, :1])  # fmt: skip
        sheet.pairs(f"used:{outlet.id}", [(o[:, 1:], 1.0), (before, 1.0), (now, -1.0)],
                    at_most=most[:, 1:])  # fmt: skip
        if outlet.least_met > 0.0:
            late = np.array(years) >= outlet.by
            missing = np.maximum(need, 0.0)[late] * (1.0 - outlet.least_met)
            sheet.pairs(f"met:{outlet.id}", [(u[:, late], 1.0)],
                        at_most=np.tile(missing, (decks, 1)))  # fmt: skip
