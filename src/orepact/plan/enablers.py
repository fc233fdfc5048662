"""When each enabler is started, what must come before it, and what it must precede."""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.pointwise import entries

__all__ = [
    "add_enabler_order",
    "add_enabler_starts",
    "add_needs",
    "allowed_starts",
    "is_hopeless",
]


def is_hopeless(data: PlanData, place: int) -> str:
    """Return why a column can never have its enablers in time, or an empty text."""
    options = {option.id: option for option in data.options}
    for name, year in data.columns[place].needs:
        option = options.get(name)
        if option is None:
            return f"it needs {name}, which is not on offer"
        if year - option.lead < max(option.earliest, data.horizon[0]):
            return f"{option.title} cannot work by {year}"
    return ""


def allowed_starts(data: PlanData) -> NDArray[np.float64]:
    """Return 1 for each option and year in which it may have been started, else 0."""
    return np.array(
        [
            [float(year >= item.earliest and item.id not in data.left_out) for year in data.starts]
            for item in data.options
        ]
    )


def add_enabler_starts(model: linopy.Model, data: PlanData) -> None:
    """Add the "by" form of starts.

    ::

        y[i,t] binary              option i is started by year t
        y[i,t-1] <= y[i,t]         monotone
        y[i,t] = 0, t < earliest   earliest; also where a gate refuses the option
    """
    if not data.options:
        return
    option = pd.Index([item.id for item in data.options], name="option")
    start = pd.Index(list(data.starts), name="start")
    y = model.add_variables(binary=True, coords=[option, start], name="y")
    if len(start) > 1:
        later = y.isel(start=slice(1, None))
        before = y.isel(start=slice(0, -1)).assign_coords(start=list(start[1:]))
        model.add_constraints(1.0 * before - later <= 0.0, name="monotone")
    allowed = xr.DataArray(allowed_starts(data), coords=[option, start])
    model.add_constraints(1.0 * y <= allowed, name="earliest")


def add_enabler_order(model: linopy.Model, data: PlanData) -> None:
    """Add what an option itself needs: ``y[i,t] <= y[j, t - lag]``, one row per pair and year."""
    for item in data.options:
        for other, lag in item.needs:
            y = model.variables["y"]
            late = [year for year in data.starts if year - lag >= data.horizon[0]]
            early = [year for year in data.starts if year - lag < data.horizon[0]]
            name = f"order:{item.id}:{other}"
            if late:
                own = entries(y, "later", option=[item.id] * len(late), start=late)
                before = entries(
                    y, "later", option=[other] * len(late), start=[year - lag for year in late]
                )
                model.add_constraints(own - before <= 0.0, name=name)
            if early:
                row = 1.0 * y.sel(option=item.id, start=early)
                model.add_constraints(row <= 0.0, name=f"{name}:early")


def add_needs(model: linopy.Model, data: PlanData) -> None:
    """Add what a column needs: one row per pair, not the sum, which is tighter.

    ::

        z[c] <= y[i, T - lead_i]       needs: i must work from year T on
        z[c] = 0                       too_late: no start of i is early enough

    A start after the last decision year counts as the last one.
    """
    options = {option.id: option for option in data.options}
    pairs: list[tuple[str, str, int]] = []
    hopeless: list[str] = []
    for place, column in enumerate(data.columns):
        if is_hopeless(data, place):
            hopeless.append(column.id)
            continue
        pairs += [
            (column.id, name, min(year - options[name].lead, data.horizon[1]))
            for name, year in column.needs
        ]
    if pairs:
        z = entries(model.variables["z"], "need", column=[pair[0] for pair in pairs])
        y = entries(
            model.variables["y"],
            "need",
            option=[pair[1] for pair in pairs],
            start=[pair[2] for pair in pairs],
        )
        model.add_constraints(z - y <= 0.0, name="needs")
    if hopeless:
        row = 1.0 * model.variables["z"].sel(column=hopeless)
        model.add_constraints(row <= 0.0, name="too_late")
