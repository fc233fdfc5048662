"""Offtake: what reaches the importer of what is made, net of what is pledged elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.choice import exercised
from orepact.plan.data import Outlet, PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_offtake", "free_output"]

Floats = NDArray[np.float64]


def free_output(data: PlanData, outlet: Outlet) -> Floats:
    """Return what a column could sell to the importer, shape (column, year), unit of the outlet.

    ``sum over products of factor x (1 - pledged) x output``
    """
    found = np.zeros((len(data.columns), data.years.size))
    for product, factor in outlet.products.items():
        if product in data.products:
            free = 1.0 - outlet.pledged.get(product, 0.0)
            found += factor * free * data.output[:, data.products.index(product)]
    return found


def add_offtake(sheet: Sheet, data: PlanData) -> None:
    """Add deliveries to each outlet m, scenario s and year t of the horizon.

    ::

        0 <= o[m,s,t]
        o[m,s,t] <= sum_c sum_k factor[k] (1 - pledged[k]) output[c,k,t] x[c,s]     offtake:m

    What a lender or buyer of another country has under contract never counts for the importer.
    x is e where a column can be dropped. Without outlets nothing is added.
    """
    for outlet in data.outlets:
        free = free_output(data, outlet)[:, _seen(data)]
        size = scale_of(data, outlet)
        years = data.years[_seen(data)].tolist()
        coords = {"scenario": list(data.scenarios), "year": years}
        sheet.add(f"o:{outlet.id}", coords, upper=np.inf)
        rows = np.repeat(free[:, None, :], len(data.scenarios), axis=1) / size
        blocks = {name: -block for name, block in exercised(data, rows).items()}
        count = len(data.scenarios) * len(years)
        blocks[f"o:{outlet.id}"] = np.eye(count).reshape(count, len(data.scenarios), len(years))
        sheet.rows(f"offtake:{outlet.id}", blocks, at_most=0.0)


def _seen(data: PlanData) -> NDArray[np.bool_]:
    """Decision years: deliveries beyond the horizon serve a market that nobody can foresee."""
    return np.asarray(data.years <= data.horizon[1])


def scale_of(data: PlanData, outlet: Outlet) -> float:
    """Return units of the outlet per unit of its rows."""
    largest = max(float(free_output(data, outlet).max(initial=0.0)), float(outlet.demand.max()))
    return max(1e-9, largest)
